"""Who holds a permission or sees a security level, as REST writes it (Jira Cloud REST v3, "Holder object")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.beans import Shape
from jira_emulator.errors import JiraError
from jira_emulator.rest import bodies
from jira_emulator.schemes import Grant, GrantKind
from jira_emulator.state import Site, id_of, named

EXPANDABLE = "group,projectRole,user"


def holder_bean(shape: Shape, one: Grant) -> dict[str, Any]:
    """The holder: `parameter` is what people read, `value` the id."""
    bean: dict[str, Any] = {"type": str(one.kind)}
    match one.kind:
        case GrantKind.GROUP:
            group_id = shape.site.groups.get(one.parameter, "")
            return bean | {"parameter": one.parameter, "value": group_id, "expand": "group"}
        case GrantKind.PROJECT_ROLE:
            role = named(shape.site.project_roles, one.parameter)
            number = "" if role is None else str(role.id)
            return bean | {"parameter": number, "value": number, "expand": "projectRole"}
        case GrantKind.USER:
            return bean | {"parameter": one.parameter, "value": one.parameter, "expand": "user"}
        case _:
            return bean


def read_holder(site: Site, holder: Mapping[str, Any]) -> Grant:
    """The holder of a body. Raises 400 for an unknown type, group, role or user."""
    kind = bodies.text(holder, "type")
    if kind is None or kind not in set(GrantKind):
        raise JiraError(400, [f"The holder type '{kind}' is not valid."])
    written = holder.get("value", holder.get("parameter"))
    return Grant(GrantKind(kind), _parameter(site, GrantKind(kind), None if written is None else str(written)))


def _parameter(site: Site, kind: GrantKind, written: str | None) -> str:
    match kind:
        case GrantKind.GROUP:
            found = (name for name, group_id in site.groups.items() if written in (name, group_id))
        case GrantKind.PROJECT_ROLE:
            roles = site.project_roles.values()
            found = (one.name for one in roles if written == one.name or id_of(written or "") == one.id)
        case GrantKind.USER:
            found = (one for one in site.users if one == written)
        case _:
            return ""
    parameter = next(found, None)
    if parameter is None:
        raise JiraError(400, [f"The {kind} '{written}' does not exist."])
    return parameter
