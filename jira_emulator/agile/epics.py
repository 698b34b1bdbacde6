"""Epics, and moving issues into and out of them."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.actions.editing import edit_issue
from jira_emulator.agile.model import EpicDetails
from jira_emulator.errors import JiraError
from jira_emulator.fields.writing import FieldInput
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site

COLORS = frozenset(f"color_{number}" for number in range(1, 15))


def visible_epic(site: Site, actor: User | None, id_or_key: str) -> Issue:
    """An issue that is an epic. Raises 404."""
    try:
        issue = visible_issue(site, actor, id_or_key)
    except JiraError:
        issue = None
    if issue is None or not is_epic(issue):
        raise JiraError(404, ["The requested epic does not exist or you do not have permission to view it."])
    return issue


def is_epic(issue: Issue) -> bool:
    return issue.issue_type.hierarchy_level == 1


def change_epic(site: Site, actor: User | None, id_or_key: str, wanted: Mapping[str, Any]) -> Issue:
    """Change some of `name`, `summary`, `color` and `done`, all of them checked by the caller."""
    with site.lock:
        issue = visible_epic(site, actor, id_or_key)
        if not allowed(site, actor, "EDIT_ISSUES", issue=issue):
            raise JiraError(403, ["You do not have permission to edit this epic."])
        if "summary" in wanted:
            issue = edit_issue(site, actor, issue.id, FieldInput({"summary": wanted["summary"]}))
        details = {name: value for name, value in wanted.items() if name != "summary"}
        site.epics[issue.id] = dataclasses.replace(site.epics.get(issue.id, EpicDetails()), **details)
        return issue


def put_in_epic(site: Site, actor: User | None, issues: Iterable[Issue], epic: Issue | None) -> None:
    """Give issues this epic, or (None) none. Raises 400 for issues that can't have one."""
    parent = {"key": epic.key} if epic is not None else None
    moving = list(issues)
    with site.lock:
        for one in moving:
            if one.issue_type.hierarchy_level != 0:
                raise JiraError(400, [f"The issue {one.key} can't belong to an epic."])
        for one in moving:
            edit_issue(site, actor, one.id, FieldInput({"parent": parent}))


def children_of(site: Site, epic: Issue) -> list[Issue]:
    return [site.issues[one] for one in list(site.children.get(epic.id, ()))]
