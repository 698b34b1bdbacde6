"""Forget what is old: contents are kept no longer than somebody may want to look at them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from app.sync.ports import Ports, Work
from app.sync.records import Portion

DELIVERIES_ARE_KEPT = timedelta(days=7)

HISTORY_IS_KEPT = timedelta(days=90)

AT_ONCE = 5000


class Step(Protocol):
    """One portion of one kind of old things, within a transaction."""

    def __call__(self, work: Work, before: datetime, beyond: int) -> Portion: ...


def purge_deliveries(ports: Ports) -> int:
    """Forgets webhooks that are older than Jira's own memory of them (72 hours) by far."""
    with ports.store.transaction() as work:
        return work.deliveries.purge(ports.clock.now() - DELIVERIES_ARE_KEPT)


def purge_history(ports: Ports) -> int:
    """Forgets plans, settled writes and closed incidents, and says how many. Each portion is a transaction of its
    own."""
    before = ports.clock.now() - HISTORY_IS_KEPT
    return sum(purge_all(ports, step, before) for step in (plans, writes, incidents))


def purge_all(ports: Ports, step: Step, before: datetime) -> int:
    removed, beyond = 0, 0
    while True:
        with ports.store.transaction() as work:
            portion = step(work, before, beyond)
        removed += portion.removed
        if portion.last_id is None:
            return removed
        beyond = portion.last_id


def plans(work: Work, before: datetime, beyond: int) -> Portion:
    return work.journal.purge_plans(before, beyond=beyond, at_once=AT_ONCE)


def writes(work: Work, before: datetime, beyond: int) -> Portion:
    return work.journal.purge_writes(before, beyond=beyond, at_once=AT_ONCE)


def incidents(work: Work, before: datetime, beyond: int) -> Portion:
    return work.incidents.purge(before, beyond=beyond, at_once=AT_ONCE)
