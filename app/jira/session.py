"""One signed HTTP conversation with one Jira site: time limits, errors as a tree, calls counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ssl import SSLCertVerificationError
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError

from app.errors import JiraAnswerLost, JiraFailing, JiraUnreachable
from app.jira.answers import error_of
from app.jira.metering import count_call
from app.sync.trace import TRACE_HEADER

CONNECT_TIMEOUT_SECONDS = 5.0
READ_TIMEOUT_SECONDS = 15.0
"""Together the request time-out that leases reckon with (`app.sync.held_pair.REQUEST_TIMEOUT`)."""

READ_ATTEMPTS = 2
"""A read whose connection broke is tried once more; a write never is."""


@dataclass(frozen=True)
class Request:
    """One call. `is_read` is not the method's business: searches and permission checks are POSTs that read."""

    method: str
    path: str
    params: Mapping[str, str] | None = None
    body: Any = None
    is_read: bool = False
    accepts_400: bool = False
    """For bulk writes, whose 400 is an outcome for each element."""

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"


USER_AGENT = "backbone-issue-sync"


class JiraSession:
    """Each prepared request is signed as it will be sent. Redirects are not followed: credentials must not
    travel to another host (CVE-2023-28155 is of that kind)."""

    def __init__(self, address: str, *, tenant_id: int, purpose: str) -> None:
        self._address = address
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["User-Agent"] = USER_AGENT
        self._tenant_id = tenant_id
        self._purpose = purpose
        self._trace: str | None = None

    def authorize_by(self, authorization: AuthBase) -> None:
        """Requests from now on are signed by this."""
        self._http.auth = authorization

    def trace_by(self, trace: str | None) -> None:
        """Requests from now on carry this, and the webhooks that they cause bring it back."""
        self._trace = trace

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **params: str) -> Any:
        return self.call(Request("GET", path, params, is_read=True))

    def ask(self, path: str, body: Any) -> Any:
        """A POST that only reads."""
        return self.call(Request("POST", path, body=body, is_read=True))

    def post(self, path: str, body: Any) -> Any:
        return self.call(Request("POST", path, body=body))

    def put(self, path: str, body: Any, **params: str) -> Any:
        return self.call(Request("PUT", path, params, body))

    def call(self, request: Request) -> Any:
        """The answer's JSON, None for an empty one. Raises a JiraError."""
        response = self._answer(request)
        is_outcome = request.accepts_400 and response.status_code == 400
        if response.status_code >= 300 and not is_outcome:
            raise error_of(response, request.label)
        if not response.content:
            return None
        try:
            return response.json()
        except requests.JSONDecodeError as error:
            raise JiraFailing("Jira answered with something that is not JSON.", call=request.label) from error

    def _answer(self, request: Request) -> requests.Response:
        for attempt in range(READ_ATTEMPTS if request.is_read else 1):
            count_call(self._tenant_id, self._purpose, request.method, request.path)
            try:
                return self._send(request)
            except requests.RequestException as error:
                failure = failure_of(error, request.label)
                is_last = not request.is_read or attempt + 1 == READ_ATTEMPTS
                if is_last or isinstance(error, requests.Timeout):
                    raise failure from error
        raise AssertionError("unreachable: every attempt returns or raises")

    def _send(self, request: Request) -> requests.Response:
        return self._http.request(
            request.method,
            self._address + request.path,
            params=request.params or None,
            json=request.body,
            timeout=(CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS),
            allow_redirects=False,
            headers={"Accept": "application/json"} | ({TRACE_HEADER: self._trace} if self._trace else {}),
        )


def failure_of(error: requests.RequestException, label: str) -> JiraUnreachable | JiraAnswerLost:
    """Tells "no connection was made" from "the request was sent and its answer is missing"."""
    if isinstance(error, requests.ConnectTimeout) or is_refused_connection(error):
        return JiraUnreachable("Jira can't be reached at the moment; trying again soon.", call=label)
    return JiraAnswerLost("The connection to Jira broke before it answered; finding out what became of it.", call=label)


def is_refused_connection(error: requests.RequestException) -> bool:
    """requests wraps urllib3's NewConnectionError (no connection) and ProtocolError (broken later) alike."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError) or is_bad_certificate(reason)


def is_bad_certificate(reason: object) -> bool:
    """Found out in the handshake, before anything is sent. TLS may also break later, over a request that was read."""
    return isinstance(reason, SSLError) and bool(reason.args) and isinstance(reason.args[0], SSLCertVerificationError)
