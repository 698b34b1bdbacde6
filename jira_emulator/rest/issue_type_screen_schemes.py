"""Which screens the issues of each type have, by project (Jira Cloud REST v3, "Issue type screen schemes")."""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.model import IssueTypeScreenScheme, Project, ScreenScheme
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.issue_types import issue_type_of
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.rest.screen_schemes import screen_scheme
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of, named

LONGEST_NAME = 255
DEFAULT, DEFAULT_ID = "default", 1
NAME_MISSING = "The name of the issue type screen scheme is required."
ROOT = "/issuetypescreenscheme"


def _scheme(call: Call, scheme: str) -> IssueTypeScreenScheme:
    found = call.site.issue_type_screen_schemes.get(id_of(scheme) or 0)
    if found is None:
        raise JiraError(404, ["The issue type screen scheme was not found."])
    return found


def _users(call: Call, one: IssueTypeScreenScheme) -> list[Project]:
    """The projects that use the scheme; those without one use the default."""
    projects = call.site.projects.values()
    if one.id == DEFAULT_ID:
        return [each for each in projects if each.screen_scheme in (None, one)]
    return [each for each in projects if each.screen_scheme is one]


def _bean(one: IssueTypeScreenScheme) -> dict[str, Any]:
    return {"id": str(one.id), "name": one.name, "description": one.description}


@operation("GET", ROOT, Scope.ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    ids, query = asked_ids(call, "id"), call.args.get("queryString", "")
    known = call.site.issue_type_screen_schemes.values()
    rows = [_bean(one) for one in known if (not ids or one.id in ids) and holds(query, one.name)]
    return Answer(page_bean(call, ROOT[1:], rows))


@operation("POST", ROOT, Scope.ADMIN)
def create_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "issueTypeMappings"})
    with call.site.lock:
        name, mapped = _free_name(call, body, None), _mappings(call, body)
        if None not in mapped:
            raise JiraError(400, ["A mapping for the default must be given."])
        new_id = call.site.next_id("issuetypescreenscheme", 1)
        described = bodies.text(body, "description", LONGEST_NAME) or ""
        call.site.issue_type_screen_schemes[new_id] = IssueTypeScreenScheme(new_id, name, mapped, described)
    return Answer({"id": str(new_id)}, 201)


def _free_name(call: Call, body: Mapping[str, Any], but: IssueTypeScreenScheme | None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    if named(call.site.issue_type_screen_schemes, name) not in (None, but):
        raise JiraError(409 if but is None else 400, errors={"name": "The name is already in use."})
    return name


def _mappings(call: Call, body: Mapping[str, Any]) -> dict[int | None, ScreenScheme]:
    rows = bodies.objects(body, "issueTypeMappings")
    if not rows:
        raise JiraError(400, ["At least one mapping must be given."])
    return {_type_id(call, one.get("issueTypeId")): screen_scheme(call, str(one.get("screenSchemeId"))) for one in rows}


def _type_id(call: Call, written: Any) -> int | None:
    return None if written == DEFAULT else issue_type_of(call, str(written)).id


@operation("GET", f"{ROOT}/mapping", Scope.ADMIN)
def get_mappings(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "issueTypeScreenSchemeId")
    rows = [
        {
            "issueTypeScreenSchemeId": str(one.id),
            "issueTypeId": DEFAULT if type_id is None else str(type_id),
            "screenSchemeId": str(mapped.id),
        }
        for one in call.site.issue_type_screen_schemes.values()
        if not ids or one.id in ids
        for type_id, mapped in one.screen_schemes.items()
    ]
    return Answer(page_bean(call, f"{ROOT[1:]}/mapping", rows))


@operation("GET", f"{ROOT}/project", Scope.ADMIN)
def get_scheme_projects(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "projectId")
    if not ids:
        raise JiraError(400, ["The projectId parameter must be given."])
    rows = [
        {"issueTypeScreenScheme": _bean(one), "projectIds": projects}
        for one in call.site.issue_type_screen_schemes.values()
        if (projects := _ids(each for each in _users(call, one) if each.id in ids))
    ]
    return Answer(page_bean(call, f"{ROOT[1:]}/project", rows))


def _ids(projects: Iterable[Project]) -> list[str]:
    return [str(one.id) for one in projects]


@operation("PUT", f"{ROOT}/project", Scope.ADMIN)
def assign_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"issueTypeScreenSchemeId", "projectId"})
    one = _scheme(call, str(bodies.whole(body, "issueTypeScreenSchemeId")))
    project = call.site.projects.get(bodies.whole(body, "projectId") or 0)
    if project is None:
        raise JiraError(404, ["The project was not found."])
    project.screen_scheme = one
    return NO_CONTENT


@operation("PUT", f"{ROOT}/<scheme>", Scope.ADMIN)
def edit_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    with call.site.lock:
        one = _scheme(call, scheme)
        described = bodies.text(body, "description", LONGEST_NAME)
        if body.get("name") is not None:
            one.name = _free_name(call, body, one)
        one.description = one.description if described is None else described
    return NO_CONTENT


@operation("DELETE", f"{ROOT}/<scheme>", Scope.ADMIN)
def delete_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _scheme(call, scheme)
        if one.id == DEFAULT_ID or _users(call, one):
            raise JiraError(400, ["The issue type screen scheme is in use and can not be deleted."])
        del call.site.issue_type_screen_schemes[one.id]
    return NO_CONTENT


@operation("PUT", f"{ROOT}/<scheme>/mapping", Scope.ADMIN)
def set_mappings(call: Call, scheme: str) -> Answer:
    """Give issue types their screens; the default has an operation of its own."""
    jira_admin(call)
    body = call.strict_object({"issueTypeMappings"})
    with call.site.lock:
        one, mapped = _scheme(call, scheme), _mappings(call, body)
        if None in mapped:
            raise JiraError(400, ["A mapping for the default can not be given here."])
        one.screen_schemes |= mapped
    return NO_CONTENT


@operation("PUT", f"{ROOT}/<scheme>/mapping/default", Scope.ADMIN)
def set_default(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"screenSchemeId"})
    one = _scheme(call, scheme)
    one.screen_schemes[None] = screen_scheme(call, str(bodies.whole(body, "screenSchemeId")))
    return NO_CONTENT


@operation("POST", f"{ROOT}/<scheme>/mapping/remove", Scope.ADMIN)
def remove_mappings(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    wanted = bodies.words(call.strict_object({"issueTypeIds"}), "issueTypeIds")
    with call.site.lock:
        one = _scheme(call, scheme)
        if not wanted or DEFAULT in wanted:
            raise JiraError(400, ["Issue types must be given, and the default can not be removed."])
        for type_id in {_type_id(call, each) for each in wanted}:
            one.screen_schemes.pop(type_id, None)
    return NO_CONTENT


@operation("GET", f"{ROOT}/<scheme>/project", Scope.ADMIN)
def get_projects(call: Call, scheme: str) -> Answer:
    """The projects of one scheme; an unknown scheme has none."""
    jira_admin(call)
    found, query = call.site.issue_type_screen_schemes.get(id_of(scheme) or 0), call.args.get("query", "")
    projects = _users(call, found) if found is not None else []
    rows = [beans.project(call.shape, one) for one in projects if holds(query, one.name, one.key)]
    return Answer(page_bean(call, f"{ROOT[1:]}/{scheme}/project", rows))
