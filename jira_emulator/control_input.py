"""What the control API is told, checked: a wrong word is answered 400 with a sentence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args

from flask import request
from werkzeug.exceptions import BadRequest

from jira_emulator.faults import RequestFault, Reset, WebhookFaults
from jira_emulator.latency import Distribution, Latency

LONGEST_WAIT_MILLISECONDS = 600_000


def names_of(kind: type) -> list[str]:
    """The names of a dataclass's fields."""
    return [one.name for one in fields(kind)]


def body_of(known: Iterable[str]) -> dict[str, Any]:
    """The body, an object of these names only."""
    value = request.get_json()
    unknown = set(value) - set(known) if isinstance(value, dict) else {"a body that is no object"}
    if unknown:
        raise BadRequest(f"Unknown: {', '.join(sorted(unknown))}.")
    return dict(value)


def amount(name: str) -> float:
    """The one number of the body."""
    return number(name, body_of([name]).get(name))


def number(name: str, value: object, most: float = 1e12) -> float:
    """The value, a number that is not larger."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise BadRequest(f"{name} must be a number.")
    return float(value)


def chance(name: str, value: object) -> float:
    """The value, between 0 and 1."""
    found = number(name, value)
    if not 0 <= found <= 1:
        raise BadRequest(f"{name} must be between 0 and 1.")
    return found


def latency() -> Latency:
    """The body as a latency."""
    wanted = body_of(("milliseconds", "distribution"))
    late = number("milliseconds", wanted.get("milliseconds"), LONGEST_WAIT_MILLISECONDS)
    kind = wanted.get("distribution", Distribution.FIXED.value)
    if kind not in list(Distribution) or late < 0:
        raise BadRequest(f"distribution is one of {', '.join(Distribution)}; milliseconds are not negative.")
    return Latency(late, Distribution(kind))


def webhook_faults(wanted: Mapping[str, Any]) -> WebhookFaults:
    """Chances and seconds by their names."""
    checked = {name: (number if name.endswith("_seconds") else chance)(name, value) for name, value in wanted.items()}
    return WebhookFaults(**checked)


def request_fault() -> RequestFault:
    """The body as a fault of requests."""
    wanted = body_of(names_of(RequestFault))
    for name in ("method", "path", "site"):
        if not isinstance(wanted.get(name, ""), str):
            raise BadRequest(f"{name} must be a text.")
    _check_pattern(wanted.get("path", ""))
    _check_counts(wanted)
    _check_answer(wanted)
    if wanted.get("reset") not in (None, *get_args(Reset)):
        raise BadRequest(f"reset is one of {', '.join(get_args(Reset))}.")
    return RequestFault(**wanted)


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as problem:
        raise BadRequest(f"path is no regular expression: {problem}.") from None


def _check_counts(wanted: Mapping[str, Any]) -> None:
    for name in ("times", "skip"):
        value = wanted.get(name)
        if value is not None and (type(value) is not int or value < 0):
            raise BadRequest(f"{name} must be a whole number.")
    if wanted.get("skip", 0) is None:
        raise BadRequest("skip must be a whole number.")
    number("delay_milliseconds", wanted.get("delay_milliseconds", 0), LONGEST_WAIT_MILLISECONDS)
    chance("chance", wanted.get("chance", 1))


def _check_answer(wanted: Mapping[str, Any]) -> None:
    status = wanted.get("status")
    if status is not None and (type(status) is not int or not 200 <= status <= 599):
        raise BadRequest("status must be between 200 and 599.")
    headers = wanted.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(one, str) for one in headers.values()):
        raise BadRequest("headers must be an object of texts.")
    if not isinstance(wanted.get("takes_effect", False), bool):
        raise BadRequest("takes_effect is true or false.")
