"""Dates of JQL: literal, relative, and the functions startOf… and endOf….

Source: Atlassian's documentation, "JQL fields" (Created) and "JQL functions" (startOfDay and following).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from jira_emulator.jql.model import FieldKind, FunctionCall, JqlContext, JqlError, JqlField

_LITERAL = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?", re.ASCII)
_PERIOD = re.compile(r"([+-]?)((?:\d{1,6}[wdhm]\s*)+)", re.ASCII)
_PERIOD_PART = re.compile(r"(\d+)([wdhm])")
_MINUTES = {"w": 7 * 24 * 60, "d": 24 * 60, "h": 60, "m": 1}
_INCREMENT = re.compile(r"([+-]?)(\d{1,6})([yMwdhm]?)", re.ASCII)


def moment_of_literal(text: str, field: JqlField, now: datetime) -> datetime:
    """An aware moment in the caller's zone; relative periods count from `now`. Raises `JqlError`."""
    try:
        moment = _written_moment(text.strip(), now)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise JqlError(
            [
                f"Date value '{text}' for field '{field.title}' is invalid. Valid formats include: "
                "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. "
                "'-5d', '4w 2d'."
            ]
        )
    return moment


def _written_moment(text: str, now: datetime) -> datetime | None:
    if literal := _LITERAL.fullmatch(text):
        return datetime(*(int(part or 0) for part in literal.groups()), tzinfo=now.tzinfo)  # type: ignore[misc,arg-type]
    minutes = period_minutes(text)
    if minutes is not None:
        return now + timedelta(minutes=minutes)
    if re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        return datetime.fromtimestamp(int(text) / 1000, now.tzinfo)
    return None


def period_minutes(text: str) -> int | None:
    """`-1w 2d` in minutes, with its sign; None when the text is no period."""
    period = _PERIOD.fullmatch(text.strip())
    if period is None:
        return None
    minutes = sum(int(count) * _MINUTES[unit] for count, unit in _PERIOD_PART.findall(period[2]))
    return -minutes if period[1] == "-" else minutes


def is_moment_function(name: str) -> bool:
    """Whether `moment_of_call` knows the function (lower-case name)."""
    return name == "now" or name in _BOUNDARIES


def moment_of_call(call: FunctionCall, field: JqlField, context: JqlContext) -> datetime:
    """The moment of now(), startOf…() or endOf…(). Raises `JqlError` for a wrong field or argument."""
    name = call.name.lower()
    if field.kind is not FieldKind.DATE:
        raise JqlError([f"A date for function '{call.name}' is not valid for the field '{field.title}'."])
    if name == "now":
        _check_count(call, 0)
        return context.now
    _check_count(call, 1)
    unit, is_end = _BOUNDARIES[name]
    now = context.now
    try:
        return _boundary(_shifted(now, call, unit), unit, is_end)
    except (ValueError, OverflowError) as error:
        raise _invalid_increment(call) from error


def _check_count(call: FunctionCall, most: int) -> None:
    if len(call.arguments) > most:
        expected = "0" if most == 0 else "0-1"
        raise JqlError(
            [f"Function '{call.name}' expected '{expected}' arguments but received '{len(call.arguments)}'."]
        )


def _shifted(now: datetime, call: FunctionCall, unit: str) -> datetime:
    if not call.arguments:
        return now
    increment = _INCREMENT.fullmatch(call.arguments[0].strip())
    if increment is None:
        raise _invalid_increment(call)
    count = int(increment[2]) * (-1 if increment[1] == "-" else 1)
    return _add(now, count, increment[3] or unit)


def _invalid_increment(call: FunctionCall) -> JqlError:
    return JqlError(
        [
            f"Invalid argument '{call.arguments[0]}' for function '{call.name}'. It should be in the format "
            "'(+/-)nn(yMwdhm)'."
        ]
    )


def _add(moment: datetime, count: int, unit: str) -> datetime:
    if unit in "yM":
        months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
        return _clamped(moment, months // 12, months % 12 + 1)
    return moment + timedelta(minutes=count * _MINUTES[unit])


def _clamped(moment: datetime, year: int, month: int) -> datetime:
    """The same day of another month, or its last day."""
    first = moment.replace(day=1, year=year, month=month)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(day=min(moment.day, (following - timedelta(days=1)).day))


def _boundary(moment: datetime, unit: str, is_end: bool) -> datetime:
    start = _START[unit](moment)
    if not is_end:
        return start
    return _START[unit](_add(start, 1, unit)) - timedelta(minutes=1)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _start_of_week(moment: datetime) -> datetime:
    """Sunday, as Jira Cloud's default first day of the week."""
    return _midnight(moment) - timedelta(days=(moment.weekday() + 1) % 7)


_START: dict[str, Callable[[datetime], datetime]] = {
    "d": _midnight,
    "w": _start_of_week,
    "M": lambda moment: _midnight(moment).replace(day=1),
    "y": lambda moment: _midnight(moment).replace(month=1, day=1),
}

_BOUNDARIES = {
    f"{edge}of{name}": (unit, edge == "end")
    for edge in ("start", "end")
    for name, unit in (("day", "d"), ("week", "w"), ("month", "M"), ("year", "y"))
}
