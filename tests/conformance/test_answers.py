"""An answer that the document does not allow is found out."""

from typing import Any

import pytest

from conformance.answers import faults_of
from conformance.documents import DocumentedOperation
from conformance.exchanges import Answer, Exchange
from tests.conformance.conftest import Answering

REFUSED = {"errorMessages": ["No."], "errors": {}}


@pytest.mark.parametrize(
    "body",
    [
        {"id": "1"},
        {"id": "1", "created": "2026-11-23T10:00:00.000+0000"},
        {"id": "1", "created": "2026-11-23T10:00:00Z", "parent": None, "votes": 3},
        {"id": "1", "parent": {"id": "2"}},
    ],
)
def test_what_the_schema_allows_passes(read_issue: DocumentedOperation, answered: Answering, body: Any) -> None:
    assert list(faults_of(read_issue, answered(200, body))) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "'id' is a required property"),
        ({"id": 1}, "1 is not of type 'string'"),
        ({"id": None}, "None is not of type 'string'"),
        ({"id": "1", "colour": "red"}, "'colour' was unexpected"),
        ({"id": "1", "created": "2026-11-23"}, "is not a 'date-time'"),
        ({"id": "1", "created": "192-02-05T05:30:53.000+0000"}, "is not a 'date-time'"),
        ({"id": "1", "votes": 2**31}, "is not a 'int32'"),
        ({"id": "1", "parent": {"id": 2}}, "$.parent.id"),
        (None, "with an empty body"),
    ],
)
def test_what_the_schema_does_not_allow_is_named(
    read_issue: DocumentedOperation, answered: Answering, body: Any, fault: str
) -> None:
    (found,) = faults_of(read_issue, answered(200, body))
    assert fault in found


def test_status_must_be_documented(read_issue: DocumentedOperation, answered: Answering) -> None:
    assert list(faults_of(read_issue, answered(404, REFUSED))) == []
    (found,) = faults_of(read_issue, answered(409, REFUSED))
    assert found.startswith("answered 409, documented are 200, 404")


def test_refusal_without_a_schema_must_be_an_error_collection(
    read_issue: DocumentedOperation, answered: Answering
) -> None:
    (found,) = faults_of(read_issue, answered(404, {"message": "No."}))
    assert "'errorMessages' is a required property" in found


def test_server_errors_are_never_allowed(read_issue: DocumentedOperation, answered: Answering) -> None:
    assert list(faults_of(read_issue, answered(500, REFUSED))) == ["answered 500"]


def test_bad_request_may_be_refused_though_it_is_not_documented(
    read_issue: DocumentedOperation, answered: Answering
) -> None:
    unreadable = answered(400, REFUSED, url="/rest/api/3/issue/A-1?startAt=abc")
    assert list(faults_of(read_issue, unreadable)) == []
    (found,) = faults_of(read_issue, answered(400, REFUSED, url="/rest/api/3/issue/A-1?startAt=1"))
    assert found.startswith("answered 400")


def test_only_addons_may_be_out_of_scope(read_issue: DocumentedOperation, answered: Answering) -> None:
    assert list(faults_of(read_issue, answered(403, REFUSED, authorization="JWT x"))) == []
    assert len(list(faults_of(read_issue, answered(403, REFUSED, authorization="Basic x")))) == 1


def test_body_that_is_not_json_is_found_out(read_issue: DocumentedOperation) -> None:
    headers = {"content-type": "application/json"}
    (found,) = faults_of(read_issue, Exchange("GET", "/rest/api/3/issue/A-1", answer=Answer(200, headers, b"<html>")))
    assert "not JSON" in found
    headers = {"content-type": "text/html"}
    (found,) = faults_of(read_issue, Exchange("GET", "/rest/api/3/issue/A-1", answer=Answer(200, headers, b"<html>")))
    assert found == "answered text/html, documented is application/json"
