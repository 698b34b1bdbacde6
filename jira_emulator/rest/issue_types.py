"""Issue types (Jira Cloud REST v3, "Issue types")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.actions.issue_types import issues_of_type, remove_issue_type
from jira_emulator.actions.recording import announce
from jira_emulator.catalogue import add_issue_type
from jira_emulator.errors import JiraError
from jira_emulator.model import IssueType
from jira_emulator.permissions import allowed
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME = 60
NAME_MISSING = "The issue type name is required."


def issue_type_of(call: Call, type_id: str, refusal_status: int = 404) -> IssueType:
    """The issue type. Raises 404, or what the operation's document has instead."""
    found = call.site.issue_types.get(id_of(type_id) or 0)
    if found is None:
        raise JiraError(refusal_status, [f"The issue type with id '{type_id}' does not exist"])
    return found


@operation("GET", "/issuetype", Scope.READ)
def get_issue_types(call: Call) -> Answer:
    return Answer([beans.issue_type(call.shape, one) for one in call.site.issue_types.values()])


@operation("GET", "/issuetype/project", Scope.READ)
def get_issue_types_of_project(call: Call) -> Answer:
    """The types of a project; with `level` those of one place in the hierarchy."""
    project, level = call.site.project(call.args.get("projectId", "")), call.args.get("level")
    if project is None or not allowed(call.site, call.actor, "BROWSE_PROJECTS", project):
        raise JiraError(404, ["The project was not found or you do not have permission to view it."])
    found = [one for one in project.issue_types if level in (None, "", str(one.hierarchy_level))]
    return Answer([beans.issue_type(call.shape, one) for one in found])


@operation("GET", "/issuetype/<type_id>", Scope.READ)
def get_issue_type(call: Call, type_id: str) -> Answer:
    return Answer(beans.issue_type(call.shape, issue_type_of(call, type_id)))


@operation("GET", "/issuetype/<type_id>/alternatives", Scope.READ)
def get_alternatives(call: Call, type_id: str) -> Answer:
    """The other types of the same place in the hierarchy."""
    return Answer([beans.issue_type(call.shape, one) for one in _alternatives(call, issue_type_of(call, type_id))])


def _alternatives(call: Call, of: IssueType) -> list[IssueType]:
    known = call.site.issue_types.values()
    return [one for one in known if one is not of and one.hierarchy_level == of.hierarchy_level]


@operation("POST", "/issuetype", Scope.ADMIN)
def create_issue_type(call: Call) -> Answer:
    """A type for issues or sub-tasks; it is in the default scheme only."""
    jira_admin(call)
    body = call.strict_object({"name", "description", "type", "hierarchyLevel"})
    with call.site.lock:
        name, level = _free_name(call, body), _level(body)
        described = bodies.text(body, "description") or ""
        one = add_issue_type(call.site, name, described, level < 0, level)
        for scheme in call.site.issue_type_schemes.values():
            if scheme.is_default:
                scheme.issue_types.append(one)
        announce(call.site, "issuetype_created", call.actor, entity=one)
    return Answer(beans.issue_type(call.shape, one), 201)


def _level(body: Mapping[str, Any]) -> int:
    """-1 for a sub-task, else 0; `type` is the old way to say it."""
    level, kind = body.get("hierarchyLevel"), bodies.text(body, "type")
    if level not in (None, -1, 0) or isinstance(level, bool) or kind not in (None, "subtask", "standard"):
        raise JiraError(400, ["The hierarchy level must be -1 or 0."])
    if level is not None:
        return int(level)
    return -1 if kind == "subtask" else 0


def _free_name(call: Call, body: Mapping[str, Any], but: IssueType | None = None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    if any(one.name.lower() == name.lower() for one in call.site.issue_types.values() if one is not but):
        raise JiraError(409, errors={"name": "An issue type with this name already exists."})
    return name


@operation("PUT", "/issuetype/<type_id>", Scope.ADMIN)
def edit_issue_type(call: Call, type_id: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "avatarId"})
    with call.site.lock:
        one = issue_type_of(call, type_id)
        described = bodies.text(body, "description")
        if body.get("name") is not None:
            one.name = _free_name(call, body, one)
        one.description = one.description if described is None else described
        announce(call.site, "issuetype_updated", call.actor, entity=one)
    return Answer(beans.issue_type(call.shape, one))


@operation("DELETE", "/issuetype/<type_id>", Scope.ADMIN)
def delete_issue_type(call: Call, type_id: str) -> Answer:
    """Delete a type; if issues have it, an alternative must be named."""
    jira_admin(call)
    with call.site.lock:
        one, wanted = issue_type_of(call, type_id), call.args.get("alternativeIssueTypeId")
        replacement = issue_type_of(call, wanted) if wanted else None
        in_use = bool(issues_of_type(call.site, one))
        if in_use and replacement is None:
            raise JiraError(404, ["The issue type is in use: an alternative issue type must be specified."])
        if in_use and replacement not in _alternatives(call, one):
            raise JiraError(409, ["The alternative issue type can not take the place of the issue type."])
        remove_issue_type(call.site, call.actor, one, replacement)
    return NO_CONTENT
