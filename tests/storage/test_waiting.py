"""Transactions that meet: who waits for whom, and what becomes of those who waited."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from app.engine.contract import Side
from app.errors import StorageUnavailable
from app.storage.database import transaction
from app.storage.store import PostgresStore
from app.sync.records import Delivery
from tests.contract.given import MINUTE, NOW, a_delivery, a_synchronization, a_tenant, between_two_sites, received


def is_somebody_waiting(engine: Engine) -> bool:
    with transaction(engine) as connection:
        waiting = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
    return bool(waiting)


def wait_until_somebody_waits(engine: Engine) -> None:
    give_up_at = time.monotonic() + 10
    while not is_somebody_waiting(engine):
        assert time.monotonic() < give_up_at, "nobody waits"
        time.sleep(0.01)


def test_the_sweep_waits_for_nobody(store: PostgresStore) -> None:
    """It takes many marks in one go: waiting for some while holding others is how two come to wait for each other."""
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        busy, quiet = work.marks.raise_(synchronization.id, Side.FIRST, ["1", "2"], NOW)
    with store.transaction() as receiving:
        receiving.marks.raise_(synchronization.id, Side.FIRST, ["1"], NOW)
        with store.transaction() as work:
            work.marks.note_rung([busy, quiet], NOW, not_again_before=NOW + MINUTE)
    with store.transaction() as work:
        assert list(work.marks.due(NOW, 10)) == [busy]


def test_a_delivery_that_meets_a_deletion_is_to_be_sent_again_and_is_right_then(
    engine: Engine, store: PostgresStore
) -> None:
    tenant = a_tenant(store)
    deleted, kept = (a_synchronization(store, (tenant, "10"), (tenant, number)) for number in ("20", "21"))
    delivery = a_delivery(tenant.id)
    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as work:
            work.synchronizations.delete(deleted.id)
            met = pool.submit(received, store, delivery)
            wait_until_somebody_waits(engine)
        with pytest.raises(StorageUnavailable):
            met.result(10)
    assert rung_for(store, delivery) == [kept.id]


def rung_for(store: PostgresStore, delivery: Delivery) -> list[int]:
    rung = received(store, delivery)
    with store.transaction() as work:
        return [mark.synchronization_id for mark_id in rung if (mark := work.marks.get(mark_id))]


def test_trying_again_and_a_sync_that_ends_do_not_wait_for_each_other(engine: Engine, store: PostgresStore) -> None:
    """The sync clears the two marks of its pair; the first was clean with an open incident, the second waited."""
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        [first] = work.marks.raise_(synchronization.id, Side.FIRST, ["1"], NOW)
        [second] = work.marks.raise_(synchronization.id, Side.SECOND, ["2"], NOW)
        work.marks.clear(first, 1)
        work.marks.postpone(second, NOW, attempts=1)
        work.incidents.report(
            synchronization_id=synchronization.id, code="held", sentence="!", side=Side.FIRST, issue_id="1", at=NOW
        )

    def try_again() -> None:
        with store.transaction() as work:
            work.marks.try_again(synchronization.id, NOW)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as work:
            work.marks.clear(first, 1)
            met = pool.submit(try_again)
            wait_until_somebody_waits(engine)
            work.marks.clear(second, 1)
        met.result(10)
    with store.transaction() as work:
        assert list(work.marks.due(NOW, 10)) == [first]
