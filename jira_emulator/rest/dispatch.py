"""From an HTTP request to an operation and back: identity, scopes, faults, headers, the traffic log."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, request
from werkzeug.datastructures import Headers

from jira_emulator.auth import Identity
from jira_emulator.errors import JiraError
from jira_emulator.events import TRACE, Trace
from jira_emulator.exchange_log import ON_PURPOSE
from jira_emulator.faults import RequestFault
from jira_emulator.http_server import reset_connection
from jira_emulator.limits.gate import gated
from jira_emulator.rest.edge import Edge
from jira_emulator.rest.router import Answer, Call, Operation
from jira_emulator.scopes import permits
from jira_emulator.state import Site
from jira_emulator.traffic import RequestRecord

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

MULTIPART = "multipart/form-data"
RESET = "jira_emulator.reset"
JSON_TYPE = "application/json;charset=UTF-8"
LONGEST_TRACE = 1024
GATEWAY_STATUSES = frozenset({502, 503, 504})
GATEWAY_ANSWER = b"upstream connect error or disconnect/reset before headers. reset reason: connection failure"
OUT_OF_SCOPE = "The app is not allowed to make this request: it is not in an authorized API scope."


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers the REST requests of one site."""

    site: Site
    emulator: "Emulator"
    edge: Edge

    def serve(self, operation: Operation, path: dict[str, str]) -> Response:
        """Answer one request, with whatever fault is due."""
        began = time.perf_counter()
        fault = self.emulator.faults.take(self.site.name, request.method, request.path)
        self._wait(fault)
        identity, answer = self._answer(operation, path, fault)
        if fault is not None and fault.reset is not None:
            request.environ[RESET] = True
        if fault is not None and fault.status is not None:
            request.environ[ON_PURPOSE] = True
        self._note(operation, identity, answer, began)
        return as_response(answer, self.edge.headers(identity))

    def _wait(self, fault: RequestFault | None) -> None:
        late = self.emulator.faults.late_milliseconds() + (fault.delay_milliseconds if fault else 0)
        if late:
            time.sleep(late / 1000)

    def _answer(
        self, operation: Operation, path: dict[str, str], fault: RequestFault | None
    ) -> tuple[Identity, Answer]:
        identity = Identity()
        if fault is not None and fault.reset == "before":
            return identity, Answer()
        if fault is not None and fault.status is not None and not fault.takes_effect:
            return identity, failure(fault)
        try:
            identity = self.edge.identify(self.site, request)
            run = partial(self._run, operation, identity, path)
            answer = gated(self.emulator.limiter, self.site, identity, operation, path, run)
        except JiraError as refusal:
            answer = Answer(refusal.body(), refusal.status)
        return identity, answer if fault is None or fault.status is None else failure(fault)

    def _run(self, operation: Operation, identity: Identity, path: dict[str, str]) -> Answer:
        check_scope(operation, identity)
        api = path.pop("api", self.edge.api)
        call = Call(
            site=self.site,
            actor=identity.user,
            installation=identity.installation,
            api="2" if api == "latest" else api,
            args=request.args,
            raw_body=request.get_data() if request.mimetype != MULTIPART else b"",
            headers=Headers(request.headers),
            files=request.files.getlist("file"),
        )
        token = TRACE.set(trace_of(identity))
        try:
            return operation.view(call, **path)
        except JiraError as refusal:
            raise self.edge.refusal(operation.name, refusal) from None
        finally:
            TRACE.reset(token)

    def _note(self, operation: Operation, identity: Identity, answer: Answer, began: float) -> None:
        query = request.query_string.decode("utf-8", "replace")
        self.emulator.traffic.note_request(
            RequestRecord(
                site=self.site.name,
                at=self.site.now(),
                method=request.method,
                path=request.path + (f"?{query}" if query else ""),
                status=answer.status,
                account_id=identity.user.identifier if identity.user else None,
                operation=operation.name,
                milliseconds=(time.perf_counter() - began) * 1000,
            )
        )


def check_scope(operation: Operation, identity: Identity) -> None:
    """Refuse an add-on what its scopes do not open. Raises 403."""
    if identity.installation is not None and not permits(identity.installation.scopes, operation.scope):
        raise JiraError(403, [OUT_OF_SCOPE])


class NoSuchEndpoint(JiraError):
    """The emulator does not have this operation."""

    def __init__(self) -> None:
        super().__init__(404)

    def body(self) -> dict[str, object]:
        return problem(404, "Not Found")


def problem(status: int, title: str) -> dict[str, object]:
    """`application/problem+json` for this request, as recorded for unknown paths."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": f"No endpoint {request.method} {request.path}.",
        "instance": request.path,
    }


def trace_of(identity: Identity) -> Trace | None:
    """What the add-on wants echoed in the webhooks that this request causes."""
    text = request.headers.get("X-Atlassian-Webhook-Trace")
    if not text or identity.installation is None or len(text) > LONGEST_TRACE:
        return None
    return Trace(identity.installation.addon_key, text)


def failure(fault: RequestFault) -> Answer:
    """The answer of a fault; 429 and 503 say when to come back unless the fault says otherwise.

    502, 503 and 504 come from the gateway before Jira: they are no JSON.
    """
    assert fault.status is not None
    headers = dict(fault.headers)
    if fault.status in (429, 503) and "Retry-After" not in headers:
        headers["Retry-After"] = "1"
    if fault.status == 429 and "RateLimit-Reason" not in headers:
        headers |= {"RateLimit-Reason": "jira-burst-based", "X-RateLimit-Remaining": "0"}
    if fault.status in GATEWAY_STATUSES:
        return Answer(GATEWAY_ANSWER, fault.status, {"Content-Type": "text/plain", **headers})
    return Answer({"errorMessages": [f"Fault {fault.status} on demand."], "errors": {}}, fault.status, headers)


def as_response(answer: Answer, headers: Mapping[str, str]) -> Response:
    """The answer with the headers of every answer, and its own."""
    if isinstance(answer.body, bytes):
        response = Response(answer.body, answer.status)
    elif answer.body is None:
        response = Response(b"", answer.status)
        response.headers.pop("Content-Type", None)
    else:
        text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
        response = Response(text.encode("utf-8", "surrogatepass"), answer.status)
        is_problem = isinstance(answer.body, dict) and answer.body.get("type") == "about:blank"
        response.headers["Content-Type"] = "application/problem+json;charset=UTF-8" if is_problem else JSON_TYPE
    response.headers.update(headers)
    response.headers.update(answer.headers)
    return response


WsgiApp = Callable[..., Iterable[bytes]]


def resettable(app: WsgiApp) -> WsgiApp:
    """The WSGI application, but where a view asked for it the connection breaks instead of the answer."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = app(environ, start_response)
        if environ.get(RESET):
            reset_connection(environ)
        return body

    return answer
