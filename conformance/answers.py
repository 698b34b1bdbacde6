"""Whether an answer is one that its operation's document allows: status, media type, headers, body."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.documents import DocumentedOperation
from conformance.exchanges import Answer, Exchange
from conformance.requests import faults_of_request
from conformance.schemas import ERROR_COLLECTION, Schema, problem_of
from conformance.waivers import waiver_for

PROBLEM = "application/problem+json"


def faults_of(operation: DocumentedOperation, exchange: Exchange) -> Iterator[str]:
    """Each way in which an answer is none that the document allows."""
    answer = exchange.answer
    assert answer is not None
    waiver = waiver_for(operation, answer.status, exchange.is_asked_by_addon)
    is_unreadable = is_refused_as_unreadable(operation, exchange)
    if answer.status >= 500:
        yield f"answered {answer.status}"
    elif answer.status not in operation.responses and waiver is None and not is_unreadable:
        documented = ", ".join(map(str, sorted(operation.responses)))
        yield f"answered {answer.status}, documented are {documented}: {answer.body[:200]!r}"
    else:
        content: Mapping[str, Any] = operation.responses.get(answer.status, {}).get("content", {})
        schema = waiver.schema if waiver and waiver.schema else schema_for(operation, content, answer.media_type)
        if waiver and waiver.is_list:
            schema = {"type": "array", "items": schema or {}}
        if answer.status >= 400 and answer.media_type != PROBLEM:
            schema = {"anyOf": [schema, ERROR_COLLECTION]} if schema and is_unreadable else schema or ERROR_COLLECTION
        yield from _faults_of_body(operation, content, schema, answer)


def is_refused_as_unreadable(operation: DocumentedOperation, exchange: Exchange) -> bool:
    """A request that is none by the document may be answered with 400 and Jira's error collection, documented or
    not.
    """
    assert exchange.answer is not None
    return exchange.answer.status == 400 and any(faults_of_request(operation, exchange))


def _faults_of_body(
    operation: DocumentedOperation, content: Mapping[str, Any], schema: Schema | None, answer: Answer
) -> Iterator[str]:
    if not answer.body:
        if answer.status in (200, 201, 207) and schema:
            yield f"answered {answer.status} with an empty body, documented is {', '.join(content)}"
    elif answer.status in (204, 304):
        yield f"answered {answer.status} with a body"
    elif answer.media_type.endswith("json"):
        yield from _faults_of_json(operation, schema, answer)
    elif schema and not accepts(content, answer.media_type):
        yield f"answered {answer.media_type}, documented is {', '.join(content)}"


def _faults_of_json(operation: DocumentedOperation, schema: Schema | None, answer: Answer) -> Iterator[str]:
    try:
        body = answer.json()
    except ValueError:
        yield f"answered {answer.status} with something that is not JSON: {answer.body[:80]!r}"
        return
    problem = problem_of(operation.document, schema, body) if schema else None
    if problem is not None:
        yield f"{answer.status} {problem}"


def schema_for(operation: DocumentedOperation, content: Mapping[str, Any], media_type: str) -> Schema | None:
    """The schema of the entry that fits the media type best; None where there is none, or one that says nothing."""
    for name in (media_type, "application/json", "*/*"):
        if name in content:
            schema: Schema = content[name].get("schema", {})
            return schema if says_something(operation.document.resolve(schema)) else None
    return None


def says_something(schema: Schema) -> bool:
    """Where Atlassian has a JSON answer without a schema, the v2 document has an empty one or just "string"."""
    said = {keyword: value for keyword, value in schema.items() if keyword not in ("title", "description")}
    return said not in ({}, {"type": "string"})


def accepts(content: Mapping[str, Any], media_type: str) -> bool:
    return media_type in content or "*/*" in content
