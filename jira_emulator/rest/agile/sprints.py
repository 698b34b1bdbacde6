"""Sprints: PUT replaces, POST changes what it names."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jira_emulator.agile.beans import sprint_bean
from jira_emulator.agile.fields import RANK
from jira_emulator.agile.model import SprintState
from jira_emulator.agile.ranking import rank_issues
from jira_emulator.agile.ranks import rank_of
from jira_emulator.agile.sprints import (
    SprintContent,
    change_sprint,
    create_sprint,
    delete_sprint,
    issues_of,
    put_in_sprint,
    swap_sprints,
    visible_sprint,
)
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.rest.agile.issue_page import issues_answer, narrowed
from jira_emulator.rest.agile.operations import agile_operation, moved_issues
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope


@agile_operation("POST", "/sprint", Scope.WRITE)
def add_sprint(call: Call) -> Answer:
    body = call.json_object()
    board_id = body.get("originBoardId")
    if type(board_id) is not int:
        raise JiraError(400, errors={"originBoardId": "The board of the sprint must be given by its id."})
    sprint = create_sprint(call.site, call.actor, str(board_id), _content(body, SprintContent("")))
    return Answer(sprint_bean(call.site, sprint), 201)


def _content(body: Mapping[str, Any], otherwise: SprintContent) -> SprintContent:
    """The sprint of a body, where what is left out is `otherwise`. Raises 400."""
    state = body.get("state", otherwise.state)
    if state not in (*SprintState,):
        raise JiraError(400, errors={"state": "The state of a sprint must be future, active or closed."})
    return SprintContent(
        _text(body, "name", otherwise.name) or "",
        SprintState(state),
        _text(body, "goal", otherwise.goal),
        _moment(body, "startDate", otherwise.start),
        _moment(body, "endDate", otherwise.end),
    )


def _text(body: Mapping[str, Any], name: str, otherwise: str | None) -> str | None:
    value = body.get(name, otherwise)
    if value is not None and not isinstance(value, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _moment(body: Mapping[str, Any], name: str, otherwise: datetime | None) -> datetime | None:
    """`2026-11-23T10:00:00.000Z`, or with an offset."""
    if name not in body or body[name] is None:
        return otherwise if name not in body else None
    try:
        moment = datetime.fromisoformat(body[name])
    except (TypeError, ValueError):
        raise JiraError(400, errors={name: "The date is not in ISO 8601's format."}) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


@agile_operation("GET", "/sprint/<sprint>", Scope.READ)
def get_sprint(call: Call, sprint: str) -> Answer:
    return Answer(sprint_bean(call.site, visible_sprint(call.site, call.actor, sprint)))


@agile_operation("PUT", "/sprint/<sprint>", Scope.WRITE)
def replace_sprint(call: Call, sprint: str) -> Answer:
    """What is left out becomes empty; only the state stays."""
    known = visible_sprint(call.site, call.actor, sprint)
    content = _content(call.json_object(), SprintContent("", known.state))
    return Answer(sprint_bean(call.site, change_sprint(call.site, call.actor, sprint, content)))


@agile_operation("POST", "/sprint/<sprint>", Scope.WRITE)
def update_sprint(call: Call, sprint: str) -> Answer:
    known = visible_sprint(call.site, call.actor, sprint)
    content = _content(call.json_object(), SprintContent.of(known))
    return Answer(sprint_bean(call.site, change_sprint(call.site, call.actor, sprint, content)))


@agile_operation("DELETE", "/sprint/<sprint>", Scope.DELETE)
def remove_sprint(call: Call, sprint: str) -> Answer:
    delete_sprint(call.site, call.actor, sprint)
    return NO_CONTENT


@agile_operation("POST", "/sprint/<sprint>/swap", Scope.WRITE)
def swap(call: Call, sprint: str) -> Answer:
    other = call.json_object().get("sprintToSwapWith")
    if type(other) is not int:
        raise JiraError(400, errors={"sprintToSwapWith": "The other sprint must be given by its id."})
    swap_sprints(call.site, call.actor, sprint, str(other))
    return NO_CONTENT


@agile_operation("GET", "/sprint/<sprint>/issue", Scope.READ)
def get_issues(call: Call, sprint: str) -> Answer:
    found = visible_sprint(call.site, call.actor, sprint)
    ranked = sorted(issues_of(call.site, found), key=lambda one: rank_of(one, RANK))
    return issues_answer(call, narrowed(call, ranked))


@agile_operation("POST", "/sprint/<sprint>/issue", Scope.WRITE)
def move_issues(call: Call, sprint: str) -> Answer:
    """Move issues into an open sprint, and rank them when a neighbour is named."""
    found, body = visible_sprint(call.site, call.actor, sprint), call.json_object()
    with call.site.lock:
        issues = moved_issues(call, body)
        put_in_sprint(call.site, call.actor, issues, found)
        rank_beside(call, body)
    return NO_CONTENT


def rank_beside(call: Call, body: dict[str, Any]) -> None:
    """Rank the issues of a body when it names `rankBeforeIssue` or `rankAfterIssue`."""
    before, after = body.get("rankBeforeIssue"), body.get("rankAfterIssue")
    if before is not None or after is not None:
        rank_issues(call.site, call.actor, moved_issues(call, body), before, after)
