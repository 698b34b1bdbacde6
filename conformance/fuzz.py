"""Requests that schemathesis makes up from the documents: allowed ones, and ones that are nearly so.

They go where the tour has been, so that they find things to work on; whatever comes back must be an answer that
the document has.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis import openapi as schemathesis_openapi

from conformance.documents import DocumentedOperation
from conformance.report import Report
from conformance.stage import Stage
from conformance.tour import STOPS
from conformance.tour.walk import keep_places, operation_of, visit

Made = APIOperation[Any, Any, Any, Any]
WHO = "admin"
SEED = 20261123


@dataclass(frozen=True)
class Effort:
    """How much is tried: `examples` for each operation and way, for at most `seconds` in all."""

    examples: int
    seconds: float


def fuzz(stage: Stage, report: Report, effort: Effort) -> None:
    """Walk the tour once more, and at each operation try what schemathesis makes of it."""
    ends_at = time.monotonic() + effort.seconds
    left = {one.label for one in stage.flavour.documented}
    schema = schemathesis_openapi.from_dict(stage.flavour.document.as_published())
    for stop in STOPS:
        operation = operation_of(stop, stage)
        if operation is None or stop.status >= 400:
            continue
        exchange = visit(stop, stage)
        keep_places(stop.expected_on(stage.flavour), exchange, stage)
        if operation.label in left:
            left.discard(operation.label)
            known = operation.path_values(exchange.path)
            path = operation.template.removeprefix(operation.document.base)
            made_up = schema[path][operation.method]
            share = (ends_at - time.monotonic()) / (len(left) + 1)
            _try_out(Trial(operation, stage, report, time.monotonic() + share), made_up, known, effort.examples)


@dataclass(frozen=True)
class Trial:
    """One operation that is tried until its time is over."""

    operation: DocumentedOperation
    stage: Stage
    report: Report
    ends_at: float

    def ask(self, case: Case[Any]) -> None:
        """Send one made-up request and check its answer."""
        if time.monotonic() > self.ends_at:
            return
        sent = case.as_transport_kwargs(base_url=self.stage.running.address + self.operation.document.base)
        sent.pop("cookies", None)
        request = requests.Request(**sent, auth=self.stage.callers[WHO])
        try:
            prepared = request.prepare()
        except (requests.RequestException, ValueError):
            return
        exchange = self.stage.send(prepared, by="fuzz")
        if exchange is not None and self.operation.pattern.fullmatch(exchange.path):
            self.report.note_answer(self.operation, exchange)


def _try_out(trial: Trial, made_up: Made, known: dict[str, str], examples: int) -> None:
    for strategy in ways(made_up, known):
        run = seed(SEED)(
            settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )(given(strategy)(trial.ask))
        )
        try:
            run()
        except Unsatisfiable:
            continue


def ways(made_up: Made, known: dict[str, str]) -> Iterator[SearchStrategy[Case[Any]]]:
    """As documented, and not quite so, for a thing that is there; and for one that most likely is not."""
    yield made_up.as_strategy(GenerationMode.POSITIVE, path_parameters=known or None)
    yield made_up.as_strategy(GenerationMode.NEGATIVE, path_parameters=known or None)
    if known:
        yield made_up.as_strategy(GenerationMode.POSITIVE)
