"""Who is signed in in this browser, and whether a form really came from our page.

The emulator is for one machine: choosing a user signs in. The cookie is signed, `HttpOnly` and `SameSite=Lax`, and has
the site's name in its name, because browsers don't keep the cookies of two ports of one host apart.
"""

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, g, redirect, request, session
from werkzeug.wrappers import Response

from jira_emulator.model import User
from jira_emulator.state import Site

CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-Csrf-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = ParamSpec("View")
Shown = Response | str | tuple[str, int]


def configure_session(app: Flask, site: Site) -> None:
    """Give the site's app a signing key and a cookie of its own."""
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME=f"jira-session-{site.name}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def sign_in(user: User) -> None:
    session.clear()
    session["account_id"] = user.account_id
    session["csrf"] = secrets.token_urlsafe(24)


def sign_out() -> None:
    session.clear()


def load_user(site: Site) -> User | None:
    """The signed-in user; `?as=NAME` signs in first (by e-mail, its first part, account id or display name)."""
    wanted = request.args.get("as")
    if wanted is not None and request.method == "GET":
        sign_in(person_named(site, wanted) or abort(404, f"There is no user {wanted} on this site."))
    user = site.users.get(str(session.get("account_id")))
    return user if user is not None and user.active else None


def people(site: Site) -> list[User]:
    """Everybody who can sign in: not the accounts of add-ons, and not those whom loaded issues merely mention."""
    return [user for user in list(site.users.values()) if user.active and not user.is_app and user.server_name is None]


def person_named(site: Site, name: str) -> User | None:
    wanted = name.lower()
    return next((user for user in people(site) if wanted in _names(user)), None)


def _names(user: User) -> set[str]:
    return {
        user.account_id.lower(),
        user.email.lower(),
        user.email.partition("@")[0].lower(),
        user.display_name.lower(),
    }


def csrf_token() -> str:
    """The token that every form of this session carries; made when there is none yet."""
    return str(session.setdefault("csrf", secrets.token_urlsafe(24)))


def refuse_forged_requests() -> None:
    """400 for a change whose token is not this session's. Forms carry it as a field, scripts as a header."""
    if request.method in SAFE_METHODS:
        return
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        abort(400, "This form is too old or came from elsewhere. Load the page again.")


def current_user() -> User:
    """The signed-in user of this request, on views that `needs_sign_in` guards."""
    user = g.user
    assert isinstance(user, User)
    return user


def needs_sign_in(view: Callable[View, Shown]) -> Callable[View, Shown]:
    """Send an anonymous visitor to the sign-in page first."""

    @wraps(view)
    def guarded(*args: View.args, **kwargs: View.kwargs) -> Shown:
        if g.user is None:
            return redirect("/login?" + urlencode({"next": request.full_path.rstrip("?")}))
        return view(*args, **kwargs)

    return guarded


def local_path(address: str) -> str:
    """The address if it is a path of this site, else the start page: a sign-in sends nobody elsewhere."""
    parts = urlsplit(address)
    is_local = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if is_local and not address.startswith("//") else "/"
