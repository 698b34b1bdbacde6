"""People by what they are for issues: `is assignee of SHOP AND is reporter of (SHOP-1, SHOP-2)` (Jira Cloud REST v3,
"Find users by query").
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, User
from jira_emulator.permissions import can_see, signed_in
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.rest.users import user_bean
from jira_emulator.scopes import Scope

STATEMENT = re.compile(r"is\s+(\w+)\s+of\s+(?:\(([^()]*)\)|([^\s()]+))", re.IGNORECASE)
PROPERTY = re.compile(r"\[([^\]]+)\]((?:\.\w+)*)\s+is\s+\"?([^\"]*)\"?", re.IGNORECASE)
PARTS: dict[str, Callable[[Issue], Iterable[User | None]]] = {
    "assignee": lambda issue: [issue.assignee],
    "reporter": lambda issue: [issue.reporter],
    "watcher": lambda issue: issue.watchers,
    "voter": lambda issue: issue.voters,
    "commenter": lambda issue: [one.author for one in issue.comments],
    "transitioner": lambda issue: [
        one.author for one in issue.histories if any(item.field_id == "status" for item in one.items)
    ],
}


@operation("GET", "/user/search/query", Scope.READ)
def search_by_query(call: Call) -> Answer:
    signed_in(call.actor)
    rows = [user_bean(call.shape, one) for one in _found(call)]
    return Answer(page_bean(call, "user/search/query", rows, 100))


@operation("GET", "/user/search/query/key", Scope.READ)
def search_keys_by_query(call: Call) -> Answer:
    signed_in(call.actor)
    rows = [{"accountId": one.account_id} for one in _found(call)]
    return Answer(page_bean(call, "user/search/query/key", rows, 100))


def _found(call: Call) -> list[User]:
    """Whom the query finds: its statements are joined by AND before OR."""
    query = call.args.get("query", "").strip()
    if not query:
        raise JiraError(400, ["The query must be given."])
    found: set[User] = set()
    for alternative in re.split(r"\s+OR\s+", query, flags=re.IGNORECASE):
        parts = [_people(call, one) for one in re.split(r"\s+AND\s+", alternative, flags=re.IGNORECASE)]
        found |= set.intersection(*parts)
    return sorted(found, key=lambda one: (one.display_name, one.account_id))


def _people(call: Call, statement: str) -> set[User]:
    written = STATEMENT.fullmatch(statement.strip())
    if written is not None and written[1].lower() in PARTS:
        named = [one.strip() for one in (written[2] or written[3]).split(",")]
        issues = [one for each in named for one in _issues(call, each)]
        return {one for issue in issues for one in PARTS[written[1].lower()](issue) if one is not None}
    asked = PROPERTY.fullmatch(statement.strip())
    if asked is None:
        raise JiraError(400, [f"The query statement '{statement}' is not valid."])
    path, wanted = [one for one in asked[2].split(".") if one], asked[3]
    return {one for one in call.site.users.values() if str(_inside(one.properties.get(asked[1]), path)) == wanted}


def _inside(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _issues(call: Call, named: str) -> list[Issue]:
    """The issues of a project, or one issue, as far as the caller can see them."""
    project, issue = call.site.project(named), call.site.issue(named)
    if project is not None and not named.isdecimal():
        found = [call.site.issues[one] for one in project.issue_ids]
    elif issue is not None:
        found = [issue]
    else:
        raise JiraError(400, [f"The issue or project '{named}' does not exist."])
    return [one for one in found if can_see(call.site, call.actor, one)]
