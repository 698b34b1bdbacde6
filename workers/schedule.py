"""The scheduler process: finds what is due, whatever the queue has lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.errors import BackboneError
from app.sync.ports import Ports
from app.sync.purge import purge_deliveries, purge_history
from app.sync.sweep import sweep
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
        Periodic("purge_history", timedelta(days=1), purge_history),
    ]


def run_schedule() -> None:
    """Until SIGTERM or SIGINT. An outage of the database is logged and waited out."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    keep_up(ports(), periodics(), stopping)
    stopping.wait()


def keep_up(to: Ports, due: Sequence[Periodic], stopping: threading.Event) -> None:
    """Each in a thread of its own: forgetting a million old rows keeps no sweep waiting, and nobody waits for it at the
    end; what was under way is rolled back."""
    for periodic in due:
        threading.Thread(target=keep_one_up, args=(to, periodic, stopping), name=periodic.name, daemon=True).start()


def keep_one_up(to: Ports, periodic: Periodic, stopping: threading.Event) -> None:
    while not stopping.wait(TICK_SECONDS):
        run_if_due(to, periodic)


def run_if_due(to: Ports, periodic: Periodic) -> None:
    now = to.clock.now()
    if not periodic.is_due(now):
        return
    periodic.next_at = now + periodic.every
    try:
        count = periodic.run(to)
    except BackboneError as error:
        log.warning("schedule_trouble", task=periodic.name, code=error.code)
    except Exception:  # a mistake of ours must not end what finds everything that got lost
        log.exception("schedule_failed", task=periodic.name)
    else:
        if count:
            log.info("schedule_done", task=periodic.name, count=count)
