"""Entity properties of boards and sprints."""

from typing import Any

from jira_emulator.actions.properties import check_property, without
from jira_emulator.agile.beans import address
from jira_emulator.agile.boards import visible_board
from jira_emulator.agile.model import Board, Sprint
from jira_emulator.agile.sprints import visible_sprint
from jira_emulator.errors import JiraError
from jira_emulator.permissions import allowed
from jira_emulator.rest.agile.operations import agile_operation
from jira_emulator.rest.properties import one_property, property_set
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope


@agile_operation("GET", "/<any('board','sprint'):kind>/<entity>/properties", Scope.READ)
def get_keys(call: Call, kind: str, entity: str) -> Answer:
    found = _entity(call, kind, entity)
    base = address(call.site, f"{kind}/{found.id}/properties")
    return Answer({"keys": [{"self": f"{base}/{key}", "key": key} for key in found.properties]})


@agile_operation("GET", "/<any('board','sprint'):kind>/<entity>/properties/<key>", Scope.READ)
def get_value(call: Call, kind: str, entity: str, key: str) -> Answer:
    return one_property(_entity(call, kind, entity).properties, key)


@agile_operation("PUT", "/<any('board','sprint'):kind>/<entity>/properties/<key>", Scope.WRITE)
def put_value(call: Call, kind: str, entity: str, key: str) -> Answer:
    value = call.json()
    check_property(key, value)
    with call.site.lock:
        found = _changeable(call, kind, entity)
        is_new = key not in found.properties
        found.properties = {**found.properties, key: value}
    return property_set(is_new)


@agile_operation("DELETE", "/<any('board','sprint'):kind>/<entity>/properties/<key>", Scope.DELETE)
def remove_value(call: Call, kind: str, entity: str, key: str) -> Answer:
    with call.site.lock:
        found = _changeable(call, kind, entity)
        found.properties = without(found.properties, key)
    return NO_CONTENT


def _entity(call: Call, kind: str, entity: str) -> Board | Sprint:
    if kind == "board":
        return visible_board(call.site, call.actor, entity)
    return visible_sprint(call.site, call.actor, entity)


def _changeable(call: Call, kind: str, entity: str) -> Any:
    """A board's properties are for its project's administrators, a sprint's for who plans it."""
    found = _entity(call, kind, entity)
    board = found if isinstance(found, Board) else call.site.boards.get(found.board_id)
    right = "ADMINISTER_PROJECTS" if kind == "board" else "SCHEDULE_ISSUES"
    if board is not None and not allowed(call.site, call.actor, right, board.project):
        raise JiraError(403, [f"You do not have permission to change this {kind}."])
    return found
