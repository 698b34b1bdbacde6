"""`AP.request`: a REST call that an add-on's page makes as the user who looks at it.

Atlassian's documentation, "Request" of the JavaScript API: the call has the user's rights, and never more than the
add-on's own scopes; what needs the scope ADMIN can't be called this way.
"""

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import Client

from jira_emulator.model import Installation, User

PASSED_HEADERS = frozenset({"accept", "x-atlassian-token", "if-match", "if-none-match"})
METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
SCOPE_FOR_METHOD = {"GET": "READ", "POST": "WRITE", "PUT": "WRITE", "DELETE": "DELETE"}
IMPLIED = {
    "WRITE": {"READ"},
    "DELETE": {"WRITE", "READ"},
    "PROJECT_ADMIN": {"DELETE", "WRITE", "READ"},
    "ADMIN": {"PROJECT_ADMIN", "DELETE", "WRITE", "READ"},
}
ADMIN_PATHS = ("/rest/api/2/permissionscheme", "/rest/api/3/permissionscheme", "/rest/webhooks/")


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


def forwarded(app: Flask, user: User, installation: Installation, call: ForwardedCall) -> dict[str, Any]:
    """The answer of the REST API to the call made as the user, as `{status, body, headers}`."""
    if not _permitted(installation, call):
        return _answer(403, '{"message":"The app is not allowed to make this request."}', {})
    credentials = base64.b64encode(f"{user.email}:{user.api_token}".encode()).decode()
    response = Client(app).open(
        call.path,
        base_url=None,
        method=call.method,
        data=call.body,
        headers={**call.headers, "Authorization": f"Basic {credentials}"},
    )
    received = {name.lower(): value for name, value in response.headers.items()}
    return _answer(response.status_code, response.get_data(as_text=True), received)


def _permitted(installation: Installation, call: ForwardedCall) -> bool:
    if call.method not in METHODS or not call.path.startswith("/rest/") or call.path.startswith(ADMIN_PATHS):
        return False
    held = set(installation.scopes)
    for scope in installation.scopes:
        held |= IMPLIED.get(scope, set())
    return SCOPE_FOR_METHOD[call.method] in held


def _answer(status: int, body: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"status": status, "body": body, "headers": headers}
