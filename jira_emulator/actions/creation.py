"""Creating an issue."""

from collections.abc import Mapping, Sequence
from typing import Any

from jira_emulator.actions.companions import accompany, companions_of
from jira_emulator.actions.properties import checked_properties, store_properties
from jira_emulator.actions.recording import announce
from jira_emulator.errors import JiraError, invalid, off_screen
from jira_emulator.field_rules import default_values, screen_of
from jira_emulator.fields.kinds import FieldRefused, pick
from jira_emulator.fields.writing import (
    FieldInput,
    Writer,
    as_attributes,
)
from jira_emulator.model import Issue, IssueType, Project, User
from jira_emulator.permissions import allowed, can_see, signed_in
from jira_emulator.state import Site

NO_PROJECT = "Specify a valid project ID or key"


def create_issue(
    site: Site,
    actor: User | None,
    request: FieldInput,
    properties: Sequence[Mapping[str, Any]] = (),
) -> Issue:
    """Create an issue from REST's `fields` and `update` (Jira Cloud REST v3, POST /issue).

    Properties are there from the first moment on: no event or reader sees the issue without them.
    """
    with site.lock:
        project = _project(site, actor, request)
        issue_type = _issue_type(project, request)
        creator = signed_in(actor)
        wanted = _wanted(site, creator, project, issue_type, request)
        parent_id = _parent(site, creator, issue_type, request)
        companions = companions_of(site, actor, request, project)
        checked = checked_properties(properties)
        issue = _new_issue(site, creator, project, issue_type, parent_id, wanted, checked)
        announce(site, "jira:issue_created", actor, issue, kind="issue_created")
        store_properties(site, actor, issue, checked)
        return accompany(site, issue, companions)


def _project(site: Site, actor: User | None, request: FieldInput) -> Project:
    value = request.fields.get("project")
    named = (value.get("id") or value.get("key")) if isinstance(value, Mapping) else None
    project = site.project(str(named)) if named else None
    if project is None or not allowed(site, actor, "BROWSE_PROJECTS", project):
        raise invalid(project=NO_PROJECT)
    if not allowed(site, actor, "CREATE_ISSUES", project):
        raise JiraError(403, ["You do not have permission to create issues in this project."])
    return project


def _issue_type(project: Project, request: FieldInput) -> IssueType:
    value = request.fields.get("issuetype")
    if value is None:
        raise invalid(issuetype="Specify an issue type")
    try:
        return pick(value, project.issue_types, "Issue type")
    except FieldRefused:
        raise invalid(issuetype="Specify a valid issue type") from None


def _wanted(site: Site, actor: User, project: Project, issue_type: IssueType, request: FieldInput) -> dict[str, Any]:
    if "reporter" in request.fields and not allowed(site, actor, "MODIFY_REPORTER", project):
        raise invalid(reporter=off_screen("reporter"))
    if "security" in request.fields and not allowed(site, actor, "SET_ISSUE_SECURITY", project):
        raise invalid(security=off_screen("security"))
    writer = Writer(site, project, screen_of(project, issue_type, "create"), actor, issue_type)
    wanted = default_values(site, project, issue_type) | writer.values(request, None)
    automatic = {"priority": project.default_priority, "reporter": actor}
    missing = writer.missing(automatic | wanted, None)
    if missing:
        raise JiraError(400, errors=missing)
    return wanted


def _parent(site: Site, actor: User, issue_type: IssueType, request: FieldInput) -> int | None:
    value = request.wanted("parent")
    if value is None:
        if issue_type.subtask:
            raise invalid(
                parent="Issue type is a sub-task but parent issue key or id not specified.",
                issuetype="Issue type is a sub-task but parent issue key or id not specified.",
            )
        return None
    return parent_id(site, actor, issue_type, value)


def parent_id(site: Site, actor: User, issue_type: IssueType, value: Any) -> int:
    """The id of a parent that fits the type's place in the hierarchy. Raises 400."""
    if not (issue_type.subtask or site.flavour.has_parents_of_any_level):
        raise invalid(parent=off_screen("parent"))
    named = (value.get("id") or value.get("key")) if isinstance(value, Mapping) else None
    parent = site.issue(str(named)) if named else None
    if parent is None or not can_see(site, actor, parent):
        raise invalid(parent="Could not find issue by id or key.")
    if parent.issue_type.hierarchy_level != issue_type.hierarchy_level + 1:
        raise invalid(parent="Given parent work item does not belong to appropriate hierarchy.")
    return parent.id


def _new_issue(
    site: Site,
    actor: User,
    project: Project,
    issue_type: IssueType,
    parent: int | None,
    wanted: Mapping[str, Any],
    properties: Mapping[str, Any],
) -> Issue:
    project.last_issue_number += 1
    now = site.now()
    scheme = project.security_scheme
    defaults: dict[str, Any] = {
        "priority": project.default_priority,
        "reporter": actor,
        "assignee": None,
        "security": scheme.default_level if scheme is not None else None,
    }
    attributes = defaults | as_attributes(site, None, wanted)
    issue = Issue(
        id=site.next_id("issue"),
        key=f"{project.key}-{project.last_issue_number}",
        project=project,
        issue_type=issue_type,
        status=project.workflow.initial,
        created=now,
        updated=now,
        status_category_changed=now,
        creator=actor,
        parent_id=parent,
        properties=dict(properties),
        watchers=(actor,),
        **attributes,
    )
    return site.store(issue)
