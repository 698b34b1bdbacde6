"""Project roles and who plays them (Jira Cloud REST v3, "Project roles" and "Project role actors")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Project, ProjectRole
from jira_emulator.permissions import plays_role, visible_project
from jira_emulator.rest import bodies
from jira_emulator.rest.access import administered, jira_admin
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

USER_ACTOR, GROUP_ACTOR = "atlassian-user-role-actor", "atlassian-group-role-actor"
GROUP_ID_ACTOR = f"{GROUP_ACTOR}-id"
LONGEST_NAME = 255


def _role(call: Call, role: str) -> ProjectRole:
    found = call.site.project_roles.get(id_of(role) or 0)
    if found is None:
        raise JiraError(404, [f"Can not find the role with id {role}."])
    return found


def _details(call: Call, one: ProjectRole, project: Project | None = None) -> dict[str, Any]:
    path = f"role/{one.id}" if project is None else f"project/{project.id}/role/{one.id}"
    return {"self": call.shape.link(path), "name": one.name, "id": one.id, "description": one.description}


def _with_actors(call: Call, project: Project, one: ProjectRole) -> dict[str, Any]:
    people = [call.site.users[each] for each in sorted(project.roles.get(one.name, ()))]
    users = [
        {"displayName": each.display_name, "type": USER_ACTOR, "actorUser": {"accountId": each.account_id}}
        for each in people
        if each.active or not call.flag("excludeInactiveUsers")
    ]
    groups = [
        {"displayName": name, "type": GROUP_ACTOR, "name": name, "actorGroup": _group(call, name)}
        for name in sorted(project.role_groups.get(one.name, ()))
    ]
    actors = [{"id": number} | each for number, each in enumerate([*users, *groups], 10000)]
    return _details(call, one, project) | {"actors": actors}


def _group(call: Call, name: str) -> dict[str, Any]:
    return {"name": name, "displayName": name, "groupId": call.site.groups.get(name, "")}


@operation("GET", "/project/<project>/role", Scope.READ)
def get_project_roles(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    known = call.site.project_roles.values()
    return Answer({one.name: call.shape.link(f"project/{found.id}/role/{one.id}") for one in known})


@operation("GET", "/project/<project>/roledetails", Scope.READ)
def get_role_details(call: Call, project: str) -> Answer:
    """The project's roles; with `currentMember` those of the caller."""
    found = visible_project(call.site, call.actor, project)
    me = call.actor
    rows = [
        _details(call, one, found) | {"admin": one.name == "Administrators", "default": False}
        for one in call.site.project_roles.values()
        if not call.flag("currentMember") or (me is not None and plays_role(me, found, one.name))
    ]
    return Answer(rows)


@operation("GET", "/project/<project>/role/<role>", Scope.READ)
def get_project_role(call: Call, project: str, role: str) -> Answer:
    """Who plays a role."""
    found = visible_project(call.site, call.actor, project)
    return Answer(_with_actors(call, found, _role(call, role)))


@operation("POST", "/project/<project>/role/<role>", Scope.PROJECT_ADMIN)
def add_actors(call: Call, project: str, role: str) -> Answer:
    body = call.strict_object({"user", "group", "groupId"})
    with call.site.lock:
        found, one = administered(call, project, 404), _role(call, role)
        users = _users(call, bodies.words(body, "user"))
        groups = _groups(call, [*bodies.words(body, "group"), *bodies.words(body, "groupId")])
        if not users and not groups:
            raise JiraError(400, ["At least one user or group must be given."])
        found.roles.setdefault(one.name, set()).update(users)
        found.role_groups.setdefault(one.name, set()).update(groups)
    return Answer(_with_actors(call, found, one))


@operation("PUT", "/project/<project>/role/<role>", Scope.PROJECT_ADMIN)
def set_actors(call: Call, project: str, role: str) -> Answer:
    """Replace everybody who plays a role."""
    body = call.strict_object({"categorisedActors", "id"})
    actors: Mapping[str, Any] = bodies.part(body, "categorisedActors")
    if not actors.keys() <= {USER_ACTOR, GROUP_ACTOR, GROUP_ID_ACTOR}:
        raise JiraError(400, ["The actors must be users or groups."])
    with call.site.lock:
        found, one = administered(call, project, 404), _role(call, role)
        users = _users(call, bodies.words(actors, USER_ACTOR))
        groups = _groups(call, [*bodies.words(actors, GROUP_ACTOR), *bodies.words(actors, GROUP_ID_ACTOR)])
        found.roles[one.name], found.role_groups[one.name] = users, groups
    return Answer(_with_actors(call, found, one))


@operation("DELETE", "/project/<project>/role/<role>", Scope.PROJECT_ADMIN)
def remove_actor(call: Call, project: str, role: str) -> Answer:
    with call.site.lock:
        found, one = administered(call, project, 404), _role(call, role)
        user, group = call.args.get("user"), call.args.get("group") or call.args.get("groupId")
        if (user is None) == (group is None):
            raise JiraError(400, ["Exactly one user or group must be given."])
        gone = _users(call, [user]) if user is not None else _groups(call, [group or ""])
        actors = found.roles if user is not None else found.role_groups
        if not gone <= actors.get(one.name, set()):
            raise JiraError(404, ["The user or group does not play this role."])
        actors[one.name] -= gone
    return NO_CONTENT


def _users(call: Call, account_ids: list[str]) -> set[str]:
    unknown = [one for one in account_ids if one not in call.site.users]
    if unknown:
        raise JiraError(400, [f"The user '{unknown[0]}' does not exist."])
    return set(account_ids)


def _groups(call: Call, written: list[str]) -> set[str]:
    """The names of groups by name or id. Raises 400 for an unknown one."""
    names = {group_id: name for name, group_id in call.site.groups.items()} | {one: one for one in call.site.groups}
    unknown = [one for one in written if one not in names]
    if unknown:
        raise JiraError(400, [f"The group '{unknown[0]}' does not exist."])
    return {names[one] for one in written}


@operation("GET", "/role", Scope.ADMIN)
def get_roles(call: Call) -> Answer:
    jira_admin(call)
    return Answer([_details(call, one) for one in call.site.project_roles.values()])


@operation("GET", "/role/<role>", Scope.ADMIN)
def get_role(call: Call, role: str) -> Answer:
    jira_admin(call)
    return Answer(_details(call, _role(call, role)) | {"actors": []})


@operation("POST", "/role", Scope.ADMIN)
def create_role(call: Call) -> Answer:
    """A role for every project; nobody plays it yet."""
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    name = bodies.required_text(body, "name", LONGEST_NAME, "The name of the role is required.")
    with call.site.lock:
        if any(one.name.lower() == name.lower() for one in call.site.project_roles.values()):
            raise JiraError(409, [f"A project role with name '{name}' already exists."])
        one = ProjectRole(call.site.next_id("role", 10002), name, bodies.text(body, "description") or "")
        call.site.project_roles[one.id] = one
    return Answer(_details(call, one) | {"actors": []})
