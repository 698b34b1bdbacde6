"""Groups and their members (Jira Cloud REST v3, "Groups")."""

import uuid
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.fields.people import group_bean
from jira_emulator.model import User
from jira_emulator.permissions import ADDON_GROUP, ADMIN_GROUP
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.rest.users import user_bean
from jira_emulator.scopes import Scope

LONGEST_NAME = 255
MOST_MEMBERS = 50
ACCESS_TYPES = {"site-admin": {ADMIN_GROUP}, "admin": {ADMIN_GROUP, ADDON_GROUP}, "user": None}


def no_group(named: str | None) -> JiraError:
    return JiraError(404, [f"The group named '{named}' does not exist."])


def group_named(call: Call) -> str:
    """The group that `groupId` or `groupname` names. Raises 400 for none or both, 404 for an unknown one."""
    name, group_id = call.args.get("groupname"), call.args.get("groupId")
    if (name is None) == (group_id is None):
        raise JiraError(400, ["Exactly one of groupname and groupId must be given."])
    for known, known_id in call.site.groups.items():
        if known == name or known_id == group_id:
            return known
    raise no_group(name or group_id)


def members_of(call: Call, name: str) -> list[User]:
    members = [one for one in call.site.users.values() if name in one.groups]
    return sorted(members, key=lambda one: (one.display_name, one.account_id))


@operation("GET", "/group", Scope.ADMIN)
def get_group(call: Call) -> Answer:
    """A group; with `expand=users` its first fifty active members."""
    jira_admin(call)
    name = group_named(call)
    people = [one for one in members_of(call, name) if one.active]
    shown = people[:MOST_MEMBERS] if "users" in call.words("expand") else []
    users = {
        "size": len(people),
        "items": [_member_bean(call, one) for one in shown],
        "max-results": MOST_MEMBERS,
        "start-index": 0,
        "end-index": max(len(shown) - 1, 0),
    }
    return Answer(group_bean(call.shape, name) | {"users": users, "expand": "users"})


@operation("GET", "/group/bulk", Scope.ADMIN)
def get_groups(call: Call) -> Answer:
    """Groups by id, name or access."""
    jira_admin(call)
    ids, names, access = call.args.getlist("groupId"), call.args.getlist("groupName"), call.args.get("accessType")
    if access is not None and access not in ACCESS_TYPES:
        raise JiraError(400, [f"The access type '{access}' is not valid."])
    with_access = ACCESS_TYPES[access] if access is not None else None
    rows = [
        {"name": name, "groupId": group_id}
        for name, group_id in sorted(call.site.groups.items())
        if not (ids or names) or group_id in ids or name in names
        if with_access is None or name in with_access
    ]
    return Answer(page_bean(call, "group/bulk", rows))


@operation("GET", "/group/member", Scope.ADMIN)
def get_members(call: Call) -> Answer:
    """The people of a group."""
    jira_admin(call)
    name = group_named(call)
    people = [one for one in members_of(call, name) if one.active or call.flag("includeInactiveUsers")]
    rows = [_member_bean(call, one) for one in people]
    return Answer(page_bean(call, "group/member", rows, MOST_MEMBERS, MOST_MEMBERS))


def _member_bean(call: Call, one: User) -> dict[str, Any]:
    bean = user_bean(call.shape, one)
    bean.pop("locale")
    return bean


@operation("POST", "/group", Scope.INACCESSIBLE)
def create_group(call: Call) -> Answer:
    jira_admin(call)
    body = call.json_object()
    name = bodies.required_text(body, "name", LONGEST_NAME, "The group name is required.")
    with call.site.lock:
        if name in call.site.groups:
            raise JiraError(400, ["A group with this name already exists."])
        call.site.groups[name] = str(uuid.UUID(int=call.site.random.getrandbits(128), version=4))
    return Answer(_full(call, name), 201)


def _full(call: Call, name: str) -> dict[str, Any]:
    users = {"size": len(members_of(call, name)), "items": [], "max-results": MOST_MEMBERS}
    return group_bean(call.shape, name) | {"users": users | {"start-index": 0, "end-index": 0}, "expand": "users"}


@operation("DELETE", "/group", Scope.INACCESSIBLE)
def delete_group(call: Call) -> Answer:
    jira_admin(call)
    with call.site.lock:
        name = group_named(call)
        for one in members_of(call, name):
            one.groups.discard(name)
        del call.site.groups[name]
    return Answer()


@operation("POST", "/group/user", Scope.INACCESSIBLE)
def add_member(call: Call) -> Answer:
    jira_admin(call)
    body = call.json_object()
    with call.site.lock:
        name = group_named(call)
        found = call.site.users.get(bodies.text(body, "accountId") or "")
        if found is None:
            raise JiraError(404, ["The user does not exist."])
        if name in found.groups:
            raise JiraError(400, ["The user is a member of the group already."])
        found.groups.add(name)
    return Answer(_full(call, name), 201)


@operation("DELETE", "/group/user", Scope.INACCESSIBLE)
def remove_member(call: Call) -> Answer:
    jira_admin(call)
    with call.site.lock:
        name = group_named(call)
        found = call.site.users.get(call.args.get("accountId", ""))
        if found is None or name not in found.groups:
            raise JiraError(404, ["The user is not a member of the group."])
        found.groups.discard(name)
    return Answer()
