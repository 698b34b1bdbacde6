"""The ways in which any operation may refuse, made from the stop at which it succeeds."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from conformance.tour.stops import NOTHING, Stop

OUTSIDERS = ("impostor", "nobody", "stranger", "app_without_scopes")
UNKNOWN = ("999999", "NOPE-1", "x" * 300, "9" * 5000, "%00", "-1")
BAD_BODIES = (b"not json", b"", b"null", b"[]", b'"text"', b"{}", b"17", b'{"colour": 1}', b"[" * 5000)
BAD_NUMBERS = ("startAt=abc", "maxResults=-1", "startAt=99999999999999999999", "expand=nonsense", "jql=%FF")
PLACE = re.compile(r"\{[a-z_]+\}")


def before(stop: Stop, callers: Collection[str]) -> Iterator[Stop]:
    """Requests that change nothing: by those who may not, and for what is not there."""
    for who in OUTSIDERS:
        if who in callers:
            yield replace(stop, who=who)
    path, _, query = stop.call.partition("?")
    for match in PLACE.finditer(path):
        for unknown in UNKNOWN:
            changed = path[: match.start()] + unknown + path[match.end() :]
            yield replace(stop, call=f"{changed}?{query}" if query else changed)


def after(stop: Stop) -> Iterator[Stop]:
    """Requests that make no sense; an operation may make something of one all the same."""
    if stop.method == "GET":
        for words in BAD_NUMBERS:
            yield replace(stop, call=f"{stop.call}{'&' if '?' in stop.call else '?'}{words}")
    if stop.body is not NOTHING:
        for raw in BAD_BODIES:
            yield replace(stop, body=NOTHING, raw=raw)
