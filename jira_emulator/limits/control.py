"""The control API's part for limits: switch them on and off, and choose sizes that a test can reach."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from jira_emulator.limits.limiter import Limiter, LimitSizes

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

NAMES = frozenset({"enabled"} | {one.name for one in fields(LimitSizes)})
METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})


def limit_control(emulator: "Emulator") -> Blueprint:
    """The limits of the emulator:

    GET /_control/limits    whether they are on, and their sizes
    PUT /_control/limits    {enabled, points_per_hour, per_tenant, bursts: {METHOD: calls a second},
                            issue_writes: [[writes, seconds], ..]}: what is left out stays; counts begin anew
    """
    control = Blueprint("limit_control", __name__, url_prefix="/_control/limits")

    @control.get("")
    def limits() -> Response:
        return jsonify(limits_as_json(emulator.limiter))

    @control.put("")
    def set_limits() -> Response:
        wanted = request.get_json()
        if not isinstance(wanted, dict) or not set(wanted) <= NAMES:
            raise BadRequest(f"The body is an object with some of {', '.join(sorted(NAMES))}.")
        sizes = _sizes(emulator.limiter.sizes, wanted)
        enabled = wanted.get("enabled", emulator.limiter.enabled)
        if not isinstance(enabled, bool):
            raise BadRequest("enabled is true or false.")
        emulator.limiter.resize(sizes)
        emulator.limiter.enabled = enabled
        return jsonify(limits_as_json(emulator.limiter))

    return control


def limits_as_json(limiter: Limiter) -> dict[str, Any]:
    return {"enabled": limiter.enabled} | asdict(limiter.sizes)


def _sizes(before: LimitSizes, wanted: Mapping[str, Any]) -> LimitSizes:
    """The sizes with what the body names. Raises 400."""
    changed: dict[str, Any] = {}
    if "points_per_hour" in wanted:
        changed["points_per_hour"] = _whole(wanted["points_per_hour"])
    if "per_tenant" in wanted:
        changed["per_tenant"] = wanted["per_tenant"] is True
    if "bursts" in wanted:
        changed["bursts"] = dict(before.bursts) | _bursts(wanted["bursts"])
    if "issue_writes" in wanted:
        changed["issue_writes"] = _issue_writes(wanted["issue_writes"])
    return replace(before, **changed)


def _bursts(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not set(value) <= METHODS:
        raise BadRequest("bursts is an object of GET, POST, PUT and DELETE.")
    return {method: _whole(most) for method, most in value.items()}


def _issue_writes(value: Any) -> tuple[tuple[int, float], ...]:
    pairs: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(one, list) and len(one) == 2 for one in pairs):
        raise BadRequest("issue_writes is a list of [writes, seconds].")
    return tuple((_whole(most), float(_whole(seconds))) for most, seconds in pairs)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 1_000_000_000:
        raise BadRequest("A size is a whole number.")
    return value
