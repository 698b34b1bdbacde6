"""Search with totals and pages (Jira Data Center REST 10.3, "search")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.fields import Selection
from jira_emulator.rest.issue_bean import Wanted, issue_bean, names, schemas
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call
from jira_emulator.rest.search import matching

USUAL_PAGE = 50
LONGEST_PAGE = 1000  # `jira.search.views.default.max`
KNOWN = {"jql", "startAt", "maxResults", "validateQuery", "fields", "expand", "properties", "fieldsByKeys"}
ABOUT_ALL = frozenset({"names", "schema"})


@dataclass(frozen=True, slots=True)
class Question:
    """One search. `most` below zero asks for as many as the site gives."""

    jql: str
    start: int
    most: int
    fields: tuple[str, ...]
    expand: frozenset[str]
    is_strict: bool

    @property
    def size(self) -> int:
        return LONGEST_PAGE if self.most < 0 else min(self.most, LONGEST_PAGE)


@own("GET", "/search")
def search_by_query(call: Call) -> Answer:
    asked = Question(
        jql=call.args.get("jql", ""),
        start=call.number("startAt", 0),
        most=call.number("maxResults", USUAL_PAGE, least=-1),
        fields=tuple(call.words("fields")),
        expand=frozenset(call.words("expand")),
        is_strict=call.flag("validateQuery", True),
    )
    return _found(call, asked)


@own("POST", "/search")
def search_by_body(call: Call) -> Answer:
    body = call.strict_object(KNOWN)
    asked = Question(
        jql=_typed(body, "jql", str, ""),
        start=max(_typed(body, "startAt", int, 0), 0),
        most=max(_typed(body, "maxResults", int, USUAL_PAGE), -1),
        fields=tuple(word_list(body, "fields")),
        expand=_words(body, "expand"),
        is_strict=_flag(body, "validateQuery"),
    )
    return _found(call, asked)


def _words(body: Mapping[str, Any], name: str) -> frozenset[str]:
    """An array, or the words of one string: the document has the array, clients write both."""
    value = body.get(name)
    if isinstance(value, str):
        return frozenset(word.strip() for word in value.split(",") if word.strip())
    return frozenset(word_list(body, name))


def _typed(body: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name, True)
    if not isinstance(value, bool):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _found(call: Call, asked: Question) -> Answer:
    query, warnings = _query(asked)
    found = [] if query is None else matching(call, query, strict=asked.is_strict)
    selection = Selection.of(call.shape, asked.fields, "*navigable")
    wanted = Wanted(selection, asked.expand - ABOUT_ALL)
    page: dict[str, Any] = {
        "expand": "schema,names",
        "startAt": asked.start,
        "maxResults": asked.size,
        "total": len(found),
        "issues": [issue_bean(call.shape, one, wanted) for one in found[asked.start : asked.start + asked.size]],
    }
    if warnings:
        page["warningMessages"] = warnings
    return Answer(page | _about_all(call, asked.expand, selection.field_ids))


def _query(asked: Question) -> tuple[Query | None, list[str]]:
    """The query; without validation a malformed one finds nothing and is only warned of."""
    try:
        return parse(asked.jql), []
    except JqlError as refusal:
        if asked.is_strict:
            raise JiraError(400, refusal.messages) from None
        return None, list(refusal.messages)


def _about_all(call: Call, expand: Iterable[str], field_ids: Iterable[str]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if "names" in expand:
        more["names"] = names(call.shape, field_ids)
    if "schema" in expand:
        more["schema"] = schemas(call.shape, field_ids)
    return more
