"""A worklog as a caller writes it: in a request of its own, or in the `update` of an issue."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jira_emulator.actions.worklogs import Work
from jira_emulator.errors import JiraError
from jira_emulator.fields.kinds import FieldRefused
from jira_emulator.fields.texts import read_instant, read_rich
from jira_emulator.fields.tracking import read_duration

STARTED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}", re.ASCII)


def read_work(body: Mapping[str, Any], adf: bool) -> Work:
    """The worklog of a body. Raises 400 that names the first unusable property."""
    name = "comment"
    try:
        comment = read_rich(body.get("comment"), adf)
        name = "started"
        started = _started(body.get("started"))
        name = "timeLogged"
        return Work(comment, started, _seconds(body), body)
    except FieldRefused as refusal:
        raise JiraError(400, errors={name: refusal.message}) from None


def _started(value: Any) -> datetime | None:
    """Only `2026-11-23T10:00:00.000+0000` will do: with milliseconds, and an offset without a colon."""
    if value is not None and (not isinstance(value, str) or STARTED.fullmatch(value) is None):
        raise FieldRefused(f"Error parsing time: {value}")
    return None if value is None else read_instant(value)


def _seconds(body: Mapping[str, Any]) -> int | None:
    seconds = body.get("timeSpentSeconds")
    if seconds is None:
        written = body.get("timeSpent")
        return None if written is None else read_duration(written, "Invalid time duration entered.")
    if type(seconds) is not int or not 0 < seconds < 2**63:
        raise FieldRefused("Invalid time duration entered.")
    return seconds
