"""What all operations of the agile API share."""

import dataclasses
from collections.abc import Callable
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.router import Answer, Call, View, operation, page
from jira_emulator.scopes import Scope

MOST_MOVED = 50


def agile_operation(method: str, path: str, scope: Scope) -> Callable[[View], View]:
    """Register a view under `/rest/agile/1.0`; rich text is wiki markup there, as in REST v2."""

    def registered(view: View) -> View:
        def answer(call: Call, **named: Any) -> Answer:
            return view(dataclasses.replace(call, api="2"), **named)

        operation(method, f"/agile/1.0{path}", scope, root="/rest")(answer)
        return view

    return registered


def values_page(call: Call, rows: list[Any]) -> dict[str, Any]:
    """The asked page of boards, sprints, epics or versions."""
    shown = page(call, "values", rows)
    return shown | {"isLast": shown["startAt"] + len(shown["values"]) >= len(rows)}


def moved_issues(call: Call, body: dict[str, Any]) -> list[Issue]:
    """The `issues` of a body: at most 50 ids or keys. Raises 400, or 404 for one that is not visible."""
    names = body.get("issues")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if len(names) > MOST_MOVED:
        raise JiraError(400, [f"The maximum number of issues that can be moved in one operation is {MOST_MOVED}."])
    return [visible_issue(call.site, call.actor, one) for one in names]
