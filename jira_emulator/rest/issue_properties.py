"""Properties of many issues at once: 303 to a task (Jira Cloud REST v3, "Bulk set issue properties")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.actions.bulk_properties import (
    ANYTHING,
    IssueFilter,
    delete_everywhere,
    set_everywhere,
    set_for_all,
    set_for_each,
)
from jira_emulator.actions.properties import check_property
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.permissions import signed_in
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.tasks import Task

MOST_ISSUES, MOST_SINGLE_ISSUES, MOST_KEYS = 10_000, 100, 10


def see_task(call: Call, task: Task) -> Answer:
    """303 to where the task can be looked at."""
    return Answer(None, 303, {"Location": call.shape.link(f"task/{task.id}")})


@operation("PUT", "/issue/properties/<key>", Scope.WRITE)
def put_for_filter(call: Call, key: str) -> Answer:
    """One value for every issue that a filter takes."""
    signed_in(call.actor)
    body = call.strict_object({"value", "expression", "filter"})
    if body.get("expression") is not None:
        raise JiraError(400, ["Jira expressions can't be evaluated here."])
    wanted = body.get("filter") or {}
    return see_task(call, set_everywhere(call.site, call.actor, key, body.get("value"), _filter(wanted)))


@operation("DELETE", "/issue/properties/<key>", Scope.DELETE)
def delete_for_filter(call: Call, key: str) -> Answer:
    signed_in(call.actor)
    wanted = call.json_object() if call.raw_body else {}
    if "hasProperty" in wanted:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return see_task(call, delete_everywhere(call.site, call.actor, key, _filter(wanted)))


@operation("POST", "/issue/properties", Scope.WRITE)
def post_for_issues(call: Call) -> Answer:
    """The same properties for each of some issues."""
    body = call.strict_object({"entitiesIds", "properties"})
    ids = _ids(body.get("entitiesIds"))
    if not 0 < len(ids) <= MOST_ISSUES:
        raise JiraError(400, [f"Between 1 and {MOST_ISSUES} issue ids must be given."])
    return see_task(call, set_for_all(call.site, call.actor, ids, _properties(body.get("properties"))))


@operation("POST", "/issue/properties/multi", Scope.WRITE)
def post_for_each_issue(call: Call) -> Answer:
    """Properties of their own for each of some issues."""
    rows = call.strict_object({"issues"}).get("issues")
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if not 0 < len(rows) <= MOST_SINGLE_ISSUES:
        raise JiraError(400, [f"Between 1 and {MOST_SINGLE_ISSUES} issues must be given."])
    ids = _ids([one.get("issueID") for one in rows])
    wanted = [_properties(one.get("properties")) for one in rows]
    return see_task(call, set_for_each(call.site, call.actor, dict(zip(ids, wanted, strict=True))))


def _filter(value: Any) -> IssueFilter:
    known = {"entityIds", "currentValue", "hasProperty"}
    if not isinstance(value, Mapping) or not set(value) <= known:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    has, ids = value.get("hasProperty"), value.get("entityIds")
    if has is not None and not isinstance(has, bool):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    chosen = None if ids is None else frozenset(_ids(ids))
    return IssueFilter(chosen, value.get("currentValue", ANYTHING), has)


def _ids(value: Any) -> list[int]:
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _properties(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if not 0 < len(value) <= MOST_KEYS:
        raise JiraError(400, [f"Between 1 and {MOST_KEYS} properties must be given."])
    for key, one in value.items():
        check_property(key, one)
    return dict(value)
