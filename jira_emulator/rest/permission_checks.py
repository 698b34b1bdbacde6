"""Who may what (Jira Cloud REST v3, "Permissions")."""

from collections.abc import Iterable
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue, Project, User
from jira_emulator.permissions import (
    PERMISSIONS,
    Permission,
    allowed,
    is_jira_admin,
    signed_in,
    visible_issue,
    visible_project,
)
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

MOST_CHECKED = 1000


def _bean(one: Permission) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "type": "GLOBAL" if one.is_global else "PROJECT",
        "description": one.description,
    }


@operation("GET", "/permissions", Scope.ADMIN)
def get_permissions(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer({"permissions": {key: _bean(one) for key, one in PERMISSIONS.items()}})


@operation("GET", "/mypermissions", Scope.READ)
def my_permissions(call: Call) -> Answer:
    """What the caller may do: in a project, on an issue, or anywhere."""
    keys = call.words("permissions")
    if not keys:
        raise JiraError(400, ["The 'permissions' query parameter is required."])
    _refuse_unknown(keys)
    project, issue = _scope(call)
    rows = {}
    for number, (key, one) in enumerate(PERMISSIONS.items(), 1):
        if key in keys:
            held = allowed(call.site, call.actor, key, project, issue)
            rows[key] = {"id": str(number)} | _bean(one) | {"havePermission": held}
    return Answer({"permissions": rows})


def _refuse_unknown(keys: Iterable[str]) -> None:
    unknown = {key: "Unrecognized permission" for key in keys if key not in PERMISSIONS}
    if unknown:
        raise JiraError(400, errors=unknown)


def _scope(call: Call) -> tuple[Project | None, Issue | None]:
    named = call.args.get("issueKey") or call.args.get("issueId")
    if named:
        return None, visible_issue(call.site, call.actor, named)
    named = call.args.get("projectKey") or call.args.get("projectId")
    return (visible_project(call.site, call.actor, named) if named else None), None


@operation("POST", "/permissions/check", Scope.READ)
def check_permissions(call: Call) -> Answer:
    """What a user may do; only an app or a Jira admin may ask about somebody else."""
    caller = signed_in(call.actor)
    body = call.json_object()
    user = _asked_about(call, caller, body.get("accountId"))
    global_keys = _keys(body.get("globalPermissions"))
    held = [key for key in global_keys if PERMISSIONS[key].is_global and allowed(call.site, user, key)]
    asked = body.get("projectPermissions") or []
    if not isinstance(asked, list):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    rows = [row for one in asked for row in _project_rows(call, user, one)]
    return Answer({"globalPermissions": held, "projectPermissions": rows})


def _asked_about(call: Call, caller: User, account_id: Any) -> User | None:
    if account_id is None or account_id == caller.account_id:
        return caller
    if call.installation is None and not is_jira_admin(call.site, caller):
        raise JiraError(403, ["You do not have permission to check the permissions of other users."])
    return call.site.users.get(str(account_id))


def _keys(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    unknown = [one for one in value if one not in PERMISSIONS]
    if unknown:
        raise JiraError(400, [f"Unrecognized permission: {', '.join(unknown)}"])
    return value


def _project_rows(call: Call, user: User | None, asked: Any) -> list[dict[str, Any]]:
    if not isinstance(asked, dict):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    projects, issues = _ids(asked.get("projects")), _ids(asked.get("issues"))
    return [
        {
            "permission": key,
            "projects": [one for one in projects if _in_project(call, user, key, one)],
            "issues": [one for one in issues if _on_issue(call, user, key, one)],
        }
        for key in _keys(asked.get("permissions"))
    ]


def _ids(value: Any) -> list[int]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if len(value) > MOST_CHECKED:
        raise JiraError(400, [f"At most {MOST_CHECKED} projects and {MOST_CHECKED} issues can be checked."])
    return value


def _in_project(call: Call, user: User | None, key: str, project_id: int) -> bool:
    project = call.site.projects.get(project_id)
    return project is not None and allowed(call.site, user, key, project)


def _on_issue(call: Call, user: User | None, key: str, issue_id: int) -> bool:
    issue = call.site.issues.get(issue_id)
    return issue is not None and allowed(call.site, user, key, issue=issue)
