"""Changelogs of issues (Jira Cloud REST v3, "Get changelogs", "Bulk fetch changelogs")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import ChangeHistory, Issue
from jira_emulator.permissions import can_see, signed_in, visible_issue
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

MOST_ISSUES = 1000
MOST_FIELDS = 10
MOST_HISTORIES = 10_000
USUAL_HISTORIES = 1000


@operation("GET", "/issue/<issue>/changelog", Scope.READ)
def get_changelog(call: Call, issue: str) -> Answer:
    """The whole changelog, oldest first."""
    found = visible_issue(call.site, call.actor, issue)
    rows = [beans.history(call.shape, one) for one in found.histories]
    return Answer(page_bean(call, f"issue/{found.id}/changelog", rows, 100))


@operation("POST", "/issue/<issue>/changelog/list", Scope.WRITE)
def list_changelog(call: Call, issue: str) -> Answer:
    """The changelog's entries with these ids; those of other issues are left out."""
    found = visible_issue(call.site, call.actor, issue)
    wanted = call.strict_object({"changelogIds"}).get("changelogIds")
    if not isinstance(wanted, list) or not all(type(one) is int for one in wanted):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    rows = [beans.history(call.shape, one) for one in found.histories if one.id in wanted]
    return Answer({"startAt": 0, "maxResults": len(rows), "total": len(rows), "histories": rows})


@operation("POST", "/changelog/bulkfetch", Scope.INACCESSIBLE)
def fetch_changelogs(call: Call) -> Answer:
    """Changelogs of many issues, by date; for people only, since no scope of Connect opens it."""
    signed_in(call.actor)
    body = call.strict_object({"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"})
    issues, field_ids, size = _asked(call, body)
    rows = [
        (history, issue)
        for issue in issues
        for history in issue.histories
        if not field_ids or any(item.field_id in field_ids for item in history.items)
    ]
    rows.sort(key=lambda row: (row[0].created, row[1].id))
    start = _start(body)
    page: dict[str, Any] = {"issueChangeLogs": _grouped(call, rows[start : start + size])}
    if start + size < len(rows):
        page["nextPageToken"] = str(start + size)
    return Answer(page)


def _asked(call: Call, body: Mapping[str, Any]) -> tuple[list[Issue], set[str], int]:
    names, field_ids = word_list(body, "issueIdsOrKeys"), word_list(body, "fieldIds")
    size = body.get("maxResults", USUAL_HISTORIES)
    if not 0 < len(names) <= MOST_ISSUES:
        raise JiraError(400, [f"Between 1 and {MOST_ISSUES} issue ids or keys must be given."])
    if len(field_ids) > MOST_FIELDS:
        raise JiraError(400, [f"At most {MOST_FIELDS} field ids can be given."])
    if type(size) is not int or not 0 < size <= MOST_HISTORIES:
        raise JiraError(400, [f"The maxResults value must be between 1 and {MOST_HISTORIES}."])
    found = {one.id: one for one in map(call.site.issue, names) if one is not None}
    return [one for one in found.values() if can_see(call.site, call.actor, one)], set(field_ids), size


def _start(body: Mapping[str, Any]) -> int:
    token = body.get("nextPageToken")
    if token is None:
        return 0
    start = id_of(token) if isinstance(token, str) else None
    if start is None:
        raise JiraError(400, ["The provided next page token is invalid or expired."])
    return start


def _grouped(call: Call, rows: list[tuple[ChangeHistory, Issue]]) -> list[dict[str, Any]]:
    """One element for each issue, in the order of its first entry."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for history, issue in rows:
        grouped.setdefault(issue.id, []).append(beans.history(call.shape, history))
    return [{"issueId": str(one), "changeHistories": histories} for one, histories in grouped.items()]
