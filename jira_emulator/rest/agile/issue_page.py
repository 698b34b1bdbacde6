"""Issues as the agile API lists them: REST's issues, with the fields of Jira Software."""

from collections.abc import Callable, Iterable
from typing import Any

from jira_emulator.agile.beans import epic_bean, sprint_bean
from jira_emulator.agile.boards import query_of
from jira_emulator.agile.epics import is_epic
from jira_emulator.agile.fields import closed_sprints, current_sprint
from jira_emulator.agile.model import Board
from jira_emulator.errors import JiraError
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see
from jira_emulator.rest.fields import Selection
from jira_emulator.rest.issue_bean import Wanted, issue_bean
from jira_emulator.rest.router import Answer, Call, page
from jira_emulator.rest.search import matching
from jira_emulator.searching import Context, View, indexed_properties


def _sprint(call: Call, issue: Issue) -> Any:
    sprint = current_sprint(issue)
    return None if sprint is None else sprint_bean(call.site, sprint)


def _epic(call: Call, issue: Issue) -> Any:
    """The epic over an issue, unless it is hidden from the caller."""
    parent = call.site.issues.get(issue.parent_id) if issue.parent_id is not None else None
    if parent is None or not is_epic(parent) or not can_see(call.site, call.actor, parent):
        return None
    return epic_bean(call.site, parent)


AGILE_FIELDS: dict[str, Callable[[Call, Issue], Any]] = {
    "sprint": _sprint,
    "closedSprints": lambda call, issue: [sprint_bean(call.site, one) for one in closed_sprints(issue)],
    "epic": _epic,
    "flagged": lambda call, issue: False,
}


def board_issues(call: Call, board: Board) -> list[Issue]:
    """What the board's query finds, with the parameter `jql`, in rank's order unless that has an order."""
    found = matching(call, _parsed(query_of(call.site, board)))
    return narrowed(call, found)


def narrowed(call: Call, issues: Iterable[Issue]) -> list[Issue]:
    """The issues that the caller sees and that fit the parameter `jql`."""
    visible = [one for one in issues if can_see(call.site, call.actor, one)]
    jql = call.args.get("jql")
    if not jql:
        return visible
    indexed = indexed_properties(call.site)
    views = [View(one, call.site, call.actor, indexed) for one in visible]
    try:
        return [view.issue for view in _parsed(jql).select(views, Context(call.site, call.actor))]
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None


def _parsed(jql: str) -> Query:
    try:
        return parse(jql)
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None


def issues_answer(call: Call, issues: list[Issue]) -> Answer:
    """The asked page of issues."""
    shown = page(call, "issues", issues)
    rows = [agile_issue(call, one) for one in shown["issues"]]
    return Answer({"expand": "schema,names"} | shown | {"issues": rows})


def agile_issue(call: Call, issue: Issue) -> dict[str, Any]:
    """An issue with the wanted fields; those of Jira Software are navigable."""
    words = call.words("fields")
    wanted = Wanted(Selection.of(call.shape, words, "*navigable"), frozenset(call.words("expand")))
    bean = issue_bean(call.shape, issue, wanted)
    extra = {name: show(call, issue) for name, show in AGILE_FIELDS.items() if _is_wanted(name, words)}
    bean["self"] = f"{call.site.base_url}/rest/agile/1.0/issue/{issue.id}"
    return bean | {"fields": bean.get("fields", {}) | extra}


def _is_wanted(name: str, words: list[str]) -> bool:
    if f"-{name}" in words:
        return False
    return name in words or {"*all", "*navigable"} & set(words) != set() or all(one.startswith("-") for one in words)
