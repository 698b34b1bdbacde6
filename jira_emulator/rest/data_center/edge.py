"""The outside of Jira Data Center's REST API: personal access tokens, basic authentication, session cookies."""

import base64
import binascii
import hmac
import secrets
from typing import Any

from flask import Request

from jira_emulator.auth import ANONYMOUS, Identity
from jira_emulator.errors import ISSUE_NOT_VISIBLE, UNAUTHENTICATED, JiraError
from jira_emulator.flavours.server_user import ServerUser, token_with_secret, user_named
from jira_emulator.rest.data_center.refusals import STATUSES
from jira_emulator.rest.edge import Edge
from jira_emulator.state import Site

SESSION_COOKIE = "JSESSIONID"
ISSUE_MISSING = "Issue Does Not Exist"
NO_BASIC_AUTH = "Basic authentication has been disabled on this instance."


class NotSignedIn(JiraError):
    """The 401 of Data Center, which has no error collection."""

    def __init__(self) -> None:
        super().__init__(401, [UNAUTHENTICATED])

    def body(self) -> dict[str, object]:
        return {"message": UNAUTHENTICATED, "status-code": 401}


def identify(site: Site, request: Request) -> Identity:
    """The caller, by `Authorization` or else by the session's cookie. Raises 401, and 403 for a way that is closed."""
    authorization = request.headers.get("Authorization")
    if not authorization:
        return _by_session(site, request.cookies.get(SESSION_COOKIE))
    kind, _, credentials = authorization.partition(" ")
    match kind.lower():
        case "bearer":
            return _by_token(site, credentials.strip())
        case "basic" if site.basic_auth:
            return _by_password(site, credentials.strip())
        case "basic":
            raise JiraError(403, [NO_BASIC_AUTH])
        case _:
            raise NotSignedIn


def _by_token(site: Site, secret: str) -> Identity:
    token = token_with_secret(site, secret)
    if token is None:
        raise NotSignedIn
    token.last_used = site.now()
    return Identity(token.owner)


def _by_password(site: Site, credentials: str) -> Identity:
    try:
        name, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise NotSignedIn from None
    user = user_with_password(site, name, password)
    if user is None:
        raise NotSignedIn
    return Identity(user)


def user_with_password(site: Site, name: str, password: str) -> ServerUser | None:
    """The active user with this name, if the password is theirs."""
    user = user_named(site, name)
    if user is None or not user.active or not user.password:
        return None
    return user if hmac.compare_digest(user.password.encode(), password.encode()) else None


def _by_session(site: Site, session_id: str | None) -> Identity:
    user = site.users.get(site.rest_sessions.get(session_id or "", ""))
    return Identity(user) if user is not None and user.active else ANONYMOUS


def headers(identity: Identity) -> dict[str, str]:
    """The headers of every answer."""
    name = identity.user.name if isinstance(identity.user, ServerUser) else "anonymous"
    return {
        "X-AREQUESTID": secrets.token_hex(8),
        "X-ANODEID": "node1",
        "X-AUSERNAME": name,
        "Cache-Control": "no-cache, no-store, no-transform",
        "X-Content-Type-Options": "nosniff",
        "X-XSS-Protection": "1; mode=block",
        "X-Frame-Options": "SAMEORIGIN",
    } | ({"X-Seraph-LoginReason": "OK"} if identity.user is not None else {})


def refusal(operation: str, refused: JiraError) -> JiraError:
    """The refusal with Data Center's status and words."""
    if refused.status == 401 and refused.messages == (UNAUTHENTICATED,):
        return NotSignedIn()
    status = STATUSES.get(operation, {}).get(refused.status, refused.status)
    messages = [ISSUE_MISSING if one == ISSUE_NOT_VISIBLE else one for one in refused.messages]
    if (status, messages) == (refused.status, list(refused.messages)):
        return refused
    return JiraError(status, messages, refused.errors)


def nowhere(status: int, title: str) -> dict[str, Any]:
    return {"message": f"HTTP {status} {title}", "status-code": status}


DATA_CENTER_EDGE = Edge("2", identify, headers, refusal, nowhere)
