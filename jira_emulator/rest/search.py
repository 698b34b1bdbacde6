"""Search (Jira Cloud REST v3, "Issue search")."""

import base64
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see
from jira_emulator.rest.fields import Selection
from jira_emulator.rest.issue_bean import Wanted, issue_bean, names, schemas
from jira_emulator.rest.issues import INLINE_COMMENTS, INLINE_HISTORIES, MOST_PROPERTIES, word_list
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.searching import Context, View, indexed_properties

MOST_FOUND = 5000
MOST_WITH_FIELDS = 100
MOST_RECONCILED = 50
TOKEN_LIFETIME_SECONDS = 7 * 24 * 3600
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
BAD_TOKEN = "The provided next page token is invalid or expired."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
KNOWN = {
    "jql",
    "nextPageToken",
    "maxResults",
    "fields",
    "expand",
    "properties",
    "fieldsByKeys",
    "failFast",
    "reconcileIssues",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One search request, checked."""

    jql: str
    token: str | None
    most: int
    fields: tuple[str, ...]
    expand: frozenset[str]
    properties: tuple[str, ...]
    reconcile: tuple[int, ...]


@operation("GET", "/search/jql", Scope.READ)
def search_by_query(call: Call) -> Answer:
    return _search(
        call,
        _question(
            jql=call.args.get("jql"),
            token=call.args.get("nextPageToken"),
            most=call.number("maxResults", 50, least=-1),
            fields=call.words("fields"),
            expand=call.words("expand"),
            properties=call.words("properties"),
            reconcile=[_whole(one) for one in call.words("reconcileIssues")],
        ),
    )


def _whole(word: str) -> int:
    if not word.isdecimal():
        raise JiraError(400, [f"The value '{word}' is not valid for the parameter 'reconcileIssues'."])
    return int(word)


@operation("POST", "/search/jql", Scope.READ)
def search_by_body(call: Call) -> Answer:
    body = call.strict_object(KNOWN)
    expand = _typed(body, "expand", str, "")
    reconcile = _typed(body, "reconcileIssues", list, [])
    if not all(type(one) is int for one in reconcile):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return _search(
        call,
        _question(
            jql=_typed(body, "jql", str, None),
            token=_typed(body, "nextPageToken", str, None),
            most=_typed(body, "maxResults", int, 50),
            fields=word_list(body, "fields"),
            expand=[word.strip() for word in expand.split(",") if word.strip()],
            properties=word_list(body, "properties"),
            reconcile=reconcile,
        ),
    )


def _typed(body: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _question(
    jql: str | None,
    token: str | None,
    most: int,
    fields: Iterable[str],
    expand: Iterable[str],
    properties: Iterable[str],
    reconcile: Iterable[int],
) -> Question:
    if not 1 <= most <= MOST_FOUND:
        raise JiraError(400, [f"The maxResults value must be between 1 and {MOST_FOUND}."])
    asked = Question(
        jql=jql or "",
        token=token,
        most=most,
        fields=tuple(fields),
        expand=frozenset(expand),
        properties=tuple(properties),
        reconcile=tuple(reconcile),
    )
    if len(asked.properties) > MOST_PROPERTIES:
        raise JiraError(400, [f"At most {MOST_PROPERTIES} properties can be asked for."])
    if len(asked.reconcile) > MOST_RECONCILED:
        raise JiraError(400, [f"At most {MOST_RECONCILED} issues can be reconciled."])
    return asked


def _search(call: Call, asked: Question) -> Answer:
    query = bounded(asked.jql)
    before = _read_token(asked, call) if asked.token else None
    found = matching(call, query, asked.reconcile)
    start = before or 0
    size = min(asked.most, MOST_FOUND if _ids_only(asked) else MOST_WITH_FIELDS)
    shown, is_last = found[start : start + size], start + size >= len(found)
    return Answer(_page(call, asked, shown, None if is_last else start + size))


def bounded(jql: str) -> Query:
    """The query. Raises 400 for bad JQL, and for one that restricts nothing."""
    try:
        query = parse(jql)
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None
    if not query.is_bounded:
        raise JiraError(400, [UNBOUNDED])
    return query


def matching(call: Call, query: Query, reconcile: Iterable[int] = ()) -> list[Issue]:
    """The issues that the caller can see and the index finds, in the query's order; newest first without one.

    For anonymous callers an unknown field or value finds nothing (recorded answers); for others it is a 400.
    """
    with call.site.lock:
        fresh = [call.site.issues[one] for one in reconcile if one in call.site.issues]
        indexed = call.site.index.refreshed(fresh) if fresh else call.site.index.visible()
        current = call.site.issues
    indexed_keys = indexed_properties(call.site)
    views = [
        View(one, call.site, call.actor, indexed_keys)
        for one in candidates(call, query, indexed)
        if one.id in current and not one.project.archived and can_see(call.site, call.actor, one)
    ]
    views.sort(key=lambda view: view.issue.id, reverse=True)
    try:
        selected = query.select(views, Context(call.site, call.actor), strict=call.actor is not None)
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None
    return [current[view.issue.id] for view in selected if view.issue.id in current]


def candidates(call: Call, query: Query, indexed: Iterable[Issue]) -> Iterable[Issue]:
    """The indexed issues that the query is limited to by key or by project."""
    keys = query.restriction("key")
    if keys is not None:
        named = {issue.id for issue in map(call.site.issue, keys) if issue is not None}
        return [one for one in indexed if one.id in named]
    projects = query.restriction("project")
    if projects is None:
        return indexed
    wanted = {
        one.id for one in call.site.projects.values() if projects & {one.key.lower(), one.name.lower(), str(one.id)}
    }
    return [one for one in indexed if one.project.id in wanted]


def _ids_only(asked: Question) -> bool:
    return set(asked.fields) <= {"id", "key"} and not asked.expand and not asked.properties


def _page(call: Call, asked: Question, issues: list[Issue], next_start: int | None) -> dict[str, Any]:
    fields = [one for one in asked.fields if one not in ("id", "key")]
    selection = Selection.of(call.shape, fields, "*all") if fields else Selection(())
    wanted = Wanted(
        selection,
        asked.expand - {"names", "schema"},
        asked.properties,
        INLINE_HISTORIES,
        INLINE_COMMENTS,
    )
    beans = [_bean(call, one, wanted, asked) for one in issues]
    page: dict[str, Any] = {"issues": beans, "isLast": next_start is None}
    if next_start is not None:
        page["nextPageToken"] = _write_token(asked, call, next_start)
    if "names" in asked.expand:
        page["names"] = names(call.shape, selection.field_ids)
    if "schema" in asked.expand:
        page["schema"] = schemas(call.shape, selection.field_ids)
    return page


def _bean(call: Call, issue: Issue, wanted: Wanted, asked: Question) -> dict[str, Any]:
    if not asked.fields and not wanted.expand and not wanted.properties:
        return {"id": str(issue.id)}
    bean = issue_bean(call.shape, issue, wanted)
    if set(asked.fields) == {"id"} and not wanted.expand and not wanted.properties:
        return {"id": bean["id"]}
    return bean


def _owner(asked: Question, call: Call) -> str:
    """What a token belongs to: the query and who asked."""
    who = call.actor.account_id if call.actor else ""
    return hashlib.sha256(f"{call.site.cloud_id}\n{who}\n{asked.jql}".encode()).hexdigest()[:16]


def _write_token(asked: Question, call: Call, start: int) -> str:
    text = json.dumps([start, int(time.time()) + TOKEN_LIFETIME_SECONDS, _owner(asked, call)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_token(asked: Question, call: Call) -> int:
    try:
        start, expires, owner = json.loads(base64.urlsafe_b64decode((asked.token or "").encode()))
    except (ValueError, TypeError):
        raise JiraError(400, [BAD_TOKEN]) from None
    if owner != _owner(asked, call) or not isinstance(start, int) or expires < time.time():
        raise JiraError(400, [BAD_TOKEN])
    return start


@operation("POST", "/search/approximate-count", Scope.READ)
def count_issues(call: Call) -> Answer:
    jql = _typed(call.strict_object({"jql"}), "jql", str, "")
    return Answer({"count": len(matching(call, bounded(jql)))})


@operation("POST", "/jql/match", Scope.READ)
def match_issues(call: Call) -> Answer:
    """Which of some issues match which of some queries."""
    body = call.strict_object({"issueIds", "jqls"})
    ids = body.get("issueIds")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return Answer({"matches": [_match(call, jql, set(ids)) for jql in word_list(body, "jqls")]})


def _match(call: Call, jql: str, ids: set[int]) -> dict[str, Any]:
    try:
        found = matching(call, parse(jql))
    except JqlError as refusal:
        return {"matchedIssues": [], "errors": refusal.messages}
    except JiraError as refusal:
        return {"matchedIssues": [], "errors": list(refusal.messages)}
    return {"matchedIssues": [one.id for one in found if one.id in ids], "errors": []}


@operation("POST", "/jql/parse", Scope.READ)
def parse_queries(call: Call) -> Answer:
    queries = word_list(call.json_object(), "queries")
    if not queries:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return Answer({"queries": [_parsed(one) for one in queries]})


def _parsed(jql: str) -> dict[str, Any]:
    try:
        return {"query": jql, "structure": parse(jql).structure()}
    except JqlError as refusal:
        return {"query": jql, "errors": refusal.messages}


@operation("GET", "/search", Scope.READ)
def removed_search(call: Call) -> Answer:
    raise JiraError(410, [REMOVED])


@operation("POST", "/search", Scope.READ)
def removed_search_by_body(call: Call) -> Answer:
    raise JiraError(410, [REMOVED])
