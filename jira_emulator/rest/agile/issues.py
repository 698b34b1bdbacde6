"""Issues of the agile API: with their sprint and epic, estimated and ranked."""

from typing import Any

from jira_emulator.actions.editing import edit_issue
from jira_emulator.agile.boards import visible_board
from jira_emulator.agile.ranking import rank_issues
from jira_emulator.errors import JiraError
from jira_emulator.fields.texts import number_text
from jira_emulator.fields.writing import FieldInput
from jira_emulator.model import Field, Issue
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.agile.boards import estimate_field
from jira_emulator.rest.agile.issue_page import agile_issue
from jira_emulator.rest.agile.operations import MOST_MOVED, agile_operation
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope


@agile_operation("GET", "/issue/<issue>", Scope.READ)
def get_issue(call: Call, issue: str) -> Answer:
    return Answer(agile_issue(call, visible_issue(call.site, call.actor, issue)))


@agile_operation("GET", "/issue/<issue>/estimation", Scope.READ)
def get_estimation(call: Call, issue: str) -> Answer:
    """What the issue is estimated at on the board `boardId`."""
    field = _estimate(call)
    return Answer(_estimation(visible_issue(call.site, call.actor, issue), field))


@agile_operation("PUT", "/issue/<issue>/estimation", Scope.WRITE)
def estimate(call: Call, issue: str) -> Answer:
    field, value = _estimate(call), call.json_object().get("value")
    try:
        number = None if value in (None, "") else float(value)
    except (TypeError, ValueError):
        raise JiraError(400, errors={"value": "The estimate must be a number."}) from None
    edited = edit_issue(call.site, call.actor, issue, FieldInput({field.id: number}))
    return Answer(_estimation(edited, field))


def _estimate(call: Call) -> Field:
    board_id = call.args.get("boardId")
    if not board_id:
        raise JiraError(400, ["The parameter 'boardId' is required."])
    visible_board(call.site, call.actor, board_id)
    field = estimate_field(call.site)
    if field is None:
        raise JiraError(400, ["The board has no field for estimates."])
    return field


def _estimation(issue: Issue, field: Field) -> dict[str, Any]:
    return {"fieldId": field.id, "value": number_text(issue.custom.get(field.id))}


@agile_operation("PUT", "/issue/rank", Scope.WRITE)
def rank(call: Call) -> Answer:
    """Rank at most 50 issues before or after another; 207 when some could not be."""
    body = call.json_object()
    names = word_list(body, "issues")
    if not 0 < len(names) <= MOST_MOVED:
        raise JiraError(400, [f"Between 1 and {MOST_MOVED} issues must be given."])
    with call.site.lock:
        entries = [_entry(call, name) for name in names]
        found = [visible_issue(call.site, call.actor, one["issueKey"]) for one in entries if one["status"] == 200]
        rank_issues(call.site, call.actor, found, body.get("rankBeforeIssue"), body.get("rankAfterIssue"))
    return NO_CONTENT if len(found) == len(names) else Answer({"entries": entries}, 207)


def _entry(call: Call, name: str) -> dict[str, Any]:
    try:
        issue = visible_issue(call.site, call.actor, name)
    except JiraError as refusal:
        return {"issueKey": name, "status": refusal.status, "errors": list(refusal.messages)}
    return {"issueId": issue.id, "issueKey": issue.key, "status": 200}
