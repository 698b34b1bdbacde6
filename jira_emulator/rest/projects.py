"""Projects, their statuses, roles, components and versions (Jira Cloud REST v3, "Projects")."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.errors import JiraError
from jira_emulator.model import Component, Project, Version
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope

ACTIONS = {"view": "BROWSE_PROJECTS", "browse": "BROWSE_PROJECTS", "edit": "ADMINISTER_PROJECTS"}


def project_bean(shape: Shape, one: Project) -> dict[str, Any]:
    """A project as lists show it."""
    return beans.project(shape, one) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "isPrivate": False,
        "properties": {},
        "uuid": one.uuid,
        "style": "classic",
    }


def full_project(shape: Shape, one: Project) -> dict[str, Any]:
    """A project by itself."""
    roles = {role.name: shape.link(f"project/{one.id}/role/{role.id}") for role in shape.site.project_roles.values()}
    return project_bean(shape, one) | {
        "description": one.description,
        "lead": beans.user(shape, one.lead),
        "components": [component_bean(shape, one, each) for each in one.components],
        "issueTypes": [beans.issue_type(shape, each) for each in one.issue_types],
        "versions": [version_bean(shape, each) for each in one.versions],
        "assigneeType": "UNASSIGNED",
        "roles": roles,
    }


def component_bean(shape: Shape, project: Project, one: Component) -> dict[str, Any]:
    bean = beans.component(shape, one) | {
        "assigneeType": "PROJECT_DEFAULT",
        "realAssigneeType": "PROJECT_DEFAULT",
        "isAssigneeTypeValid": False,
        "project": project.key,
        "projectId": project.id,
    }
    if one.lead is not None:
        bean["lead"] = beans.user(shape, one.lead)
    return bean


def version_bean(shape: Shape, one: Version) -> dict[str, Any]:
    bean = beans.version(shape, one) | {"projectId": one.project_id}
    if one.start_date is not None:
        bean["startDate"] = one.start_date.isoformat()
    return bean


@operation("GET", "/project/search", Scope.READ)
def search_projects(call: Call) -> Answer:
    """The projects that the caller may browse (or edit), by key."""
    key = ACTIONS.get(call.args.get("action", "view"), "BROWSE_PROJECTS")
    query = call.args.get("query", "").lower()
    ids, keys = set(call.words("id")), {one.upper() for one in call.words("keys")}
    found = [
        one
        for one in sorted(call.site.projects.values(), key=lambda one: one.key)
        if allowed(call.site, call.actor, key, one)
        if not query or query in one.name.lower() or query in one.key.lower()
        if (not ids or str(one.id) in ids) and (not keys or one.key in keys)
    ]
    rows = [_listed(call, one) for one in found]
    return Answer(page_bean(call, "project/search", rows))


def _listed(call: Call, one: Project) -> dict[str, Any]:
    bean, full = project_bean(call.shape, one), full_project(call.shape, one)
    for name in ("description", "lead", "issueTypes"):
        if name in call.words("expand"):
            bean[name] = full[name]
    return bean


@operation("GET", "/project", Scope.READ)
def list_projects(call: Call) -> Answer:
    found = [one for one in call.site.projects.values() if allowed(call.site, call.actor, "BROWSE_PROJECTS", one)]
    return Answer([_listed(call, one) for one in found])


@operation("GET", "/project/<project>", Scope.READ)
def get_project(call: Call, project: str) -> Answer:
    return Answer(full_project(call.shape, visible_project(call.site, call.actor, project)))


@operation("GET", "/project/<project>/statuses", Scope.READ)
def get_project_statuses(call: Call, project: str) -> Answer:
    """The statuses that each issue type can have."""
    found = visible_project(call.site, call.actor, project)
    statuses = [beans.status(call.shape, one) for one in found.workflow.statuses()]
    return Answer(
        [
            {
                "self": call.shape.link(f"issuetype/{one.id}"),
                "id": str(one.id),
                "name": one.name,
                "subtask": one.subtask,
                "statuses": statuses,
            }
            for one in found.issue_types
        ]
    )


@operation("GET", "/project/<project>/role", Scope.READ)
def get_project_roles(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer(full_project(call.shape, found)["roles"])


@operation("GET", "/project/<project>/role/<role>", Scope.READ)
def get_project_role(call: Call, project: str, role: str) -> Answer:
    """Who plays a role."""
    found = visible_project(call.site, call.actor, project)
    one = call.site.project_roles.get(int(role)) if role.isdecimal() else None
    if one is None:
        raise JiraError(404, [f"Can not find the role with id {role}."])
    people = [call.site.users[each] for each in sorted(found.roles.get(one.name, ()))]
    actors = [
        {
            "id": number,
            "displayName": each.display_name,
            "type": "atlassian-user-role-actor",
            "actorUser": {"accountId": each.account_id},
        }
        for number, each in enumerate(people, 10000)
    ]
    link = call.shape.link(f"project/{found.id}/role/{one.id}")
    bean = {"self": link, "name": one.name, "id": one.id, "description": one.description}
    return Answer(bean | {"actors": actors})


@operation("GET", "/role", Scope.ADMIN)
def get_roles(call: Call) -> Answer:
    return Answer(
        [
            {"self": call.shape.link(f"role/{one.id}"), "name": one.name, "id": one.id, "description": ""}
            for one in call.site.project_roles.values()
        ]
    )


@operation("GET", "/project/<project>/components", Scope.READ)
def get_components(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer([component_bean(call.shape, found, one) for one in found.components])


@operation("GET", "/project/<project>/versions", Scope.READ)
def get_versions(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer([version_bean(call.shape, one) for one in found.versions])


@operation("GET", "/component/<component>", Scope.READ)
def get_component(call: Call, component: str) -> Answer:
    for project in call.site.projects.values():
        for one in project.components:
            if str(one.id) == component and allowed(call.site, call.actor, "BROWSE_PROJECTS", project):
                return Answer(component_bean(call.shape, project, one))
    raise JiraError(404, [f"The component with id {component} does not exist."])


@operation("GET", "/version/<version>", Scope.READ)
def get_version(call: Call, version: str) -> Answer:
    for project in call.site.projects.values():
        for one in project.versions:
            if str(one.id) == version and allowed(call.site, call.actor, "BROWSE_PROJECTS", project):
                return Answer(version_bean(call.shape, one))
    raise JiraError(404, [f"Could not find version for id '{version}'"])


def _administered(call: Call, named: Any) -> Project:
    project = call.site.project(str(named)) if named is not None else None
    if project is None or not allowed(call.site, call.actor, "ADMINISTER_PROJECTS", project):
        raise JiraError(404, ["The project does not exist, or you do not have permission to administer it."])
    return project


def _name(body: Mapping[str, Any], taken: set[str], what: str) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise JiraError(400, errors={"name": f"You must specify a valid {what} name"})
    if name.strip().lower() in taken:
        raise JiraError(400, errors={"name": f"A {what} with this name already exists in this project."})
    return name.strip()


@operation("POST", "/component", Scope.PROJECT_ADMIN)
def create_component(call: Call) -> Answer:
    body = call.json_object()
    with call.site.lock:
        project = _administered(call, body.get("project"))
        name = _name(body, {one.name.lower() for one in project.components}, "component")
        one = Component(call.site.next_id("component"), name, project.id, str(body.get("description") or ""))
        project.components.append(one)
    return Answer(component_bean(call.shape, project, one), 201)


@operation("POST", "/version", Scope.PROJECT_ADMIN)
def create_version(call: Call) -> Answer:
    body = call.json_object()
    with call.site.lock:
        project = _administered(call, body.get("projectId") or body.get("project"))
        name = _name(body, {one.name.lower() for one in project.versions}, "version")
        one = Version(
            call.site.next_id("version"),
            name,
            project.id,
            str(body.get("description") or ""),
            body.get("released") is True,
            body.get("archived") is True,
            _day(body, "startDate"),
            _day(body, "releaseDate"),
        )
        project.versions.append(one)
    return Answer(version_bean(call.shape, one), 201)


def _day(body: Mapping[str, Any], name: str) -> date | None:
    written = body.get(name)
    try:
        return date.fromisoformat(written) if written else None
    except (TypeError, ValueError):
        raise JiraError(400, errors={name: "The date is not in the format yyyy-MM-dd."}) from None
