"""The tour goes where it should, and says where it did not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import client_requests
from conformance.documents import Document
from conformance.flavours import Flavour
from conformance.report import Report
from conformance.stage import Stage, stage
from conformance.tour import STOPS
from conformance.tour.stops import Person, Stop, Text
from conformance.tour.walk import keep_places, visit, walk
from jira_emulator.exchange_log import FOLDER_VARIABLE
from jira_emulator.rest.router import OPERATIONS, Operation


@pytest.fixture
def exchanges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the emulator writes its exchanges."""
    folder = tmp_path / "exchanges"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def place(document: Document, exchanges: Path) -> Iterator[Stage]:
    with stage(Flavour("cloud v3", "3", document)) as one:
        yield one


def test_each_operation_is_on_the_tour(place: Stage) -> None:
    """Whatever the documents say: an operation without a stop is checked by nobody."""
    calls = [stop.call.partition("?")[0] for stop in STOPS]
    served = [one for one in OPERATIONS if one.root.startswith("/rest/api")]
    assert [one.name for one in served if not any(pattern_of(one).fullmatch(call) for call in calls)] == []


def pattern_of(operation: Operation) -> re.Pattern[str]:
    return re.compile(re.sub("<[^>]*>", "[^/]+", re.escape(operation.name)))


def test_text_and_people_are_written_as_the_flavour_wants_them(place: Stage) -> None:
    body, headers = Stop("POST /issue", 201, {"to": Person("member"), "body": Text("Hello {project}")}).content(place)

    written = json.loads(body)
    assert written["to"] == {"accountId": place.places["member"]}
    assert written["body"]["type"] == "doc"
    assert headers["Content-Type"] == "application/json"


def test_places_are_kept_for_later_stops(place: Stage) -> None:
    fields = {"project": {"key": "{project}"}, "issuetype": {"name": "Task"}, "summary": "Kept"}
    stop = Stop("POST /issue", 201, {"fields": fields}, keep={"issue": "key", "nothing": "no.such.0.place"})

    assert keep_places(stop, visit(stop, place), place) == ["no.such.0.place"]
    assert Stop("GET /issue/{issue}").url(place) == "/rest/api/3/issue/TOUR-1"


def test_answers_that_the_document_does_not_allow_are_violations(place: Stage) -> None:
    report = Report()
    walk(place, report)

    read = report.examples["jira-cloud-made-up GET /rest/api/3/issue/{issueIdOrKey}"]
    assert any("Additional properties are not allowed" in one for one in read)
    edited = report.examples["jira-cloud-made-up PUT /rest/api/3/issue/{issueIdOrKey}"]
    assert any("answered 404, documented are 204" in one for one in edited)


def test_exchanges_are_read_again_as_they_were(place: Stage, exchanges: Path) -> None:
    sent = visit(Stop("POST /issue", 201, {"fields": {}}), place)

    ((kind, read),) = client_requests.exchanges_in(exchanges)
    assert kind == "cloud"
    assert (read.method, read.url, read.body) == (sent.method, sent.url, sent.body)
    assert read.answer is not None
    assert sent.answer is not None
    assert (read.answer.status, read.answer.body) == (sent.answer.status, sent.answer.body)
    assert read.media_type == "application/json"
