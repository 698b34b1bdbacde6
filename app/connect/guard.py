"""Who may come in. Each view says by a decorator what it takes; a view that says nothing can't be reached.

    decorator            token                       sent by
    opened_page          RequestToken, in the query  Jira, in the address of a frame
    page_call            ContextToken, in a header   our pages, with a fresh token for each call
    webhook              RequestToken, in a header   Jira
    lifecycle(event)     see LIFECYCLE, in a header  Jira
    anyone               none

A token of another kind is no token: a person's page can't call what is Jira's to call (CVE-2021-26073 and its kin).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NoReturn, TypeVar, assert_never

import structlog
from flask import Flask, abort, current_app, g, request

from app.connect.bodies import json_object
from app.connect.installations import Installation, Installations
from app.connect.places import claimed_place, contradict
from app.connect.query_hash import RequestLine
from app.connect.state import connect, services
from app.connect.tokens import (
    ContextToken,
    InstallToken,
    RequestToken,
    TokenRefused,
    verify_context_token,
    verify_install_token,
    verify_request_token,
)
from app.storage.database import transaction
from app.sync.caller import Caller, Place

log = structlog.get_logger(__name__)

PLACE_HEADER = "X-Backbone-Place"
ENTRY = "backbone_entry"
LARGEST_CALLBACK_BYTES = 64 * 1024
LARGEST_PAGE_CALL_BYTES = 1024 * 1024

View = TypeVar("View", bound=Callable[..., Any])


class Entry(Enum):
    """The ways in; each takes one kind of token."""

    OPENED_PAGE = "opened page"
    PAGE_CALL = "page call"
    WEBHOOK = "webhook"
    INSTALL_CALLBACK = "install callback"
    CALLBACK = "callback"
    ANYONE = "anyone"


LIFECYCLE: Mapping[str, Entry] = {
    "installed": Entry.INSTALL_CALLBACK,
    "uninstalled": Entry.INSTALL_CALLBACK,
    "enabled": Entry.CALLBACK,
    "disabled": Entry.CALLBACK,
}


def opened_page(view: View) -> View:
    """A page that Jira opens in a frame."""
    return _marked(view, Entry.OPENED_PAGE)


def page_call(view: View) -> View:
    """What a page of ours calls once it is open."""
    return _marked(view, Entry.PAGE_CALL)


def webhook(view: View) -> View:
    return _marked(view, Entry.WEBHOOK)


def lifecycle(event: str) -> Callable[[View], View]:
    return lambda view: _marked(view, LIFECYCLE[event])


def anyone(view: View) -> View:
    """No proof is asked for: such a view shows and does nothing that is not everybody's."""
    return _marked(view, Entry.ANYONE)


def _marked(view: View, entry: Entry) -> View:
    setattr(view, ENTRY, entry)
    return view


def caller() -> Caller:
    """Who asks, and from where; for views of pages and of calls from pages."""
    found: Caller = g.caller
    return found


def place_ticket() -> str:
    """For the page to send back in the header `X-Backbone-Place` of each call."""
    return connect().tickets.issue(caller())


def installation() -> Installation:
    """Whose token it was; for views of webhooks and callbacks."""
    found: Installation = g.installation
    return found


def token() -> InstallToken | RequestToken:
    """What was verified; for views of callbacks."""
    found: InstallToken | RequestToken = g.token
    return found


def init_app(app: Flask) -> None:
    app.before_request(admit)
    anyone(app.view_functions["static"])


def entry_of(app: Flask, endpoint: str | None) -> Entry | None:
    view = app.view_functions.get(endpoint or "")
    found: Entry | None = getattr(view, ENTRY, None)
    return found


def admit() -> None:
    """Before each request; unknown addresses are Flask's matter. Raises TokenRefused, StorageUnavailable."""
    if request.endpoint is None:
        return
    match entry_of(current_app, request.endpoint):
        case Entry.ANYONE:
            return
        case Entry.OPENED_PAGE:
            _admit_opened_page()
        case Entry.PAGE_CALL:
            _admit_page_call()
        case Entry.WEBHOOK | Entry.CALLBACK:
            g.token = _request_token(_header_token())
        case Entry.INSTALL_CALLBACK:
            _admit_install_callback()
        case None:
            _refuse_unmarked()
        case other:
            assert_never(other)


def _refuse_unmarked() -> NoReturn:
    log.error("view_without_guard", endpoint=request.endpoint)
    abort(404)


def _admit_opened_page() -> None:
    tokens = request.args.getlist("jwt")
    if len(tokens) != 1:
        raise TokenRefused("no token in the address")
    verified = _request_token(tokens[0])
    place = Place(
        project_id=request.args.get("projectId") or None,
        project_key=request.args.get("projectKey") or None,
        issue_id=request.args.get("issueId") or None,
    )
    g.caller = Caller(installation().tenant_id, verified.account_id, place)


def _admit_page_call() -> None:
    request.max_content_length = LARGEST_PAGE_CALL_BYTES
    verified = verify_context_token(_header_token(), _secrets)
    g.installation = g.pop("claimed_installation")
    g.caller = Caller(installation().tenant_id, verified.account_id, _place_of_call(verified))


def _place_of_call(verified: ContextToken) -> Place:
    """The ticket says where the page was opened; what the token says about it must not contradict."""
    said = claimed_place(verified.context)
    ticket = request.headers.get(PLACE_HEADER)
    if ticket is None:
        return said
    place = connect().tickets.place(ticket, installation().tenant_id, verified.account_id)
    if contradict(said, place):
        raise TokenRefused("place ticket of another place")
    return place


def _admit_install_callback() -> None:
    request.max_content_length = LARGEST_CALLBACK_BYTES
    claimed = json_object(request.get_data()).get("clientKey")
    if not isinstance(claimed, str):
        raise TokenRefused("the body names no site")
    keys, base_url = connect().install_keys.public_key, connect().settings.base_url
    g.token = verify_install_token(_header_token(), _request_line(), base_url, claimed, keys)


def _request_token(token_text: str) -> RequestToken:
    verified = verify_request_token(token_text, _request_line(), _secrets)
    g.installation = g.pop("claimed_installation")
    return verified


def _header_token() -> str:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "jwt" or not text:
        raise TokenRefused("no token in the header")
    return text.strip()


def _request_line() -> RequestLine:
    return RequestLine(request.method, request.path, request.query_string.decode("latin-1"))


def _secrets(client_key: str) -> Sequence[str]:
    with transaction(connect().engine) as connection:
        found = Installations(connection).by_client_key(client_key)
    if found is None:
        return ()
    g.claimed_installation = found
    return found.accepted_secrets(services().clock.now())
