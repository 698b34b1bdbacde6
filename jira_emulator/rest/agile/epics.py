"""Epics, and the issues that belong to one or to none."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.agile.beans import epic_bean
from jira_emulator.agile.epics import COLORS, change_epic, children_of, is_epic, put_in_epic, visible_epic
from jira_emulator.agile.fields import RANK
from jira_emulator.agile.ranking import rank_issues
from jira_emulator.agile.ranks import rank_of
from jira_emulator.errors import JiraError
from jira_emulator.rest.agile.issue_page import issues_answer, narrowed
from jira_emulator.rest.agile.operations import agile_operation, moved_issues
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.scopes import Scope


@agile_operation("GET", "/epic/<epic>", Scope.READ)
def get_epic(call: Call, epic: str) -> Answer:
    return Answer(epic_bean(call.site, visible_epic(call.site, call.actor, epic)))


@agile_operation("POST", "/epic/<epic>", Scope.WRITE)
def update_epic(call: Call, epic: str) -> Answer:
    changed = change_epic(call.site, call.actor, epic, _wanted(call.json_object()))
    return Answer(epic_bean(call.site, changed))


def _wanted(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body changes. Raises 400 that names what is unusable."""
    color = body.get("color")
    key = color.get("key") if isinstance(color, Mapping) else color
    checks = {
        "name": ("name" in body, body.get("name"), isinstance(body.get("name"), str)),
        "summary": ("summary" in body, body.get("summary"), isinstance(body.get("summary"), str)),
        "color": ("color" in body, key, isinstance(key, str) and key in COLORS),
        "done": ("done" in body, body.get("done"), isinstance(body.get("done"), bool)),
    }
    errors = {
        name: f"The {name} of the epic is not valid." for name, (named, _, fits) in checks.items() if named > fits
    }
    if errors:
        raise JiraError(400, errors=errors)
    return {name: value for name, (named, value, _) in checks.items() if named}


@agile_operation("GET", "/epic/<epic>/issue", Scope.READ)
def get_issues(call: Call, epic: str) -> Answer:
    found = visible_epic(call.site, call.actor, epic)
    ranked = sorted(children_of(call.site, found), key=lambda one: rank_of(one, RANK))
    return issues_answer(call, narrowed(call, ranked))


@agile_operation("POST", "/epic/<epic>/issue", Scope.WRITE)
def move_to_epic(call: Call, epic: str) -> Answer:
    found = visible_epic(call.site, call.actor, epic)
    put_in_epic(call.site, call.actor, moved_issues(call, call.json_object()), found)
    return NO_CONTENT


@agile_operation("GET", "/epic/none/issue", Scope.READ)
def get_issues_without_epic(call: Call) -> Answer:
    without = [one for one in list(call.site.issues.values()) if one.parent_id is None and not is_epic(one)]
    ranked = sorted(without, key=lambda one: rank_of(one, RANK))
    return issues_answer(call, narrowed(call, ranked))


@agile_operation("POST", "/epic/none/issue", Scope.WRITE)
def take_from_epic(call: Call) -> Answer:
    put_in_epic(call.site, call.actor, moved_issues(call, call.json_object()), None)
    return NO_CONTENT


@agile_operation("PUT", "/epic/<epic>/rank", Scope.WRITE)
def rank_epic(call: Call, epic: str) -> Answer:
    """Rank an epic before or after another epic."""
    found, body = visible_epic(call.site, call.actor, epic), call.json_object()
    before, after = (_other(call, body.get(name)) for name in ("rankBeforeEpic", "rankAfterEpic"))
    rank_issues(call.site, call.actor, [found], before, after)
    return NO_CONTENT


def _other(call: Call, named: Any) -> str | None:
    return None if named is None else visible_epic(call.site, call.actor, str(named)).key
