"""Moving issues to the backlog: out of every open sprint."""

from jira_emulator.agile.boards import visible_board
from jira_emulator.agile.sprints import put_in_sprint
from jira_emulator.rest.agile.operations import agile_operation, moved_issues
from jira_emulator.rest.agile.sprints import rank_beside
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope


@agile_operation("POST", "/backlog/issue", Scope.WRITE)
def move_to_backlog(call: Call) -> Answer:
    put_in_sprint(call.site, call.actor, moved_issues(call, call.json_object()), None)
    return NO_CONTENT


@agile_operation("POST", "/backlog/<board>/issue", Scope.WRITE)
def move_to_backlog_of_board(call: Call, board: str) -> Answer:
    """The same, with a place in the rank."""
    visible_board(call.site, call.actor, board)
    body = call.json_object()
    with call.site.lock:
        put_in_sprint(call.site, call.actor, moved_issues(call, body), None)
        rank_beside(call, body)
    return NO_CONTENT
