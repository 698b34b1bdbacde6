"""A request that the document does not have is found out."""

import pytest

from conformance.documents import Document, DocumentedOperation
from conformance.exchanges import Exchange
from conformance.requests import faults_of_request

JSON = {"content-type": "application/json"}


def test_documented_parameters_pass(read_issue: DocumentedOperation) -> None:
    for query in ("", "?fields=summary,labels&fields=status", "?startAt=5"):
        assert list(faults_of_request(read_issue, Exchange("GET", f"/rest/api/3/issue/A-1{query}"))) == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?colour=red", "the query parameter colour is not documented"),
        ("?startAt=abc", "the query parameter startAt is ['abc']"),
    ],
)
def test_other_parameters_are_named(read_issue: DocumentedOperation, query: str, fault: str) -> None:
    (found,) = faults_of_request(read_issue, Exchange("GET", f"/rest/api/3/issue/A-1{query}"))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "the body is missing"),
        (b"no", "the body is not JSON"),
        (b'{"id": 1}', "the body: $.id: 1 is not of type 'string'"),
    ],
)
def test_body_is_held_against_its_schema(edit_issue: DocumentedOperation, body: bytes, fault: str) -> None:
    assert list(faults_of_request(edit_issue, Exchange("PUT", "/rest/api/3/issue/A-1", JSON, body))) == [fault]


def test_body_of_another_type_is_named(edit_issue: DocumentedOperation) -> None:
    headers = {"content-type": "text/plain"}
    (found,) = faults_of_request(edit_issue, Exchange("PUT", "/rest/api/3/issue/A-1", headers, b'{"id": "1"}'))
    assert found == "a body of type text/plain is sent, documented is application/json"


def test_body_where_none_is_documented_is_named(read_issue: DocumentedOperation) -> None:
    (found,) = faults_of_request(read_issue, Exchange("GET", "/rest/api/3/issue/A-1", JSON, b"{}"))
    assert found == "a body is sent where none is documented"


def test_literal_path_wins_over_a_parameter(document: Document) -> None:
    picked = document.find("GET", "/rest/api/3/issue/picker")
    assert picked is not None
    assert picked.template == "/rest/api/3/issue/picker"
    assert document.find("GET", "/rest/api/3/issue/A-1/comment") is None
