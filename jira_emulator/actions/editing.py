"""Editing an issue's fields."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from jira_emulator.actions.companions import accompany, companions_of
from jira_emulator.actions.creation import parent_id
from jira_emulator.actions.properties import checked_properties, store_properties
from jira_emulator.actions.recording import (
    announce,
    changed_kind,
    field_changes,
    parent_change,
    record,
)
from jira_emulator.errors import JiraError, invalid, off_screen
from jira_emulator.field_rules import screen_of
from jira_emulator.fields.kinds import FieldRefused, pick
from jira_emulator.fields.writing import FieldInput, Writer, as_attributes
from jira_emulator.model import Issue, Screen, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site

ASSIGN_SCREEN = Screen(0, "Assign issue", ["assignee"])


def edit_issue(
    site: Site,
    actor: User | None,
    id_or_key: str | int,
    request: FieldInput,
    properties: Sequence[Mapping[str, Any]] = (),
    history_metadata: Mapping[str, Any] | None = None,
    any_field: bool = False,
) -> Issue:
    """Edit an issue (Jira Cloud REST v3, PUT /issue/{issueIdOrKey}); a refused field means nothing is
    written. `any_field`: also those that are not on the edit screen.
    """
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        _check_permission(site, actor, issue, request)
        wanted = _wanted(site, actor, issue, request, any_field)
        companions = companions_of(site, actor, request, issue.project, issue)
        checked = checked_properties(properties)
        after = _edited(site, actor, issue, wanted, request)
        issue = _stored(site, actor, issue, after, wanted, history_metadata)
        if checked:
            merged = dataclasses.replace(issue, properties={**issue.properties, **checked})
            issue = site.store(merged)
            store_properties(site, actor, issue, checked)
        return accompany(site, issue, companions)


def assign_issue(site: Site, actor: User | None, id_or_key: str, account_id: str | None) -> Issue:
    """Give an issue to somebody, or to nobody; needs Assign issues, but not Edit issues."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        if not allowed(site, actor, "ASSIGN_ISSUES", issue=issue):
            raise JiraError(403, ["You do not have permission to assign issues in this project."])
        request = FieldInput({"assignee": {"accountId": account_id}})
        wanted = Writer(site, issue.project, ASSIGN_SCREEN, actor).values(request, issue)
        return _stored(site, actor, issue, _edited(site, actor, issue, wanted, request), wanted, None)


def _check_permission(site: Site, actor: User | None, issue: Issue, request: FieldInput) -> None:
    named = [*request.fields, *request.update]
    refused = set(named) if not allowed(site, actor, "EDIT_ISSUES", issue=issue) else {"project"}
    if not allowed(site, actor, "MODIFY_REPORTER", issue=issue):
        refused.add("reporter")
    if not allowed(site, actor, "SET_ISSUE_SECURITY", issue=issue) or issue.issue_type.subtask:
        refused.add("security")
    if not allowed(site, actor, "ASSIGN_ISSUES", issue=issue):
        refused.add("assignee")
    errors = {name: off_screen(name) for name in named if name in refused}
    if errors:
        raise JiraError(400, errors=errors)
    if not allowed(site, actor, "EDIT_ISSUES", issue=issue):
        raise JiraError(403, ["You do not have permission to edit issues in this project."])


def _wanted(site: Site, actor: User | None, issue: Issue, request: FieldInput, any_field: bool) -> dict[str, Any]:
    """The new values; what is not named stays as it is, also where it is empty and should not be."""
    screen = screen_of(issue.project, issue.issue_type, "edit")
    if any_field:
        screen = Screen(0, "Every field", list(site.fields))
    writer = Writer(site, issue.project, screen, actor, issue.issue_type)
    wanted = writer.values(request, issue)
    emptied = {name: message for name, message in writer.missing(wanted, issue).items() if name in wanted}
    if emptied:
        raise JiraError(400, errors=emptied)
    return wanted


def _edited(site: Site, actor: User | None, issue: Issue, wanted: Mapping[str, Any], request: FieldInput) -> Issue:
    attributes = as_attributes(site, issue, wanted)
    if request.names("issuetype"):
        attributes["issue_type"] = _other_type(issue, request.wanted("issuetype"))
    if request.names("parent"):
        attributes["parent_id"] = _other_parent(site, actor, issue, request.wanted("parent"))
    return dataclasses.replace(issue, **attributes)


def _other_type(issue: Issue, value: Any) -> Any:
    same_level = [one for one in issue.project.issue_types if one.subtask == issue.issue_type.subtask]
    try:
        return pick(value, same_level, "Issue type")
    except FieldRefused:
        raise invalid(issuetype="The issue type selected is invalid.") from None


def _other_parent(site: Site, actor: User | None, issue: Issue, value: Any) -> int | None:
    if value in (None, {"none": True}, {"set": {"none": True}}):
        if issue.issue_type.subtask:
            raise invalid(parent="Issue type is a sub-task but parent issue key or id not specified.")
        return None
    assert actor is not None
    return parent_id(site, actor, issue.issue_type, value)


def _stored(
    site: Site,
    actor: User | None,
    before: Issue,
    after: Issue,
    wanted: Mapping[str, Any],
    metadata: Mapping[str, Any] | None,
) -> Issue:
    items = field_changes(site, before, after, [*wanted, "issuetype"]) + parent_change(site, before, after)
    if not items:
        return before
    stored, history = record(site, after, actor, items, metadata)
    announce(site, "jira:issue_updated", actor, stored, kind=changed_kind(items), change=history)
    return stored
