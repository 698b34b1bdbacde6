"""Estimates: `timetracking` holds the original and the remaining one, in seconds."""

import re
from dataclasses import dataclass
from typing import Any

from jira_emulator.beans import Shape, duration
from jira_emulator.fields.kinds import FieldRefused, Reading
from jira_emulator.model import ChangeItem, Field, Issue

Estimates = tuple[int | None, int | None]
SECONDS = {"w": 144000, "d": 28800, "h": 3600, "m": 60}
PERIOD = re.compile(r"(\d+(?:\.\d+)?)([wdhm])", re.IGNORECASE)


def estimates(issue: Issue) -> Estimates:
    """The issue's original and remaining estimate."""
    return issue.original_estimate_seconds, issue.remaining_estimate_seconds


LONGEST = 100  # characters
MOST_SECONDS = 2**63 - 1


def read_duration(text: Any, otherwise: str) -> int:
    """Seconds of `1d 2h 30m`; a bare number is minutes. Raises `FieldRefused`."""
    written = str(text).strip()
    parts = [(written, "m")] if written.isdecimal() else PERIOD.findall(written)
    is_whole = written.isdecimal() or not PERIOD.sub("", written).strip()
    if not parts or not is_whole or len(written) > LONGEST:
        raise FieldRefused(otherwise)
    seconds = int(sum(float(count) * SECONDS[unit.lower()] for count, unit in parts))
    if seconds > MOST_SECONDS:
        raise FieldRefused(otherwise)
    return seconds


@dataclass(frozen=True)
class TimeTracking:
    """Written as `{"originalEstimate": "1d", "remainingEstimate": "2h"}`."""

    def read(self, value: Any, reading: Reading) -> Estimates:
        if value is None:
            return (None, None)
        if not isinstance(value, dict):
            raise FieldRefused("expected Object")
        original = self._one(value, "originalEstimate")
        remaining = self._one(value, "remainingEstimate")
        return original, original if remaining is None else remaining

    def _one(self, value: dict[str, Any], key: str) -> int | None:
        written = value.get(key)
        if written is None or written == "":
            return None
        return read_duration(written, f"'{written}' is not a valid time tracking value.")

    def show(self, value: Estimates, shape: Shape) -> dict[str, Any]:
        original, remaining = value
        shown: dict[str, Any] = {}
        if original is not None:
            shown |= {"originalEstimate": duration(original), "originalEstimateSeconds": original}
        if remaining is not None:
            shown |= {"remainingEstimate": duration(remaining), "remainingEstimateSeconds": remaining}
        return shown

    def changes(self, field: Field, before: Estimates, after: Estimates) -> list[ChangeItem]:
        names = ("timeoriginalestimate", "timeestimate")
        pairs = zip(names, before, after, strict=True)
        return [
            ChangeItem(name, "jira", name, _text(old), _text(old), _text(new), _text(new))
            for name, old, new in pairs
            if old != new
        ]


def _text(seconds: int | None) -> str | None:
    return None if seconds is None else str(seconds)
