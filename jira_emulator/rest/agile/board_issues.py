"""What is on a board: issues, backlog, epics and sprints."""

from jira_emulator.agile.beans import epic_bean, sprint_bean
from jira_emulator.agile.boards import is_in_backlog, visible_board
from jira_emulator.agile.epics import is_epic, visible_epic
from jira_emulator.agile.fields import SPRINT
from jira_emulator.agile.model import BoardType, EpicDetails, Sprint, SprintState
from jira_emulator.agile.sprints import visible_sprint
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue
from jira_emulator.rest.agile.issue_page import board_issues, issues_answer
from jira_emulator.rest.agile.operations import agile_operation, values_page
from jira_emulator.rest.router import Answer, Call
from jira_emulator.scopes import Scope

ORDER = [SprintState.CLOSED, SprintState.ACTIVE, SprintState.FUTURE]


@agile_operation("GET", "/board/<board>/issue", Scope.READ)
def get_board_issues(call: Call, board: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    return issues_answer(call, [one for one in board_issues(call, found) if not is_epic(one)])


@agile_operation("GET", "/board/<board>/backlog", Scope.READ)
def get_backlog(call: Call, board: str) -> Answer:
    """What is not done and in no open sprint."""
    found = visible_board(call.site, call.actor, board)
    issues = [one for one in board_issues(call, found) if is_in_backlog(one) and not is_epic(one)]
    return issues_answer(call, issues)


@agile_operation("GET", "/board/<board>/epic", Scope.READ)
def get_epics(call: Call, board: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    done = call.args.get("done", "").lower()
    epics = [one for one in board_issues(call, found) if is_epic(one)]
    wanted = [one for one in epics if done in ("", str(_details(call, one).done).lower())]
    return Answer(values_page(call, [epic_bean(call.site, one) for one in wanted]))


def _details(call: Call, epic: Issue) -> EpicDetails:
    return call.site.epics.get(epic.id, EpicDetails())


@agile_operation("GET", "/board/<board>/epic/<epic>/issue", Scope.READ)
def get_epic_issues(call: Call, board: str, epic: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    parent = visible_epic(call.site, call.actor, epic)
    return issues_answer(call, [one for one in board_issues(call, found) if one.parent_id == parent.id])


@agile_operation("GET", "/board/<board>/epic/none/issue", Scope.READ)
def get_issues_without_epic(call: Call, board: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    issues = [one for one in board_issues(call, found) if one.parent_id is None and not is_epic(one)]
    return issues_answer(call, issues)


@agile_operation("GET", "/board/<board>/sprint", Scope.READ)
def get_sprints(call: Call, board: str) -> Answer:
    """The sprints of a scrum board: closed, active, future."""
    found = visible_board(call.site, call.actor, board)
    if found.type is not BoardType.SCRUM:
        raise JiraError(400, ["The board does not support sprints."])
    states = set(call.words("state"))
    if not states <= {*SprintState}:
        raise JiraError(400, ["The state of sprints must be future, active or closed."])
    sprints = [one for one in list(call.site.sprints.values()) if one.board_id == found.id]
    chosen = sorted((one for one in sprints if not states or one.state in states), key=_place)
    return Answer(values_page(call, [sprint_bean(call.site, one) for one in chosen]))


def _place(sprint: Sprint) -> tuple[int, int]:
    return ORDER.index(sprint.state), sprint.place


@agile_operation("GET", "/board/<board>/sprint/<sprint>/issue", Scope.READ)
def get_sprint_issues(call: Call, board: str, sprint: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    one = visible_sprint(call.site, call.actor, sprint)
    return issues_answer(call, [each for each in board_issues(call, found) if one in (each.custom.get(SPRINT) or ())])
