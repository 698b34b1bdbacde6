"""Walks the tour through one flavour, and at each operation's first stop the ways in which it may refuse."""

from typing import Any
from urllib.parse import urlsplit

from conformance.documents import DocumentedOperation
from conformance.exchanges import Exchange
from conformance.flavours import meant_shape
from conformance.report import Report
from conformance.stage import Stage
from conformance.tour import STOPS
from conformance.tour.refusals import after, before
from conformance.tour.stops import Stop, filled
from conformance.waivers import short_name


def walk(stage: Stage, report: Report) -> None:
    """Every stop that this flavour has."""
    begun: set[str] = set()
    for planned in STOPS:
        operation = operation_of(planned, stage)
        if operation is None:
            continue
        stop = planned.expected_on(stage.flavour)
        is_first = stop.status < 400 and operation.label not in begun
        for variant in before(stop, stage.callers) if is_first else ():
            report.note_answer(operation, visit(variant, stage))
        _visit_and_keep(stop, operation, stage, report)
        for variant in after(stop) if is_first else ():
            report.note_answer(operation, visit(variant, stage))
        if is_first:
            begun.add(operation.label)


def operation_of(stop: Stop, stage: Stage) -> DocumentedOperation | None:
    """None when the stop is not for this flavour."""
    if (stop.only and stage.flavour.name not in stop.only) or stop.who not in stage.callers:
        return None
    path = urlsplit(stop.url(stage)).path
    found = stage.flavour.document.find(stop.method, path)
    meant = meant_shape(f"{stop.method} {path.removeprefix(stage.flavour.root)}")
    is_meant = found is not None and meant in (None, short_name(found))
    return found if is_meant and found in stage.flavour.documented else None


def visit(stop: Stop, stage: Stage) -> Exchange:
    body, headers = stop.content(stage)
    return stage.call(stop.who, stop.method, stop.url(stage), body, headers)


def _visit_and_keep(stop: Stop, operation: DocumentedOperation, stage: Stage, report: Report) -> None:
    exchange = visit(stop, stage)
    report.note_answer(operation, exchange)
    assert exchange.answer is not None
    if exchange.answer.status != stop.status:
        what = f"answered {exchange.answer.status} where the tour expects {stop.status}: {exchange.answer.body[:300]!r}"
        report.note_violation(operation.label, what, exchange)
        return
    for path in keep_places(stop, exchange, stage):
        report.note_violation(operation.label, f"the answer has no {path}", exchange)


def keep_places(stop: Stop, exchange: Exchange, stage: Stage) -> list[str]:
    """Keep what the stop wants kept; gives the paths that the answer does not have."""
    assert exchange.answer is not None
    if exchange.answer.status != stop.status or not stop.keep:
        return list(stop.keep.values())
    body = exchange.answer.json() if exchange.answer.body else exchange.answer.headers.get("location", "")
    found = {place: found_in(body, filled(path, stage.places)) for place, path in stop.keep.items()}
    stage.places.update({place: str(value) for place, value in found.items() if value is not None})
    return [stop.keep[place] for place, value in found.items() if value is None]


def found_in(value: Any, path: str) -> Any:
    """What is at `values.0.id`; None when there is nothing."""
    if not path:
        return str(value).rpartition("/")[2]
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value
