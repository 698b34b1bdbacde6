"""Signing in by a cookie (Jira Data Center REST 10.3, "auth/1/session")."""

from typing import Any
from urllib.parse import urlsplit

from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import ServerUser
from jira_emulator.permissions import signed_in
from jira_emulator.rest.data_center.edge import SESSION_COOKIE, user_with_password
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import NO_CONTENT, Answer, Call

ROOTS = ("/rest/auth/1", "/rest/auth/latest")


def _login_info(call: Call) -> dict[str, Any]:
    now = instant(call.site.now())
    return {"failedLoginCount": 0, "loginCount": 1, "previousLoginTime": now}


@own("GET", "/session", *ROOTS)
def current_session(call: Call) -> Answer:
    user = signed_in(call.actor)
    assert isinstance(user, ServerUser)
    link = f"{call.site.base_url}/rest/api/latest/user?username={user.name}"
    return Answer({"self": link, "name": user.name, "loginInfo": _login_info(call)})


@own("POST", "/session", *ROOTS)
def log_in(call: Call) -> Answer:
    body = call.json_object()
    name, password = body.get("username"), body.get("password")
    user = user_with_password(call.site, str(name or ""), str(password or ""))
    if user is None:
        raise JiraError(401, ["Login failed"])
    with call.site.lock:
        session_id = call.site.secret(32).upper()
        call.site.rest_sessions[session_id] = user.account_id
    cookie = f"{SESSION_COOKIE}={session_id}; Path={_cookie_path(call)}; HttpOnly"
    session = {"name": SESSION_COOKIE, "value": session_id}
    return Answer({"session": session, "loginInfo": _login_info(call)}, 200, {"Set-Cookie": cookie})


def _cookie_path(call: Call) -> str:
    return urlsplit(call.site.base_url).path or "/"


@own("DELETE", "/session", *ROOTS)
def log_out(call: Call) -> Answer:
    """End every session of this browser's cookie."""
    signed_in(call.actor)
    for cookie in call.headers.get("Cookie", "").split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == SESSION_COOKIE:
            call.site.rest_sessions.pop(value, None)
    return NO_CONTENT
