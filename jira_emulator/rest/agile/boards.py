"""Boards themselves: listing, making, removing, and how they are set up."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.agile.beans import address, board_bean
from jira_emulator.agile.boards import columns, create_board, delete_board, visible_board
from jira_emulator.agile.fields import RANK
from jira_emulator.agile.model import Board, BoardType
from jira_emulator.errors import JiraError
from jira_emulator.model import Field
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest.agile.operations import agile_operation, values_page
from jira_emulator.rest.project_beans import full_project, project_bean, version_bean
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

ESTIMATES = ("Story point estimate", "Story Points")


@agile_operation("GET", "/board", Scope.READ)
def list_boards(call: Call) -> Answer:
    """The boards of projects that the caller can browse, by id."""
    kinds = set(call.words("type"))
    if not kinds <= {*BoardType, "simple"}:
        raise JiraError(400, ["The board type is not valid."])
    found = [one for one in list(call.site.boards.values()) if _fits(call, one, kinds)]
    return Answer(values_page(call, [board_bean(call.site, one) for one in found]))


def _fits(call: Call, one: Board, kinds: set[str]) -> bool:
    named = call.args.get("projectKeyOrId")
    return (
        allowed(call.site, call.actor, "BROWSE_PROJECTS", one.project)
        and (not kinds or one.type in kinds)
        and call.args.get("name", "").lower() in one.name.lower()
        and (not named or call.site.project(named) is one.project)
        and call.args.get("filterId") in (None, "", str(one.filter_id))
    )


@agile_operation("POST", "/board", Scope.WRITE)
def add_board(call: Call) -> Answer:
    body = call.json_object()
    kind, filter_id = body.get("type"), body.get("filterId")
    if not isinstance(kind, str) or kind not in (*BoardType,):
        raise JiraError(400, errors={"type": "The board type must be scrum or kanban."})
    if type(filter_id) is not int:
        raise JiraError(400, errors={"filterId": "The filter of the board must be given by its id."})
    place = _location(call, body.get("location"))
    board = create_board(call.site, call.actor, str(body.get("name") or ""), BoardType(kind), str(filter_id), place)
    return Answer(board_bean(call.site, board), 201)


def _location(call: Call, value: Any) -> Any:
    """The project of `location`; a user's location has none."""
    if not isinstance(value, Mapping) or value.get("type") == "user":
        return None
    return visible_project(call.site, call.actor, str(value.get("projectKeyOrId") or "-"))


@agile_operation("GET", "/board/<board>", Scope.READ)
def get_board(call: Call, board: str) -> Answer:
    return Answer(board_bean(call.site, visible_board(call.site, call.actor, board)))


@agile_operation("GET", "/board/filter/<filter_id>", Scope.READ)
def get_boards_of_filter(call: Call, filter_id: str) -> Answer:
    found = [one for one in list(call.site.boards.values()) if str(one.filter_id) == filter_id]
    rows = [board_bean(call.site, one) for one in found if _fits(call, one, set())]
    return Answer(values_page(call, [{name: row[name] for name in ("id", "self", "name")} for row in rows]))


@agile_operation("DELETE", "/board/<board>", Scope.DELETE)
def remove_board(call: Call, board: str) -> Answer:
    delete_board(call.site, call.actor, board)
    return NO_CONTENT


@agile_operation("GET", "/board/<board>/configuration", Scope.READ)
def get_configuration(call: Call, board: str) -> Answer:
    """Columns, the field that work is estimated in, and the rank's field."""
    found = visible_board(call.site, call.actor, board)
    shown = board_bean(call.site, found)
    bean = {name: shown[name] for name in ("id", "name", "type", "location")}
    bean["self"] = address(call.site, f"board/{found.id}/configuration")
    filter_link = f"{call.site.base_url}/rest/api/2/filter/{found.filter_id}"
    bean["filter"] = {"id": str(found.filter_id), "self": filter_link}
    bean["columnConfig"] = {"columns": _columns(call, found), "constraintType": "none"}
    estimate = estimate_field(call.site)
    if found.type is BoardType.SCRUM and estimate is not None:
        bean["estimation"] = {"type": "field", "field": {"fieldId": estimate.id, "displayName": estimate.name}}
    bean["ranking"] = {"rankCustomFieldId": int(RANK.rpartition("_")[2])}
    return Answer(bean)


def _columns(call: Call, board: Board) -> list[dict[str, Any]]:
    link = f"{call.site.base_url}/rest/api/2/status"
    return [
        {"name": name, "statuses": [{"id": str(one.id), "self": f"{link}/{one.id}"} for one in statuses]}
        for name, statuses in columns(board)
    ]


def estimate_field(site: Site) -> Field | None:
    """The number field that boards estimate in."""
    return next((field for field in site.fields.values() if field.name in ESTIMATES), None)


@agile_operation("GET", "/board/<board>/project", Scope.READ)
def get_projects(call: Call, board: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    return Answer(values_page(call, [project_bean(call.shape, found.project)]))


@agile_operation("GET", "/board/<board>/project/full", Scope.READ)
def get_full_projects(call: Call, board: str) -> Answer:
    found = visible_board(call.site, call.actor, board)
    return Answer(values_page(call, [full_project(call.shape, found.project)]))


@agile_operation("GET", "/board/<board>/version", Scope.READ)
def get_versions(call: Call, board: str) -> Answer:
    """The versions of the board's project, the released or the unreleased ones on request."""
    found = visible_board(call.site, call.actor, board)
    released = call.args.get("released")
    chosen = [one for one in found.project.versions if released in (None, "", str(one.released).lower())]
    return Answer(values_page(call, [version_bean(call.shape, one) for one in chosen]))


@agile_operation("GET", "/board/<board>/quickfilter", Scope.READ)
def get_quick_filters(call: Call, board: str) -> Answer:
    """Boards here have none."""
    visible_board(call.site, call.actor, board)
    return Answer(values_page(call, []))
