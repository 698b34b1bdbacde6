"""Errors of the line and of Jira, as our tree; what is repeated and what never is."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from requests.auth import HTTPBasicAuth
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from app.errors import (
    JiraAccessLost,
    JiraAnswerLost,
    JiraBusy,
    JiraCollision,
    JiraError,
    JiraFailing,
    JiraNotFound,
    JiraRefused,
    JiraUnreachable,
)
from app.jira.session import JiraSession

Answer = Callable[[Request], Response]


class Scripted:
    """A server that answers as it is told, and counts."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _: Response("{}", 200, content_type="application/json")
        self.requests: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.requests.append(f"{request.method} {request.path}")
        response = self.answer(request)
        if response.headers.get("X-Cut"):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionError
        return response(environ, start_response)


@pytest.fixture
def server() -> Iterator[tuple[Scripted, str]]:
    scripted = Scripted()
    one = make_server("127.0.0.1", 0, scripted, threaded=True)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield scripted, f"http://127.0.0.1:{one.port}"
    one.shutdown()
    thread.join()
    one.server_close()


@pytest.fixture
def session(server: tuple[Scripted, str]) -> Iterator[JiraSession]:
    one = JiraSession(server[1], tenant_id=1, purpose="test")
    one.authorize_by(HTTPBasicAuth("a", "b"))
    yield one
    one.close()


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"Retry-After": "7"}, JiraBusy),
        (503, {"Retry-After": "7"}, JiraBusy),
        (503, {}, JiraFailing),
        (500, {}, JiraFailing),
        (302, {"Location": "http://elsewhere.example"}, JiraFailing),
        (401, {}, JiraAccessLost),
        (403, {}, JiraAccessLost),
        (404, {}, JiraNotFound),
        (409, {}, JiraCollision),
        (400, {}, JiraRefused),
        (413, {}, JiraRefused),
    ],
)
def test_each_status_becomes_one_kind_of_error(
    server: tuple[Scripted, str], session: JiraSession, status: int, headers: dict[str, str], expected: type[JiraError]
) -> None:
    server[0].answer = lambda _: Response("{}", status, headers, content_type="application/json")

    with pytest.raises(expected):
        session.put("/rest/api/3/issue/1", {})

    assert server[0].requests == ["PUT /rest/api/3/issue/1"]


def test_a_limit_tells_when_to_come_back_and_why(server: tuple[Scripted, str], session: JiraSession) -> None:
    headers = {"Retry-After": "7", "RateLimit-Reason": "jira-burst-based"}
    server[0].answer = lambda _: Response("{}", 429, headers, content_type="application/json")

    with pytest.raises(JiraBusy) as busy:
        session.get("/rest/api/3/myself")

    assert (busy.value.retry_after_seconds, busy.value.reason) == (7.0, "jira-burst-based")


def test_a_write_whose_connection_broke_is_not_repeated(server: tuple[Scripted, str], session: JiraSession) -> None:
    server[0].answer = lambda _: Response("", headers={"X-Cut": "1"})

    with pytest.raises(JiraAnswerLost):
        session.post("/rest/api/3/issue", {})

    assert len(server[0].requests) == 1


def test_a_read_whose_connection_broke_is_tried_once_more(server: tuple[Scripted, str], session: JiraSession) -> None:
    server[0].answer = lambda _: Response("", headers={"X-Cut": "1"})

    with pytest.raises(JiraAnswerLost):
        session.get("/rest/api/3/myself")

    assert len(server[0].requests) == 2


def test_a_site_that_nobody_serves_is_unreachable() -> None:
    session = JiraSession("http://127.0.0.1:9", tenant_id=1, purpose="test")

    with pytest.raises(JiraUnreachable):
        session.post("/rest/api/3/issue", {})

    session.close()


def test_html_instead_of_json_is_trouble_of_jiras_own(server: tuple[Scripted, str], session: JiraSession) -> None:
    server[0].answer = lambda _: Response("<html>", 200, content_type="text/html")

    with pytest.raises(JiraFailing):
        session.get("/rest/api/3/myself")
