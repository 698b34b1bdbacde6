"""Suggestions while somebody types an issue (Jira Cloud REST v3, "Get issue picker suggestions")."""

import html
import re
from collections.abc import Iterable
from typing import Any

from jira_emulator.actions.viewing import viewed_issues
from jira_emulator.errors import JiraError
from jira_emulator.jql import JqlError, parse
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.rest.search import matching
from jira_emulator.scopes import Scope

MOST_SUGGESTED = 20


@operation("GET", "/issue/picker", Scope.READ)
def suggest_issues(call: Call) -> Answer:
    """What the caller looked at, and, with `currentJQL`, what a query finds."""
    sections = [_section(call, "hs", "History Search", viewed_issues(call.site, call.actor))]
    jql = call.args.get("currentJQL")
    if jql is not None:
        sections.append(_section(call, "cs", "Current Search", _found(call, jql)) | {"sub": _explained(call, jql)})
    return Answer({"sections": sections})


def _found(call: Call, jql: str) -> list[Issue]:
    """A query that can't be run finds nothing: this operation has no other refusal than 401."""
    try:
        return matching(call, parse(jql))
    except (JqlError, JiraError):
        return []


def _explained(call: Call, jql: str) -> str:
    return f"Showing issues of the query: {jql}"


def _section(call: Call, name: str, label: str, issues: Iterable[Issue]) -> dict[str, Any]:
    words = call.args.get("query", "").lower()
    shown = [_suggestion(call, one, words) for one in issues if _fits(call, one, words)][:MOST_SUGGESTED]
    section: dict[str, Any] = {"id": name, "label": label, "issues": shown}
    return section if shown else section | {"msg": "No matching issues found"}


def _fits(call: Call, issue: Issue, words: str) -> bool:
    if not can_see(call.site, call.actor, issue) or issue.key == call.args.get("currentIssueKey"):
        return False
    if call.args.get("currentProjectId") not in (None, "", str(issue.project.id)):
        return False
    if issue.issue_type.subtask and not call.flag("showSubTasks", True):
        return False
    if not call.flag("showSubTaskParent", True) and _is_parent_of_current(call, issue):
        return False
    return words in issue.key.lower() or words in issue.summary.lower()


def _is_parent_of_current(call: Call, issue: Issue) -> bool:
    current = call.site.issue(call.args.get("currentIssueKey") or "-")
    return current is not None and current.parent_id == issue.id


def _suggestion(call: Call, issue: Issue, words: str) -> dict[str, Any]:
    return {
        "id": issue.id,
        "key": issue.key,
        "keyHtml": _marked(issue.key, words),
        "img": f"/images/icons/issuetypes/{issue.issue_type.id}.svg",
        "summary": _marked(issue.summary, words),
        "summaryText": issue.summary,
    }


def _marked(text: str, words: str) -> str:
    """HTML with what was typed in bold."""
    if not words:
        return html.escape(text)
    parts = re.split(f"({re.escape(words)})", text, flags=re.IGNORECASE)
    return "".join(f"<b>{html.escape(one)}</b>" if place % 2 else html.escape(one) for place, one in enumerate(parts))
