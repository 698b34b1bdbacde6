"""Whether a request is one that its operation's document has: path and query parameters, media type, body."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from conformance.documents import DocumentedOperation
from conformance.exchanges import Exchange
from conformance.schemas import problem_of

BOOLEANS = {"true": True, "false": False}
NUMBERS = ("startAt", "maxResults")
"""Numbers, also where a document types them as strings (`"default": "0"`)."""

MULTIPART = "multipart/form-data"


def faults_of_request(operation: DocumentedOperation, exchange: Exchange) -> Iterator[str]:
    """Each way in which a request is none that the document has."""
    yield from _faults_of_path(operation, exchange.path)
    yield from _faults_of_query(operation, exchange.query)
    yield from _faults_of_body(operation, exchange)


def _faults_of_path(operation: DocumentedOperation, path: str) -> Iterator[str]:
    for name, value in operation.path_values(path).items():
        schema = operation.parameters.get(("path", name), {}).get("schema", {})
        problem = problem_of(operation.document, schema, read_as(schema, unquote(value)))
        if problem is not None:
            yield f"the path parameter {name} is {value!r}: {problem}"


def _faults_of_query(operation: DocumentedOperation, query: list[tuple[str, str]]) -> Iterator[str]:
    documented = {name: one for (place, name), one in operation.parameters.items() if place == "query"}
    sent: dict[str, list[str]] = {}
    for name, value in query:
        sent.setdefault(name, []).append(value)
    for name, values in sent.items():
        if name not in documented:
            yield f"the query parameter {name} is not documented"
            continue
        schema = operation.document.resolve(documented[name].get("schema", {}))
        read: Any = read_as(schema, values[-1])
        if schema.get("type") == "array":
            read = [read_as(schema["items"], one) for one in parts_of(values)]
        problem = problem_of(operation.document, schema, read)
        if name in NUMBERS and not all(re.fullmatch(r"-?\d{1,19}", one) for one in values):
            problem = "it is no number"
        if problem is not None:
            yield f"the query parameter {name} is {values}: {problem}"
    for name, one in documented.items():
        if one.get("required") and name not in sent:
            yield f"the query parameter {name} is missing"


def parts_of(values: list[str]) -> list[str]:
    """A list parameter is repeated, and Jira also takes commas ("accepts a comma-separated list")."""
    return [part for value in values for part in value.split(",") if part]


def read_as(schema: Mapping[str, Any], written: str) -> Any:
    """A parameter's value as its schema's type; as it is where it can't be."""
    try:
        match schema.get("type"):
            case "integer":
                return int(written)
            case "number":
                return float(written)
            case "boolean":
                return BOOLEANS[written.lower()]
    except (ValueError, KeyError):
        return written
    return written


def _faults_of_body(operation: DocumentedOperation, exchange: Exchange) -> Iterator[str]:
    documented = operation.request_body
    if documented is None:
        if exchange.body:
            yield "a body is sent where none is documented"
        return
    content: Mapping[str, Any] = documented.get("content", {})
    if not exchange.body:
        if documented.get("required"):
            yield "the body is missing"
    elif exchange.media_type not in content and "*/*" not in content:
        yield f"a body of type {exchange.media_type or '(none)'} is sent, documented is {', '.join(content)}"
    elif exchange.media_type != MULTIPART:
        yield from _faults_of_json(operation, content.get(exchange.media_type, {}).get("schema"), exchange.body)


def _faults_of_json(operation: DocumentedOperation, schema: Mapping[str, Any] | None, body: bytes) -> Iterator[str]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        yield "the body is not JSON"
        return
    problem = problem_of(operation.document, schema, value) if schema else None
    if problem is not None:
        yield f"the body: {problem}"
