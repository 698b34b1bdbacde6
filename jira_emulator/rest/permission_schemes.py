"""Permission schemes and their grants (Jira Cloud REST v3, "Permission schemes")."""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.permissions import PERMISSIONS, signed_in
from jira_emulator.rest import bodies
from jira_emulator.rest.access import administered, jira_admin
from jira_emulator.rest.holders import EXPANDABLE, holder_bean, read_holder
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.schemes import Grant, PermissionScheme
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME = 255
KNOWN = {"description", "expand", "id", "name", "permissions", "scope", "self"}
SHOWING_GRANTS = {"permissions", "all", "user", "group", "projectRole", "field"}


def _scheme(call: Call, written: str) -> PermissionScheme:
    found = call.site.permission_schemes.get(id_of(written) or 0)
    if found is None:
        raise JiraError(404, ["The permission scheme was not found."])
    return found


def grants_of(one: PermissionScheme) -> list[tuple[str, Grant]]:
    """Every grant, in an order that stays."""
    pairs = [(key, grant) for key, grants in one.grants.items() for grant in grants]
    return sorted(pairs, key=lambda pair: (pair[0], str(pair[1].kind), pair[1].parameter))


def _grant_id(call: Call, one: PermissionScheme, key: str, grant: Grant) -> int:
    with call.site.lock:
        if (key, grant) not in one.grant_ids:
            one.grant_ids[key, grant] = call.site.next_id("permissiongrant")
        return one.grant_ids[key, grant]


def _grant_bean(call: Call, one: PermissionScheme, key: str, grant: Grant) -> dict[str, Any]:
    number = _grant_id(call, one, key, grant)
    link = call.shape.link(f"permissionscheme/{one.id}/permission/{number}")
    return {"id": number, "self": link, "holder": holder_bean(call.shape, grant), "permission": key}


def scheme_bean(call: Call, one: PermissionScheme) -> dict[str, Any]:
    """A scheme; its grants when they are asked for."""
    bean: dict[str, Any] = {
        "expand": f"permissions,{EXPANDABLE},field,all",
        "id": one.id,
        "self": call.shape.link(f"permissionscheme/{one.id}"),
        "name": one.name,
        "description": one.description,
    }
    if SHOWING_GRANTS & set(call.words("expand")):
        bean["permissions"] = [_grant_bean(call, one, *pair) for pair in grants_of(one)]
    return bean


@operation("GET", "/permissionscheme", Scope.READ)
def get_schemes(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer({"permissionSchemes": [scheme_bean(call, one) for one in call.site.permission_schemes.values()]})


@operation("GET", "/permissionscheme/<scheme>", Scope.READ)
def get_scheme(call: Call, scheme: str) -> Answer:
    signed_in(call.actor)
    return Answer(scheme_bean(call, _scheme(call, scheme)))


@operation("POST", "/permissionscheme", Scope.ADMIN)
def create_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object(KNOWN)
    with call.site.lock:
        name = _free_name(call, body)
        grants = _grants(call, bodies.objects(body, "permissions"))
        described = bodies.text(body, "description") or ""
        one = PermissionScheme(call.site.next_id("permissionscheme"), name, grants, described)
        call.site.permission_schemes[one.id] = one
    return Answer(scheme_bean(call, one), 201)


def _free_name(call: Call, body: Mapping[str, Any], but: PermissionScheme | None = None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, "The name of the permission scheme is required.")
    others = [one for one in call.site.permission_schemes.values() if one is not but]
    if any(one.name.lower() == name.lower() for one in others):
        raise JiraError(400, errors={"name": "A permission scheme with this name already exists."})
    return name


def _grants(call: Call, rows: Iterable[Mapping[str, Any]]) -> dict[str, set[Grant]]:
    grants: dict[str, set[Grant]] = {}
    for row in rows:
        key, grant = _grant(call, row)
        grants.setdefault(key, set()).add(grant)
    return grants


def _grant(call: Call, row: Mapping[str, Any]) -> tuple[str, Grant]:
    key = bodies.text(row, "permission")
    if key not in PERMISSIONS or PERMISSIONS[key].is_global:
        raise JiraError(400, [f"The permission '{key}' is not valid."])
    return key, read_holder(call.site, bodies.part(row, "holder"))


@operation("PUT", "/permissionscheme/<scheme>", Scope.ADMIN)
def edit_scheme(call: Call, scheme: str) -> Answer:
    """Rename a scheme; `permissions`, if there, replace all its grants."""
    jira_admin(call)
    body = call.strict_object(KNOWN)
    with call.site.lock:
        one = _scheme(call, scheme)
        name = _free_name(call, body, one)
        grants = _grants(call, bodies.objects(body, "permissions")) if "permissions" in body else one.grants
        one.description = bodies.text(body, "description") or one.description
        one.name, one.grants = name, grants
    return Answer(scheme_bean(call, one))


@operation("DELETE", "/permissionscheme/<scheme>", Scope.ADMIN)
def delete_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _scheme(call, scheme)
        if any(each.permission_scheme is one for each in call.site.projects.values()):
            raise JiraError(403, ["The permission scheme is used by projects and can not be deleted."])
        del call.site.permission_schemes[one.id]
    return NO_CONTENT


@operation("GET", "/permissionscheme/<scheme>/permission", Scope.READ)
def get_grants(call: Call, scheme: str) -> Answer:
    signed_in(call.actor)
    one = _scheme(call, scheme)
    rows = [_grant_bean(call, one, *pair) for pair in grants_of(one)]
    return Answer({"permissions": rows, "expand": f"{EXPANDABLE},field,all"})


@operation("POST", "/permissionscheme/<scheme>/permission", Scope.ADMIN)
def create_grant(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"holder", "id", "permission", "self"})
    with call.site.lock:
        one = _scheme_or_400(call, scheme)
        key, grant = _grant(call, body)
        if grant in one.grants.get(key, ()):
            raise JiraError(400, ["The permission is granted to this holder already."])
        one.grants.setdefault(key, set()).add(grant)
    return Answer(_grant_bean(call, one, key, grant), 201)


def _scheme_or_400(call: Call, scheme: str) -> PermissionScheme:
    """For the operations whose document knows no 404."""
    found = call.site.permission_schemes.get(id_of(scheme) or 0)
    if found is None:
        raise JiraError(400, ["The permission scheme was not found."])
    return found


def _numbered(call: Call, one: PermissionScheme, written: str) -> tuple[str, Grant] | None:
    wanted = id_of(written)
    return next((pair for pair in grants_of(one) if _grant_id(call, one, *pair) == wanted), None)


@operation("GET", "/permissionscheme/<scheme>/permission/<grant>", Scope.READ)
def get_grant(call: Call, scheme: str, grant: str) -> Answer:
    signed_in(call.actor)
    one = _scheme(call, scheme)
    found = _numbered(call, one, grant)
    if found is None:
        raise JiraError(404, ["The permission grant was not found."])
    return Answer(_grant_bean(call, one, *found))


@operation("DELETE", "/permissionscheme/<scheme>/permission/<grant>", Scope.ADMIN)
def delete_grant(call: Call, scheme: str, grant: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _scheme_or_400(call, scheme)
        found = _numbered(call, one, grant)
        if found is None:
            raise JiraError(400, ["The permission grant was not found."])
        one.grants[found[0]].discard(found[1])
    return NO_CONTENT


@operation("GET", "/project/<project>/permissionscheme", Scope.READ)
def get_project_scheme(call: Call, project: str) -> Answer:
    signed_in(call.actor)
    return Answer(scheme_bean(call, administered(call, project).permission_scheme))


@operation("PUT", "/project/<project>/permissionscheme", Scope.PROJECT_ADMIN)
def set_project_scheme(call: Call, project: str) -> Answer:
    """Give a project another permission scheme; for Jira administrators."""
    found = administered(call, project)
    jira_admin(call)
    one = _scheme(call, str(bodies.whole(call.strict_object({"id"}), "id")))
    found.permission_scheme = one
    return Answer(scheme_bean(call, one))
