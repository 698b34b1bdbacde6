"""How things are said on pages: filters of the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never
from urllib.parse import urlsplit

from flask import Flask

from app.engine.contract import ConflictPolicy, Direction, InitialRule
from app.engine.snapshot import Absent, Empty, FieldState, Unmapped, Value
from app.errors import Problem
from app.sync.actions import Action
from app.sync.issue_panel import Health
from app.sync.status import Status

LOZENGES: Mapping[Status, str] = {
    Status.RUNNING: "success",
    Status.STOPPED: "default",
    Status.RESTART_REQUIRED: "danger",
    Status.INCOMING_REQUEST: "discovery",
    Status.REQUEST_SENT: "information",
    Status.HANDSHAKE: "information",
    Status.WAITING_FOR_SLAVE: "information",
    Status.UPDATE_REQUIRED: "warning",
    Status.DECLINED: "danger",
}
HEALTH_LOZENGES: Mapping[Health, str] = {
    Health.IN_STEP: "success",
    Health.PENDING: "information",
    Health.BEING_CREATED: "information",
    Health.NEEDS_ATTENTION: "danger",
    Health.PAUSED: "default",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.BOTH: "↔ Both ways",
    Direction.TO_SECOND: "→ Only to the second side",
    Direction.TO_FIRST: "← Only to the first side",
    Direction.NONE: "Not exchanged",
}
POLICIES: Mapping[ConflictPolicy, str] = {
    ConflictPolicy.NEWEST: "The newer one",
    ConflictPolicy.FIRST: "The first side’s",
    ConflictPolicy.SECOND: "The second side’s",
    ConflictPolicy.ASK: "Ask a person",
}
INITIAL_RULES: Mapping[InitialRule, str] = {
    InitialRule.FILL_EMPTY: "Fill, else ask",
    InitialRule.FIRST: "The first side’s",
    InitialRule.SECOND: "The second side’s",
    InitialRule.ASK: "Ask a person",
}
MENU_WORDS: Mapping[Action, str] = {
    Action.ACCEPT: "Accept",
    Action.DECLINE: "Decline",
    Action.START: "Start",
    Action.STOP: "Stop",
    Action.EDIT: "Edit",
    Action.CONFIGURE: "Configure",
    Action.TROUBLESHOOT: "Troubleshoot",
    Action.DELETE: "Delete",
}
STEPS = ((60, "minute"), (3600, "hour"), (86400, "day"))
MOST_TEXT_SHOWN = 600


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        ago=ago,
        host=host,
        lozenge=LOZENGES.__getitem__,
        health_lozenge=HEALTH_LOZENGES.__getitem__,
        direction=DIRECTIONS.__getitem__,
        policy=POLICIES.__getitem__,
        content=content_words,
        counted=counted,
        at_place=at_place,
    )
    app.jinja_env.globals.update(
        directions=DIRECTIONS,
        policies=POLICIES,
        initial_rules=INITIAL_RULES,
        menu_words=MENU_WORDS,
        menu_order=tuple(Action),
        Action=Action,
    )


def ago(moment: datetime, now: datetime) -> str:
    """In one unit, the largest that fits."""
    seconds = (now - moment).total_seconds()
    fitting = [(size, unit) for size, unit in STEPS if seconds >= size]
    if not fitting:
        return "just now"
    size, unit = fitting[-1]
    return f"{counted(int(seconds // size), unit)} ago"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def host(site_address: str) -> str:
    return urlsplit(site_address).netloc


def at_place(problems: Sequence[Problem], place: str) -> str:
    """The sentences that belong to a form field."""
    return " ".join(problem.sentence for problem in problems if problem.place == place)


def content_words(state: FieldState) -> str:
    """A value as people read it; long ones are cut off."""
    match state:
        case Value(content=content):
            return shortened(plain_text(content))
        case Empty():
            return "(empty)"
        case Absent():
            return "(not visible)"
        case Unmapped(raw=raw):
            return shortened(raw)
        case _:
            assert_never(state)


def plain_text(content: Any) -> str:
    """The text in a value of any kind, ADF documents included (Atlassian's "Atlassian Document Format")."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        own = str(content.get("text", ""))
        return own + plain_text(content.get("content", ())) + ("\n" if content.get("type") == "paragraph" else "")
    separator = "" if any(isinstance(part, Mapping) for part in content) else ", "
    return separator.join(plain_text(part) for part in content)


def shortened(text: str) -> str:
    return text if len(text) <= MOST_TEXT_SHOWN else text[:MOST_TEXT_SHOWN] + "…"
