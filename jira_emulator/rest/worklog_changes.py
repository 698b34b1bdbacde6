"""Worklogs of the whole site, by when they changed (Jira Cloud REST v3, "Issue worklogs").

`updated` and `deleted` leave out the last minute, as the document says.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from jira_emulator import beans
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue, Worklog
from jira_emulator.permissions import can_see, may_read, signed_in
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

PAGE_LENGTH = 1000
SETTLING = timedelta(minutes=1)


@operation("GET", "/worklog/updated", Scope.READ)
def updated_worklogs(call: Call) -> Answer:
    """Worklogs made or changed since a moment, oldest first."""
    expand = call.words("expand")
    rows = [(one.updated, _changed(one, expand)) for _, one in _readable(call)]
    return Answer(_page(call, "worklog/updated", rows))


@operation("GET", "/worklog/deleted", Scope.READ)
def deleted_worklogs(call: Call) -> Answer:
    """Worklogs deleted since a moment, oldest first."""
    rows = [(at, {"worklogId": one, "updatedTime": _epoch(at)}) for one, at in list(call.site.deleted_worklogs)]
    return Answer(_page(call, "worklog/deleted", rows))


def _readable(call: Call) -> Iterable[tuple[Issue, Worklog]]:
    """Every worklog without a visibility, or with one that includes the caller."""
    for issue in list(call.site.issues.values()):
        for one in issue.worklogs:
            if may_read(call.site, call.actor, issue, one.visibility):
                yield issue, one


def _changed(one: Worklog, expand: Iterable[str]) -> dict[str, Any]:
    properties = beans.property_list(one.properties) if "properties" in expand else []
    return {"worklogId": one.id, "updatedTime": _epoch(one.updated), "properties": properties}


def _page(call: Call, path: str, rows: Iterable[tuple[datetime, dict[str, Any]]]) -> dict[str, Any]:
    signed_in(call.actor)
    since, settled = call.moment("since", 0), call.site.now() - SETTLING
    due = sorted(
        (row for at, row in rows if _epoch(at) > since and at <= settled),
        key=lambda row: (row["updatedTime"], row["worklogId"]),
    )
    shown = due[:PAGE_LENGTH]
    until = shown[-1]["updatedTime"] if shown else since
    return {
        "values": shown,
        "since": since,
        "until": until,
        "self": call.shape.link(f"{path}?since={since}"),
        "nextPage": call.shape.link(f"{path}?since={until}"),
        "lastPage": len(due) <= PAGE_LENGTH,
    }


def _epoch(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@operation("POST", "/worklog/list", Scope.READ)
def list_worklogs(call: Call) -> Answer:
    """Worklogs by their ids; the missing and the hidden are left out."""
    signed_in(call.actor)
    ids = call.strict_object({"ids"}).get("ids")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if not 0 < len(ids) <= PAGE_LENGTH:
        raise JiraError(400, [f"Between 1 and {PAGE_LENGTH} worklog ids must be given."])
    wanted, expand = set(ids), call.words("expand")
    found = [
        (issue, one) for issue, one in _readable(call) if one.id in wanted and can_see(call.site, call.actor, issue)
    ]
    return Answer([beans.worklog(call.shape, one, issue.id, expand) for issue, one in found])
