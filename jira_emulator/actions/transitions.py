"""Moving an issue through its workflow."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from jira_emulator.actions.companions import accompany, companions_of
from jira_emulator.actions.recording import announce, field_changes, record
from jira_emulator.errors import JiraError
from jira_emulator.fields.table import slot_of
from jira_emulator.fields.writing import (
    FieldInput,
    Writer,
    as_attributes,
    required_message,
)
from jira_emulator.model import ChangeItem, Issue, Screen, Transition, User
from jira_emulator.permissions import visible_issue
from jira_emulator.state import Site
from jira_emulator.workflow import available_transitions

NO_SCREEN = Screen(0, "No screen", [])


def transition_issue(
    site: Site,
    actor: User | None,
    id_or_key: str | int,
    transition_id: str | int,
    request: FieldInput | None = None,
    history_metadata: Mapping[str, Any] | None = None,
) -> Issue:
    """Make a transition (Jira Cloud REST v3, POST /issue/{issueIdOrKey}/transitions).

    Raises a 400 when the transition is not there for this user now, or a required field of its screen is
    missing.
    """
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        transition = _transition(site, actor, issue, str(transition_id))
        asked = request or FieldInput()
        wanted = _screen_values(site, actor, issue, transition, asked)
        companions = companions_of(site, actor, asked, issue.project, issue)
        issue = _moved(site, actor, issue, transition, wanted, history_metadata)
        return accompany(site, issue, companions)


def _transition(site: Site, actor: User | None, issue: Issue, transition_id: str) -> Transition:
    for one in available_transitions(site, actor, issue):
        if str(one.id) == transition_id:
            return one
    raise JiraError(
        400,
        [
            f"It seems that you have tried to perform a workflow operation ({transition_id}) that is not "
            f"valid for "
            f"the current state of this issue ({issue.key}). The likely cause is that somebody has changed "
            f"the "
            "issue recently, please look at the issue history for details."
        ],
    )


def _screen_values(
    site: Site, actor: User | None, issue: Issue, transition: Transition, request: FieldInput
) -> dict[str, Any]:
    screen = transition.screen or NO_SCREEN
    writer = Writer(site, issue.project, screen, actor, issue.issue_type)
    wanted = writer.values(request, issue)
    missing = writer.missing(wanted, issue) | _unfulfilled(site, issue, transition, wanted)
    if missing:
        raise JiraError(400, errors=missing)
    return wanted


def _unfulfilled(site: Site, issue: Issue, transition: Transition, wanted: dict[str, Any]) -> dict[str, str]:
    """What the transition's validator asks for and the issue would not have."""
    unfulfilled = {}
    for name in transition.required_field_ids:
        slot = slot_of(site.fields[name])
        value = wanted[name] if name in wanted or slot is None else slot.get(issue)
        if value in (None, ()):
            unfulfilled[name] = required_message(site.fields[name])
    return unfulfilled


def _moved(
    site: Site,
    actor: User | None,
    before: Issue,
    transition: Transition,
    wanted: dict[str, Any],
    metadata: Mapping[str, Any] | None,
) -> Issue:
    if transition.sets_resolution is not None:
        wanted.setdefault("resolution", transition.sets_resolution)
    if transition.clears_resolution:
        wanted["resolution"] = None
    after = dataclasses.replace(before, status=transition.to, **as_attributes(site, before, wanted))
    after = _with_times(site, before, after)
    items = [*field_changes(site, before, after, wanted), *_status_change(before, after)]
    if not items:
        return before
    stored, history = record(site, after, actor, items, metadata)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_generic", change=history)
    return stored


def _with_times(site: Site, before: Issue, after: Issue) -> Issue:
    now = site.now()
    resolved = after.resolution_date if after.resolution is before.resolution else now
    category = before.status_category_changed if after.status.category is before.status.category else now
    return dataclasses.replace(
        after,
        resolution_date=resolved if after.resolution is not None else None,
        status_category_changed=category,
    )


def _status_change(before: Issue, after: Issue) -> list[ChangeItem]:
    if before.status is after.status:
        return []
    old, new = before.status, after.status
    return [ChangeItem("status", "jira", "status", str(old.id), old.name, str(new.id), new.name)]
