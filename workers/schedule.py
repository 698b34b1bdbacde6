"""The scheduler process: finds what is due, whatever the queue has lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.errors import BackboneError
from app.sync.ports import Ports
from app.sync.sweep import purge_deliveries, sweep
from workers.context import ports

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0


@dataclass
class Periodic:
    """One thing to do every so often; several schedulers at a time do no harm."""

    name: str
    every: timedelta
    run: Callable[[Ports], int]
    next_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.next_at is None or now >= self.next_at


def periodics() -> list[Periodic]:
    return [
        Periodic("sweep", timedelta(seconds=1), sweep),
        Periodic("purge_deliveries", timedelta(hours=1), purge_deliveries),
    ]


def run_schedule() -> None:
    """Ticks until SIGTERM or SIGINT. An outage of the database is logged and waited out."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    due = periodics()
    while not stopping.wait(TICK_SECONDS):
        for periodic in due:
            run_if_due(ports(), periodic)


def run_if_due(to: Ports, periodic: Periodic) -> None:
    now = to.clock.now()
    if not periodic.is_due(now):
        return
    periodic.next_at = now + periodic.every
    try:
        count = periodic.run(to)
    except BackboneError as error:
        log.warning("schedule_trouble", task=periodic.name, code=error.code)
    else:
        if count:
            log.info("schedule_done", task=periodic.name, count=count)
