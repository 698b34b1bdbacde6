"""Tasks (Jira Cloud REST v3, "Tasks")."""

import zlib
from datetime import datetime
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.tasks import Task


@operation("GET", "/task/<task>", Scope.NONE)
def get_task(call: Call, task: str) -> Answer:
    """A task, for who asked for it and for Jira's administrators."""
    signed_in(call.actor)
    found = call.site.tasks.get(task)
    if found is None:
        raise JiraError(404, [f"The task with id '{task}' does not exist."])
    if not _may_see(call, found):
        raise JiraError(403, ["You do not have permission to view this task."])
    return Answer(_bean(call, found))


@operation("POST", "/task/<task>/cancel", Scope.NONE)
def cancel_task(call: Call, task: str) -> Answer:
    """Every task here is complete, so that none can be cancelled; refusals are bare lists of sentences."""
    found = call.site.tasks.get(task)
    if call.actor is None:
        return Answer(["Client must be authenticated to access this resource."], 401)
    if found is None:
        return Answer([f"The task with id '{task}' does not exist."], 404)
    if not _may_see(call, found):
        return Answer(["You do not have permission to cancel this task."], 403)
    return Answer(["The task is complete and can't be cancelled."], 400)


def _may_see(call: Call, task: Task) -> bool:
    return task.submitted_by is call.actor or is_jira_admin(call.site, call.actor)


def _bean(call: Call, task: Task) -> dict[str, Any]:
    account_id = task.submitted_by.account_id if task.submitted_by else ""
    return {
        "self": call.shape.link(f"task/{task.id}"),
        "id": task.id,
        "description": task.description,
        "status": "COMPLETE",
        "result": task.result,
        "submittedBy": zlib.crc32(account_id.encode()),
        "progress": 100,
        "elapsedRuntime": _epoch(task.finished) - _epoch(task.submitted),
        "submitted": _epoch(task.submitted),
        "started": _epoch(task.submitted),
        "finished": _epoch(task.finished),
        "lastUpdate": _epoch(task.finished),
    }


def _epoch(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
