"""`AP.request`: a REST call that an add-on's page makes as the user who looks at it.

Atlassian's documentation, "Request" of the JavaScript API: the call has the user's rights, and never more than the
add-on's own scopes; what needs the scope ADMIN can't be called this way.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from werkzeug.exceptions import HTTPException

from jira_emulator.model import Installation, User
from jira_emulator.rest.router import OPERATIONS
from jira_emulator.scopes import Scope, permits
from jira_emulator.state import Site

PASSED_HEADERS = frozenset({"accept", "x-atlassian-token", "if-match", "if-none-match"})
TIMEOUT_SECONDS = 30
NEVER = frozenset({Scope.ADMIN, Scope.INACCESSIBLE})


@dataclass(frozen=True)
class ForwardedCall:
    method: str
    path: str  # with its query
    body: str
    headers: dict[str, str]

    @staticmethod
    def read(asked: dict[str, Any]) -> "ForwardedCall":
        """The call as the page described it."""
        parts = urlsplit(str(asked.get("url", "")))
        path = "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        wanted = {str(name).lower(): str(value) for name, value in (asked.get("headers") or {}).items()}
        headers = {name: value for name, value in wanted.items() if name in PASSED_HEADERS}
        if asked.get("contentType"):
            headers["content-type"] = str(asked["contentType"])
        body = asked.get("data")
        return ForwardedCall(
            str(asked.get("method", "GET")).upper(), path, body if isinstance(body, str) else "", headers
        )


def forwarded(app: Flask, site: Site, user: User, installation: Installation, call: ForwardedCall) -> dict[str, Any]:
    """The answer of the REST API to the call made as the user, as `{status, body, headers}`.

    The call goes over HTTP like any other, so faults and the traffic log see it; no answer is status 0.
    """
    if not _permitted(app, installation, call):
        return _answer(403, '{"message":"The app is not allowed to make this request."}', {})
    try:
        response = requests.request(
            call.method,
            site.base_url + call.path,
            data=call.body.encode(),
            headers=call.headers,
            auth=(user.email, user.api_token),
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            verify=site.certificate or True,
        )
    except requests.RequestException as problem:
        return _answer(0, str(problem), {})
    received = {name.lower(): value for name, value in response.headers.items()}
    return _answer(response.status_code, response.text, received)


def _permitted(app: Flask, installation: Installation, call: ForwardedCall) -> bool:
    """Whether the add-on's scopes open the operation; what no page may ever do is always closed."""
    needed = _needed_scope(app, call)
    return needed is not None and needed not in NEVER and permits(installation.scopes, needed)


def _needed_scope(app: Flask, call: ForwardedCall) -> Scope | None:
    """The scope of the REST operation that the call reaches; None when there is no such operation."""
    try:
        endpoint, _ = app.url_map.bind("").match(urlsplit(call.path).path, call.method)
    except HTTPException:
        return None
    return next((one.scope for one in OPERATIONS if endpoint == f"rest.{one.name.replace('.', '_')}"), None)


def _answer(status: int, body: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"status": status, "body": body, "headers": headers}
