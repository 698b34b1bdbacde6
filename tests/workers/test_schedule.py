"""The scheduler keeps up with all that it has to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from app.clock import SystemClock
from app.sync.ports import Ports
from workers import schedule
from workers.schedule import Periodic, keep_up, periodics

AT_ONCE = timedelta()


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    monkeypatch.setattr(schedule, "TICK_SECONDS", 0.01)
    event = threading.Event()
    yield event
    event.set()


def the_time() -> Ports:
    """All that a periodic of these tests needs of its ports."""
    return cast(Ports, SimpleNamespace(clock=SystemClock()))


def test_a_purge_that_takes_long_keeps_no_sweep_waiting(stopping: threading.Event) -> None:
    swept = threading.Semaphore(0)

    def purge(_: Ports) -> int:
        return int(stopping.wait(10))

    def sweep(_: Ports) -> int:
        swept.release()
        return 0

    keep_up(the_time(), [Periodic("purge", AT_ONCE, purge), Periodic("sweep", AT_ONCE, sweep)], stopping)

    assert all(swept.acquire(timeout=5) for _ in range(3))


def test_a_mistake_in_one_run_does_not_prevent_the_next(stopping: threading.Event) -> None:
    begun = threading.Semaphore(0)

    def broken(_: Ports) -> int:
        begun.release()
        raise ValueError("nobody has thought of this")

    keep_up(the_time(), [Periodic("broken", AT_ONCE, broken)], stopping)

    assert all(begun.acquire(timeout=5) for _ in range(3))


def test_what_grows_is_forgotten_in_time() -> None:
    assert {one.name: one.every for one in periodics()} == {
        "sweep": timedelta(seconds=1),
        "purge_deliveries": timedelta(hours=1),
        "purge_history": timedelta(days=1),
    }
