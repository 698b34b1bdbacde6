"""Answers to calls of our pages: a fragment, and what the page is to do besides (headers of htmx's documentation)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Response, make_response


@dataclass(frozen=True)
class Flag:
    """What the host shows for a moment. `kind` is one of Jira's: success, info, warning, error."""

    title: str
    body: str = ""
    kind: str = "success"


def reply(fragment: str, *, flag: Flag | None = None, focus: str | None = None, close: bool = False) -> Response:
    """`focus` is the id of the element to go on from; `close` closes the dialog."""
    response = make_response(fragment)
    events: dict[str, object] = {}
    if flag is not None:
        events["backbone:flag"] = {"title": flag.title, "body": flag.body, "type": flag.kind}
    if close:
        events["backbone:close"] = {}
    if events:
        response.headers["HX-Trigger"] = json.dumps(events)
    if focus is not None:
        response.headers["HX-Trigger-After-Settle"] = json.dumps({"backbone:focus": {"id": focus}})
    return response


def form_again(fragment: str, target: str) -> Response:
    """The form with what was typed and what is wrong with it, in its own place; 422, and shown all the same."""
    response = make_response(fragment, 422)
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = "innerHTML"
    return response
