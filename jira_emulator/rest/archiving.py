"""Archiving issues (Jira Cloud REST v3, "Archive issues")."""

from typing import Any

from jira_emulator.actions.archiving import MESSAGES, Archival, check_archivist, set_archived
from jira_emulator.actions.tasks import completed_task
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import JqlError, parse
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.rest.search import matching
from jira_emulator.scopes import Scope

MOST_AT_ONCE = 1000
TOO_MANY = (
    f"The number of issues to archive or unarchive exceeds the hard limit of {MOST_AT_ONCE}. Precondition failed."
)


@operation("PUT", "/issue/archive", Scope.WRITE)
def archive_issues(call: Call) -> Answer:
    return _change(call, True)


@operation("PUT", "/issue/unarchive", Scope.WRITE)
def unarchive_issues(call: Call) -> Answer:
    return _change(call, False)


def _change(call: Call, archived: bool) -> Answer:
    """More than a thousand issues are not refused: the first thousand change, then comes the 412."""
    check_archivist(call.site, call.actor)
    asked = word_list(call.strict_object({"issueIdsOrKeys"}), "issueIdsOrKeys")
    done = set_archived(call.site, call.actor, asked[:MOST_AT_ONCE], archived)
    if len(asked) > MOST_AT_ONCE:
        raise JiraError(412, [TOO_MANY])
    return Answer(_bean(done))


def _bean(done: Archival) -> dict[str, Any]:
    errors = {
        reason: {"count": len(names), "issueIdsOrKeys": names, "message": MESSAGES[reason]}
        for reason, names in done.refused.items()
    }
    return {"numberOfIssuesUpdated": done.updated, "errors": errors}


@operation("POST", "/issue/archive", Scope.WRITE)
def archive_found_issues(call: Call) -> Answer:
    """Everything that a query finds, as a task."""
    check_archivist(call.site, call.actor)
    jql = call.strict_object({"jql"}).get("jql")
    if not isinstance(jql, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    try:
        found = matching(call, parse(jql))
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None
    with call.site.lock:
        done = set_archived(call.site, call.actor, [one.key for one in found], True)
        task = completed_task(call.site, call.actor, f"Archive the issues of: {jql}", _bean(done))
    return Answer(call.shape.link(f"task/{task.id}"), 202)
