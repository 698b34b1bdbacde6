"""Counting, matching and parsing with JQL (Jira Cloud REST v3, "JQL", "Count issues using JQL")."""

from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.rest.search import bounded, matching
from jira_emulator.scopes import Scope
from jira_emulator.searching import Context

MOST_MATCHED, MOST_QUERIES = 1000, 1000
VALIDATIONS = ("strict", "warn", "none")


@operation("POST", "/search/approximate-count", Scope.READ)
def count_issues(call: Call) -> Answer:
    jql = call.strict_object({"jql"}).get("jql") or ""
    if not isinstance(jql, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return Answer({"count": len(matching(call, bounded(jql)))})


@operation("POST", "/jql/match", Scope.READ)
def match_issues(call: Call) -> Answer:
    """Which of some issues match which of some queries."""
    body = call.strict_object({"issueIds", "jqls"})
    ids, queries = body.get("issueIds"), _queries(body, "jqls")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if len(ids) > MOST_MATCHED:
        raise JiraError(400, [f"At most {MOST_MATCHED} issues can be matched."])
    return Answer({"matches": [_match(call, jql, set(ids)) for jql in queries]})


def _queries(body: dict[str, Any], name: str) -> list[str]:
    queries = word_list(body, name)
    if name not in body:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if len(queries) > MOST_QUERIES:
        raise JiraError(400, [f"At most {MOST_QUERIES} queries can be given."])
    return queries


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
    """The structure of queries; `validation` says whether unknown fields and values are told, and matter."""
    validation = call.args.get("validation", "strict")
    if validation not in VALIDATIONS:
        raise JiraError(400, [f"The validation must be one of {', '.join(VALIDATIONS)}."])
    queries = _queries(call.strict_object({"queries"}), "queries")
    if not queries:
        raise JiraError(400, ["The queries has to be provided."])
    return Answer({"queries": [_parsed(call, one, validation) for one in queries]})


def _parsed(call: Call, jql: str, validation: str) -> dict[str, Any]:
    try:
        query = parse(jql)
    except JqlError as refusal:
        return {"query": jql, "errors": refusal.messages}
    problems = _problems(call, query) if validation != "none" else []
    shown: dict[str, Any] = {"query": jql}
    if problems:
        shown["errors"] = list(dict.fromkeys(problems))
    if not problems or validation == "warn":
        shown["structure"] = query.structure()
    return shown


def _problems(call: Call, query: Query) -> list[str]:
    try:
        query.select([], Context(call.site, call.actor))
    except JqlError as refusal:
        return refusal.messages
    return []
