"""A filter and its shares as REST shows and reads them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.filters import Filter, Share
from jira_emulator.rest.project_beans import project_bean
from jira_emulator.rest.router import Call
from jira_emulator.state import id_of

KINDS = {"loggedin": "authenticated"}
NOTHING = {"size": 0, "items": [], "max-results": 1000, "start-index": 0, "end-index": 0}


def filter_bean(shape: Shape, one: Filter) -> dict[str, Any]:
    """A filter by itself, with its expandable parts."""
    return _details(shape, one) | {"sharedUsers": NOTHING, "subscriptions": NOTHING}


def _details(shape: Shape, one: Filter) -> dict[str, Any]:
    account_id = shape.actor.account_id if shape.actor else ""
    return {
        "self": shape.link(f"filter/{one.id}"),
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "owner": beans.user(shape, one.owner),
        "jql": one.jql,
        "viewUrl": f"{shape.site.base_url}/issues/?filter={one.id}",
        "searchUrl": shape.link(f"search/jql?jql={quote(one.jql)}"),
        "favourite": account_id in one.favourite_of,
        "favouritedCount": len(one.favourite_of),
        "sharePermissions": [share_bean(shape, each) for each in one.shares],
        "editPermissions": [share_bean(shape, each) for each in one.editors],
    }


def listed_filter(shape: Shape, one: Filter, expand: list[str]) -> dict[str, Any]:
    """A filter as a search lists it: the name alone unless `expand` asks for more."""
    details = _details(shape, one) | {"subscriptions": []}
    always = {name: details[name] for name in ("self", "id", "name")}
    return always | {name: value for name, value in details.items() if name in expand}


def share_bean(shape: Shape, one: Share) -> dict[str, Any]:
    bean: dict[str, Any] = {"id": one.id, "type": one.kind}
    if one.project is not None:
        bean["project"] = project_bean(shape, one.project)
    if one.role is not None:
        link = shape.link(f"project/{one.project.id}/role/{one.role.id}") if one.project else ""
        bean["role"] = {"self": link, "name": one.role.name, "id": one.role.id}
    if one.group:
        group_id = shape.site.groups[one.group]
        bean["group"] = {"name": one.group, "groupId": group_id, "self": shape.link(f"group?groupId={group_id}")}
    if one.user is not None:
        account = {"accountId": one.user.account_id, "displayName": one.user.display_name, "active": one.user.active}
        bean["user"] = account
    return bean


def read_shares(call: Call, body: Mapping[str, Any], name: str) -> list[Share]:
    """The shares of a body. Raises 400 for an unknown type, project, role or group."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return [_share(call, one) for one in value]


def _share(call: Call, value: Mapping[str, Any]) -> Share:
    kind, number = KINDS.get(str(value.get("type")), str(value.get("type"))), call.site.next_id("share")
    match kind:
        case "global" | "authenticated":
            return Share(number, kind)
        case "group":
            return Share(number, kind, group=_group(call, value.get("group")))
        case "user":
            return Share(number, kind, user=_by_id(value, "user", "accountId", call.site.users))
        case "project" | "projectRole":
            project = call.site.project(_named(value, "project", "id"))
            role = _by_id(value, "role", "id", call.site.project_roles) if "role" in value else None
            if project is None or (kind == "projectRole" and role is None):
                raise JiraError(400, errors={"sharePermissions": "The project or role of a share does not exist."})
            return Share(number, "projectRole" if role else "project", project=project, role=role)
        case _:
            raise JiraError(400, errors={"sharePermissions": f"'{kind}' is not a valid type of share."})


def _named(value: Mapping[str, Any], name: str, key: str) -> str:
    inner = value.get(name)
    return str(inner.get(key) or "-") if isinstance(inner, Mapping) else "-"


def _by_id(value: Mapping[str, Any], name: str, key: str, known: Mapping[Any, Any]) -> Any:
    wanted = _named(value, name, key)
    found = known.get(wanted) or known.get(id_of(wanted) or -1)
    if found is None:
        raise JiraError(400, errors={"sharePermissions": f"The {name} of a share does not exist."})
    return found


def _group(call: Call, value: Any) -> str:
    wanted = (value.get("groupId"), value.get("name")) if isinstance(value, Mapping) else ()
    for name, group_id in call.site.groups.items():
        if group_id in wanted or name in wanted:
            return name
    raise JiraError(400, errors={"sharePermissions": "The group of a share does not exist."})
