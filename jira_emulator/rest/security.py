"""Issue security: schemes, levels and their members (Jira Cloud REST v3, "Issue security schemes" and "level")."""

from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.permissions import usable_levels, visible_project
from jira_emulator.rest.access import administered, administers, jira_admin, runs_jira
from jira_emulator.rest.holders import holder_bean
from jira_emulator.rest.listing import asked_ids
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.schemes import SecurityLevel, SecurityScheme
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of


def _scheme_bean(call: Call, one: SecurityScheme) -> dict[str, Any]:
    bean: dict[str, Any] = {
        "self": call.shape.link(f"issuesecurityschemes/{one.id}"),
        "id": one.id,
        "name": one.name,
        "description": one.description,
    }
    return bean | ({} if one.default_level is None else {"defaultSecurityLevelId": one.default_level.id})


def level_bean(call: Call, one: SecurityLevel) -> dict[str, Any]:
    return {
        "self": call.shape.link(f"securitylevel/{one.id}"),
        "id": str(one.id),
        "description": one.description,
        "name": one.name,
    }


def _full(call: Call, one: SecurityScheme) -> dict[str, Any]:
    return _scheme_bean(call, one) | {"levels": [level_bean(call, each) for each in one.levels]}


def _all_levels(call: Call) -> list[tuple[SecurityScheme, SecurityLevel]]:
    return [(one, level) for one in call.site.security_schemes.values() for level in one.levels]


@operation("GET", "/issuesecurityschemes", Scope.PROJECT_ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    return Answer({"issueSecuritySchemes": [_scheme_bean(call, one) for one in call.site.security_schemes.values()]})


@operation("GET", "/issuesecurityschemes/<scheme>", Scope.PROJECT_ADMIN)
def get_scheme(call: Call, scheme: str) -> Answer:
    """A scheme with its levels, for Jira administrators and those of its projects."""
    found = call.site.security_schemes.get(id_of(scheme) or 0)
    users = [one for one in call.site.projects.values() if found is not None and one.security_scheme is found]
    if found is None or not (runs_jira(call) or any(administers(call, one) for one in users)):
        raise JiraError(403, ["The issue security scheme does not exist or you may not see it."])
    return Answer(_full(call, found))


@operation("GET", "/issuesecurityschemes/search", Scope.PROJECT_ADMIN)
def search_schemes(call: Call) -> Answer:
    jira_admin(call)
    ids, projects = asked_ids(call, "id"), asked_ids(call, "projectId")
    rows = []
    for one in call.site.security_schemes.values():
        users = [each.id for each in call.site.projects.values() if each.security_scheme is one]
        if (ids and one.id not in ids) or (projects and not projects & set(users)):
            continue
        default = {} if one.default_level is None else {"defaultLevel": one.default_level.id}
        bean = _scheme_bean(call, one) | default | {"projectIds": users}
        bean.pop("defaultSecurityLevelId", None)
        rows.append(bean)
    return Answer(page_bean(call, "issuesecurityschemes/search", rows))


@operation("GET", "/issuesecurityschemes/project", Scope.PROJECT_ADMIN)
def get_scheme_projects(call: Call) -> Answer:
    jira_admin(call)
    ids, projects = asked_ids(call, "issueSecuritySchemeId"), asked_ids(call, "projectId")
    rows = [
        {"issueSecuritySchemeId": str(one.security_scheme.id), "projectId": str(one.id)}
        for one in call.site.projects.values()
        if one.security_scheme is not None and (not ids or one.security_scheme.id in ids)
        if not projects or one.id in projects
    ]
    return Answer(page_bean(call, "issuesecurityschemes/project", rows))


@operation("GET", "/issuesecurityschemes/level", Scope.PROJECT_ADMIN)
def get_levels(call: Call) -> Answer:
    jira_admin(call)
    ids, schemes = asked_ids(call, "id"), asked_ids(call, "schemeId")
    rows = [
        level_bean(call, level) | {"isDefault": one.default_level is level, "issueSecuritySchemeId": str(one.id)}
        for one, level in _all_levels(call)
        if (not ids or level.id in ids) and (not schemes or one.id in schemes)
        if not call.flag("onlyDefault") or one.default_level is level
    ]
    return Answer(page_bean(call, "issuesecurityschemes/level", rows))


@operation("GET", "/issuesecurityschemes/level/member", Scope.PROJECT_ADMIN)
def get_all_members(call: Call) -> Answer:
    jira_admin(call)
    ids, schemes, levels = (asked_ids(call, name) for name in ("id", "schemeId", "levelId"))
    rows = [
        {
            "id": str(number),
            "issueSecurityLevelId": str(level.id),
            "issueSecuritySchemeId": str(one.id),
            "holder": holder_bean(call.shape, grant),
            "managed": False,
        }
        for one, level in _all_levels(call)
        for number, grant in level.members.items()
        if (not ids or number in ids) and (not schemes or one.id in schemes) and (not levels or level.id in levels)
    ]
    return Answer(page_bean(call, "issuesecurityschemes/level/member", rows))


@operation("GET", "/issuesecurityschemes/<scheme>/members", Scope.PROJECT_ADMIN)
def get_members(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    found = call.site.security_schemes.get(id_of(scheme) or 0)
    if found is None:
        raise JiraError(404, ["The issue security scheme was not found."])
    levels = asked_ids(call, "issueSecurityLevelId")
    rows = [
        {"id": number, "issueSecurityLevelId": level.id, "holder": holder_bean(call.shape, grant)}
        for level in found.levels
        if not levels or level.id in levels
        for number, grant in level.members.items()
    ]
    return Answer(page_bean(call, f"issuesecurityschemes/{found.id}/members", rows))


@operation("GET", "/securitylevel/<level>", Scope.PROJECT_ADMIN)
def get_level(call: Call, level: str) -> Answer:
    for _, one in _all_levels(call):
        if one.id == id_of(level):
            return Answer(level_bean(call, one))
    raise JiraError(404, [f"The issue security level with id '{level}' does not exist."])


@operation("GET", "/project/<project>/issuesecuritylevelscheme", Scope.READ)
def get_project_scheme(call: Call, project: str) -> Answer:
    found = administered(call, project).security_scheme
    if found is None:
        raise JiraError(404, ["The project has no issue security scheme."])
    return Answer(_full(call, found))


@operation("GET", "/project/<project>/securitylevel", Scope.READ)
def get_project_levels(call: Call, project: str) -> Answer:
    """The levels that the caller may give to issues of the project."""
    found = visible_project(call.site, call.actor, project)
    levels = usable_levels(call.site, call.actor, found)
    return Answer({"levels": [level_bean(call, one) for one in levels]})
