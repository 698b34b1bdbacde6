"""A small document of a made-up Jira, in Atlassian's manner."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.documents import Document, DocumentedOperation
from conformance.exchanges import Answer, Exchange

ISSUE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "created": {"type": "string", "format": "date-time"},
        "parent": {"allOf": [{"$ref": "#/components/schemas/Issue"}], "nullable": True},
        "votes": {"type": "integer", "format": "int32"},
    },
}
PATHS = {
    "/rest/api/3/issue/{issueIdOrKey}": {
        "get": {
            "parameters": [
                {"in": "path", "name": "issueIdOrKey", "required": True, "schema": {"type": "string"}},
                {"in": "query", "name": "fields", "schema": {"type": "array", "items": {"type": "string"}}},
                {"in": "query", "name": "startAt", "schema": {"type": "integer"}},
            ],
            "responses": {
                "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Issue"}}}},
                "404": {"description": "Not there"},
            },
        },
        "put": {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Issue"}}},
            },
            "responses": {"204": {"description": "Done"}},
        },
    },
    "/rest/api/3/issue": {
        "post": {"responses": {"201": {"description": "Created"}, "400": {"description": "Refused"}}}
    },
    "/rest/api/3/issue/picker": {"get": {"responses": {"200": {"description": "Picked"}}}},
}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    file = tmp_path / "jira-cloud-made-up.openapi.json"
    file.write_text(json.dumps({"openapi": "3.0.1", "paths": PATHS, "components": {"schemas": {"Issue": ISSUE}}}))
    return Document(file)


@pytest.fixture
def read_issue(document: Document) -> DocumentedOperation:
    return found(document, "GET", "/rest/api/3/issue/A-1")


@pytest.fixture
def edit_issue(document: Document) -> DocumentedOperation:
    return found(document, "PUT", "/rest/api/3/issue/A-1")


def found(document: Document, method: str, path: str) -> DocumentedOperation:
    operation = document.find(method, path)
    assert operation is not None
    return operation


Answering = Callable[..., Exchange]


@pytest.fixture
def answered() -> Answering:
    """A read of A-1 that was answered so."""

    def exchange(status: int, body: Any = None, url: str = "/rest/api/3/issue/A-1", **headers: str) -> Exchange:
        written = b"" if body is None else json.dumps(body).encode()
        answer = Answer(status, {"content-type": "application/json;charset=UTF-8"}, written)
        return Exchange("GET", url, headers, answer=answer)

    return exchange
