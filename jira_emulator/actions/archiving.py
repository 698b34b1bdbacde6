"""Archiving issues, and taking them back: for Jira's administrators, with the sub-tasks."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field

from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, User
from jira_emulator.permissions import can_see, is_jira_admin
from jira_emulator.state import Site

MESSAGES = {
    "issueIsSubtask": "Issue is subtask.",
    "issuesInArchivedProjects": "Issue exists in archived project.",
    "issuesNotFound": "Issue not found.",
}


@dataclass(slots=True)
class Archival:
    """What became of a request: how many issues changed, and which did not for what reason."""

    updated: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)


def set_archived(site: Site, actor: User | None, ids_or_keys: Iterable[str], archived: bool) -> Archival:
    """Archive issues or take them back. Raises 400 when none of them can be."""
    check_archivist(site, actor)
    done = Archival()
    asked = list(ids_or_keys)
    with site.lock:
        for one in asked:
            issue = site.issue(one)
            reason = _reason(site, actor, issue)
            if issue is None or reason is not None:
                done.refused.setdefault(reason or "issuesNotFound", []).append(one)
            else:
                done.updated += _with_subtasks(site, issue, archived)
    if sum(map(len, done.refused.values())) == len(asked):
        raise JiraError(400, ["No valid issue to archive or unarchive. Bad request."])
    return done


def check_archivist(site: Site, actor: User | None) -> None:
    """Raises 401 or 403 unless the actor has Administer Jira."""
    if actor is None:
        raise JiraError(401, ["User is not logged in."])
    if not is_jira_admin(site, actor):
        raise JiraError(403, ["Only admins can archive or unarchive issues. Access denied."])


def _reason(site: Site, actor: User | None, issue: Issue | None) -> str | None:
    if issue is None or not can_see(site, actor, issue):
        return "issuesNotFound"
    if issue.issue_type.subtask:
        return "issueIsSubtask"
    return "issuesInArchivedProjects" if issue.project.archived else None


def _with_subtasks(site: Site, issue: Issue, archived: bool) -> int:
    children = [site.issues[one] for one in site.children.get(issue.id, ())]
    family = [issue, *(one for one in children if one.issue_type.subtask)]
    changing = [one for one in family if one.archived is not archived]
    for one in changing:
        site.store(dataclasses.replace(one, archived=archived))
    return len(changing)
