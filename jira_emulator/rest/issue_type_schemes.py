"""Which issue types a project has (Jira Cloud REST v3, "Issue type schemes")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.catalogue import add_type_scheme
from jira_emulator.errors import JiraError
from jira_emulator.model import IssueType, IssueTypeScheme, Project
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.issue_types import issue_type_of
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME, LONGEST_DESCRIPTION = 255, 4000
NAME_MISSING = "The name of the issue type scheme is required."


def _scheme(call: Call, scheme: str) -> IssueTypeScheme:
    found = call.site.issue_type_schemes.get(id_of(scheme) or 0)
    if found is None:
        raise JiraError(404, ["The issue type scheme was not found."])
    return found


def _users(call: Call, one: IssueTypeScheme) -> list[Project]:
    """The projects that use the scheme."""
    return [each for each in call.site.projects.values() if each.issue_types is one.issue_types]


def _bean(one: IssueTypeScheme) -> dict[str, Any]:
    bean: dict[str, Any] = {"id": str(one.id), "name": one.name, "description": one.description}
    if one.is_default:
        bean["isDefault"] = True
    if one.default_type is not None:
        bean["defaultIssueTypeId"] = str(one.default_type.id)
    return bean


@operation("GET", "/issuetypescheme", Scope.ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    ids, query = asked_ids(call, "id"), call.args.get("queryString", "")
    chosen = [one for one in call.site.issue_type_schemes.values() if not ids or one.id in ids]
    return Answer(page_bean(call, "issuetypescheme", [_bean(one) for one in chosen if holds(query, one.name)]))


@operation("POST", "/issuetypescheme", Scope.ADMIN)
def create_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "issueTypeIds", "defaultIssueTypeId"})
    with call.site.lock:
        name = _free_name(call, body, None)
        types = [issue_type_of(call, one, 400) for one in dict.fromkeys(bodies.words(body, "issueTypeIds"))]
        if all(one.subtask for one in types):
            raise JiraError(400, ["At least one standard issue type must be given."])
        default = _default(body, types)
        described = bodies.text(body, "description", LONGEST_DESCRIPTION) or ""
        one = add_type_scheme(call.site, name, types)
        one.description, one.default_type = described, default
    return Answer({"issueTypeSchemeId": str(one.id)}, 201)


def _free_name(call: Call, body: Mapping[str, Any], but: IssueTypeScheme | None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    others = [one for one in call.site.issue_type_schemes.values() if one is not but]
    if any(one.name.lower() == name.lower() for one in others):
        raise JiraError(409 if but is None else 400, errors={"name": "The name is already in use."})
    return name


def _default(body: Mapping[str, Any], types: list[IssueType]) -> IssueType | None:
    written = bodies.text(body, "defaultIssueTypeId")
    if written is None:
        return None
    found = next((one for one in types if one.id == id_of(written)), None)
    if found is None:
        raise JiraError(400, ["The default issue type must be one of the scheme's."])
    return found


@operation("PUT", "/issuetypescheme/<scheme>", Scope.ADMIN)
def edit_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "defaultIssueTypeId"})
    with call.site.lock:
        one = _scheme(call, scheme)
        name = _free_name(call, body, one) if body.get("name") is not None else one.name
        described = bodies.text(body, "description", LONGEST_DESCRIPTION)
        one.default_type = _default(body, one.issue_types) or one.default_type
        one.name, one.description = name, one.description if described is None else described
    return NO_CONTENT


@operation("DELETE", "/issuetypescheme/<scheme>", Scope.ADMIN)
def delete_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _scheme(call, scheme)
        if one.is_default or _users(call, one):
            raise JiraError(400, ["The issue type scheme is in use and can not be deleted."])
        del call.site.issue_type_schemes[one.id]
    return NO_CONTENT


@operation("GET", "/issuetypescheme/mapping", Scope.ADMIN)
def get_mappings(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "issueTypeSchemeId")
    rows = [
        {"issueTypeSchemeId": str(one.id), "issueTypeId": str(each.id)}
        for one in call.site.issue_type_schemes.values()
        if not ids or one.id in ids
        for each in one.issue_types
    ]
    return Answer(page_bean(call, "issuetypescheme/mapping", rows))


@operation("GET", "/issuetypescheme/project", Scope.ADMIN)
def get_scheme_projects(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "projectId")
    if not ids:
        raise JiraError(400, ["The projectId parameter must be given."])
    rows = [
        {"issueTypeScheme": _bean(one), "projectIds": projects}
        for one in call.site.issue_type_schemes.values()
        if (projects := [str(each.id) for each in _users(call, one) if each.id in ids])
    ]
    return Answer(page_bean(call, "issuetypescheme/project", rows))


@operation("PUT", "/issuetypescheme/project", Scope.ADMIN)
def assign_scheme(call: Call) -> Answer:
    """Give a project another scheme, unless it has issues of types that the scheme lacks."""
    jira_admin(call)
    body = call.strict_object({"issueTypeSchemeId", "projectId"})
    with call.site.lock:
        one = _scheme(call, str(bodies.whole(body, "issueTypeSchemeId")))
        project = call.site.projects.get(bodies.whole(body, "projectId") or 0)
        if project is None:
            raise JiraError(404, ["The project was not found."])
        used = {call.site.issues[each].issue_type.id for each in project.issue_ids}
        if not used <= {each.id for each in one.issue_types}:
            raise JiraError(400, ["The project has issues of types that are not in the issue type scheme."])
        project.issue_types = one.issue_types
    return NO_CONTENT


@operation("PUT", "/issuetypescheme/<scheme>/issuetype", Scope.ADMIN)
def add_types(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"issueTypeIds"})
    with call.site.lock:
        one = _scheme(call, scheme)
        types = [issue_type_of(call, each) for each in bodies.words(body, "issueTypeIds")]
        if not types or any(each in one.issue_types for each in types):
            raise JiraError(400, ["The issue types must be given and not be in the scheme yet."])
        one.issue_types.extend(dict.fromkeys(types))
    return NO_CONTENT


@operation("DELETE", "/issuetypescheme/<scheme>/issuetype/<type_id>", Scope.ADMIN)
def remove_type(call: Call, scheme: str, type_id: str) -> Answer:
    """Take a type out of a scheme, unless issues of its projects have it or no standard type would be left."""
    jira_admin(call)
    with call.site.lock:
        one, gone = _scheme(call, scheme), issue_type_of(call, type_id)
        if gone not in one.issue_types:
            raise JiraError(404, ["The issue type is not in the issue type scheme."])
        kept = [each for each in one.issue_types if each is not gone]
        used = {call.site.issues[each].issue_type for project in _users(call, one) for each in project.issue_ids}
        if one.is_default or gone in used or all(each.subtask for each in kept):
            raise JiraError(400, ["The issue type can not be removed from the issue type scheme."])
        one.issue_types[:] = kept
    return NO_CONTENT
