"""Logging work, and what it does to the remaining estimate."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jira_emulator.actions.comments import read_visibility
from jira_emulator.actions.properties import check_property, checked_properties, without
from jira_emulator.actions.recording import announce, moment, record
from jira_emulator.errors import JiraError
from jira_emulator.model import ChangeItem, Issue, User, Visibility, Worklog
from jira_emulator.permissions import allowed, may_read, visible_issue
from jira_emulator.state import Site
from jira_emulator.text import RichText

MOST_WORKLOGS = 10_000


@dataclass(frozen=True, slots=True)
class Adjustment:
    """REST's `adjustEstimate`: "auto", "leave", "new" (to `seconds`) or "manual" (by `seconds`)."""

    kind: str = "auto"
    seconds: int = 0

    def remaining(self, before: int | None, more_spent: int) -> int | None:
        """The remaining estimate after `more_spent` seconds were logged (or, if negative, taken back)."""
        if self.kind == "new":
            return self.seconds
        if self.kind == "leave" or before is None:
            return before
        change = more_spent if self.kind == "auto" else (self.seconds if more_spent > 0 else -self.seconds)
        return max(before - change, 0)


@dataclass(frozen=True, slots=True)
class Work:
    """What a caller says about a piece of work; None keeps what was there."""

    comment: RichText | None = None
    started: datetime | None = None
    seconds: int | None = None
    note: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # `visibility`, `properties`


def add_worklog(
    site: Site, actor: User | None, id_or_key: str, work: Work, adjustment: Adjustment
) -> tuple[Issue, Worklog]:
    """Log work on an issue."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        if not allowed(site, actor, "WORK_ON_ISSUES", issue=issue):
            raise JiraError(400, ["You do not have the permission to associate a worklog to this issue."])
        if work.seconds is None:
            raise JiraError(400, errors={"timeLogged": "You must indicate the time spent working."})
        if len(issue.worklogs) >= MOST_WORKLOGS:
            raise JiraError(413, ["limit exceeded"])
        now = moment(site, issue)
        worklog = Worklog(
            id=site.next_id("worklog"),
            author=actor,
            update_author=actor,
            comment=work.comment,
            created=now,
            updated=now,
            started=work.started or now,
            time_spent_seconds=work.seconds,
            visibility=read_visibility(site, actor, issue, work.note.get("visibility")),
            properties=checked_properties(work.note.get("properties") or ()),
        )
        stored = _store(site, actor, issue, (*issue.worklogs, worklog), adjustment)
        announce(site, "worklog_created", actor, stored, entity=worklog)
        return stored, worklog


def edit_worklog(
    site: Site, actor: User | None, id_or_key: str, worklog_id: str, work: Work, adjustment: Adjustment
) -> tuple[Issue, Worklog]:
    """Change a worklog; its author stays."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        before = visible_worklog(site, actor, issue, worklog_id)
        _check_right(site, actor, issue, before, "EDIT")
        after = dataclasses.replace(
            before,
            update_author=actor,
            updated=moment(site, issue),
            comment=work.comment or before.comment,
            started=work.started or before.started,
            time_spent_seconds=before.time_spent_seconds if work.seconds is None else work.seconds,
            visibility=_visibility(site, actor, issue, before, work),
            properties={**before.properties, **checked_properties(work.note.get("properties") or ())},
        )
        worklogs = tuple(after if one.id == after.id else one for one in issue.worklogs)
        stored = _store(site, actor, issue, worklogs, adjustment)
        announce(site, "worklog_updated", actor, stored, entity=after)
        return stored, after


def delete_worklog(site: Site, actor: User | None, id_or_key: str, worklog_id: str, adjustment: Adjustment) -> None:
    """Delete a worklog."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        worklog = visible_worklog(site, actor, issue, worklog_id)
        _check_right(site, actor, issue, worklog, "DELETE")
        kept = tuple(one for one in issue.worklogs if one.id != worklog.id)
        site.deleted_worklogs.append((worklog.id, moment(site, issue)))
        stored = _store(site, actor, issue, kept, adjustment)
        announce(site, "worklog_deleted", actor, stored, entity=worklog)


def _visibility(site: Site, actor: User | None, issue: Issue, before: Worklog, work: Work) -> Visibility | None:
    if "visibility" not in work.note:
        return before.visibility
    return read_visibility(site, actor, issue, work.note["visibility"])


def set_worklog_property(site: Site, actor: User | None, id_or_key: str, worklog_id: str, key: str, value: Any) -> bool:
    """Set a worklog's property; True when it is new."""
    with site.lock:
        issue, worklog = _owned(site, actor, id_or_key, worklog_id)
        check_property(key, value)
        _store_properties(site, issue, worklog, {**worklog.properties, key: value})
        return key not in worklog.properties


def delete_worklog_property(site: Site, actor: User | None, id_or_key: str, worklog_id: str, key: str) -> None:
    """Remove a worklog's property. Raises 404 when it is not there."""
    with site.lock:
        issue, worklog = _owned(site, actor, id_or_key, worklog_id)
        _store_properties(site, issue, worklog, without(worklog.properties, key))


def _owned(site: Site, actor: User | None, id_or_key: str, worklog_id: str) -> tuple[Issue, Worklog]:
    """A worklog that the actor may edit. Raises 403 where REST's other refusals of worklogs are 400."""
    issue = visible_issue(site, actor, id_or_key)
    worklog = visible_worklog(site, actor, issue, worklog_id)
    if not _may(site, actor, issue, worklog, "EDIT"):
        raise JiraError(403, [f"You do not have permission to edit worklog with id: {worklog.id}"])
    return issue, worklog


def _store_properties(site: Site, issue: Issue, worklog: Worklog, properties: Mapping[str, Any]) -> None:
    changed = dataclasses.replace(worklog, properties=properties)
    worklogs = tuple(changed if one.id == worklog.id else one for one in issue.worklogs)
    site.store(dataclasses.replace(issue, worklogs=worklogs))


def visible_worklog(site: Site, actor: User | None, issue: Issue, worklog_id: str) -> Worklog:
    """The issue's worklog, if the actor may read it. Raises Jira's 404."""
    for one in issue.worklogs:
        if str(one.id) == worklog_id and may_read(site, actor, issue, one.visibility):
            return one
    raise JiraError(404, [f"Cannot find worklog with id: '{worklog_id}'."])


def _check_right(site: Site, actor: User | None, issue: Issue, worklog: Worklog, verb: str) -> None:
    if not _may(site, actor, issue, worklog, verb):
        raise JiraError(400, [f"You do not have permission to {verb.lower()} worklog with id: {worklog.id}"])


def _may(site: Site, actor: User | None, issue: Issue, worklog: Worklog, verb: str) -> bool:
    own = actor is not None and worklog.author is actor
    rights = [f"{verb}_ALL_WORKLOGS", *([f"{verb}_OWN_WORKLOGS"] if own else [])]
    return any(allowed(site, actor, one, issue=issue) for one in rights)


def spent_seconds(worklogs: tuple[Worklog, ...]) -> int:
    return sum(one.time_spent_seconds for one in worklogs)


def _store(
    site: Site, actor: User | None, issue: Issue, worklogs: tuple[Worklog, ...], adjustment: Adjustment
) -> Issue:
    before, after = spent_seconds(issue.worklogs), spent_seconds(worklogs)
    remaining = adjustment.remaining(issue.remaining_estimate_seconds, after - before)
    changed = dataclasses.replace(issue, worklogs=worklogs, remaining_estimate_seconds=remaining)
    items = [
        ChangeItem(name, "jira", name, _text(old), _text(old), _text(new), _text(new))
        for name, old, new in (
            ("timespent", before or None, after or None),
            ("timeestimate", issue.remaining_estimate_seconds, remaining),
        )
        if old != new
    ]
    stored, history = record(site, changed, actor, items)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_work_logged", change=history)
    return stored


def _text(seconds: int | None) -> str | None:
    return None if seconds is None else str(seconds)
