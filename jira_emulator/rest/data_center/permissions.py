"""What the caller may do; nobody can ask about others (Jira Data Center REST 10.3, "mypermissions", "permissions")."""

from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, Project
from jira_emulator.permissions import (
    PERMISSIONS,
    Permission,
    allowed,
    is_jira_admin,
    signed_in,
    visible_issue,
    visible_project,
)
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import Answer, Call


def _bean(number: int, one: Permission) -> dict[str, Any]:
    kind = "GLOBAL" if one.is_global else "PROJECT"
    return {"id": str(number), "key": one.key, "name": one.name, "type": kind, "description": one.description}


@own("GET", "/mypermissions")
def my_permissions(call: Call) -> Answer:
    """Every permission, and whether the caller holds it: in a project, on an issue, or anywhere."""
    signed_in(call.actor)
    project, issue = _place(call)
    held = {key: allowed(call.site, call.actor, key, project, issue) for key in PERMISSIONS}
    rows = {
        key: _bean(number, one) | {"havePermission": held[key]}
        for number, (key, one) in enumerate(PERMISSIONS.items(), 1)
    }
    return Answer({"permissions": rows})


def _place(call: Call) -> tuple[Project | None, Issue | None]:
    named = call.args.get("issueKey") or call.args.get("issueId")
    if named:
        return None, visible_issue(call.site, call.actor, named)
    named = call.args.get("projectKey") or call.args.get("projectId")
    return (visible_project(call.site, call.actor, named) if named else None), None


@own("GET", "/permissions")
def get_permissions(call: Call) -> Answer:
    """Every permission there is; for Jira administrators."""
    if not is_jira_admin(call.site, signed_in(call.actor)):
        raise JiraError(403, ["You do not have permission to administer Jira."])
    rows = {key: _bean(number, one) for number, (key, one) in enumerate(PERMISSIONS.items(), 1)}
    return Answer({"permissions": rows})
