"""Ranking issues before or after another one."""

import dataclasses
from collections.abc import Iterable

from jira_emulator.actions.recording import announce, record
from jira_emulator.agile.fields import RANK, RankValue
from jira_emulator.agile.ranks import rank_between, rank_of
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site

MOST_RANKED = 50


def rank_issues(
    site: Site, actor: User | None, issues: Iterable[Issue], before: str | None = None, after: str | None = None
) -> None:
    """Put issues, in the given order, right before or after another issue. Raises 400, 403 or 404."""
    if (before is None) == (after is None):
        raise JiraError(400, ["Either rankBeforeIssue or rankAfterIssue must be given."])
    with site.lock:
        moving = [site.issues[one.id] for one in issues if one.id in site.issues]
        anchor = visible_issue(site, actor, before or after or "")
        if anchor.id in {one.id for one in moving}:
            raise JiraError(400, ["An issue can't be ranked before or after itself."])
        for one in moving:
            if not allowed(site, actor, "SCHEDULE_ISSUES", issue=one):
                raise JiraError(403, [f"You do not have permission to rank the issue {one.key}."])
        lower, upper = _bounds(site, anchor, {one.id for one in moving}, before is not None)
        for one in moving:
            lower = rank_between(lower, upper)
            _set_rank(site, actor, one, lower)


def _bounds(site: Site, anchor: Issue, moving: set[int], before: bool) -> tuple[str | None, str | None]:
    """The ranks between which there is room: the anchor's, and its neighbour's among those that stay."""
    middle = rank_of(anchor, RANK)
    others = [rank_of(one, RANK) for one in site.issues.values() if one.id not in moving | {anchor.id}]
    if before:
        return max((one for one in others if one < middle), default=None), middle
    return middle, min((one for one in others if one > middle), default=None)


def _set_rank(site: Site, actor: User | None, issue: Issue, rank: str) -> None:
    items = RankValue().changes(site.fields[RANK], rank_of(issue, RANK), rank)
    if not items:
        return
    changed = dataclasses.replace(issue, custom={**issue.custom, RANK: rank})
    stored, history = record(site, changed, actor, items)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history)
