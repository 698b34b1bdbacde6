"""The right to write for a pair. Real time: which clock decides is up to the implementation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from app.engine.contract import Side
from app.errors import LeaseLost
from app.sync.ports import Store
from app.sync.records import Lease
from tests.contract.given import (
    MINUTE,
    a_complete_pair,
    a_delivery,
    a_leased_pair,
    between_two_sites,
    received,
)

T = TypeVar("T")
MOMENT = timedelta(milliseconds=30)


def taken(store: Store, pair_id: int, holder: str = "worker", duration: timedelta = MINUTE) -> Lease | None:
    with store.transaction() as work:
        return work.pairs.lease(pair_id, holder=holder, now=datetime.now(UTC), duration=duration)


def checked(store: Store, lease: Lease) -> None:
    with store.transaction() as work:
        work.pairs.check(lease, datetime.now(UTC))


def renewed(store: Store, lease: Lease, duration: timedelta = MINUTE) -> Lease:
    with store.transaction() as work:
        return work.pairs.renew(lease, now=datetime.now(UTC), duration=duration)


def at_the_same_moment(count: int, act: Callable[[int], T]) -> list[T]:
    together = threading.Barrier(count)

    def one(number: int) -> T:
        together.wait(10)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_several_workers_one_gets_the_lease(store: Store) -> None:
    pair = a_complete_pair(store, between_two_sites(store))
    leases = at_the_same_moment(4, lambda number: taken(store, pair.id, f"worker {number}"))
    assert sum(lease is not None for lease in leases) == 1


def test_of_several_workers_one_opens_the_pair(store: Store) -> None:
    synchronization = between_two_sites(store)

    def open_both(number: int) -> set[str]:
        issues = [("1", "P10-1"), ("2", "P10-2")]
        with store.transaction() as work:
            opened = work.pairs.open_leased(
                synchronization.id,
                Side.FIRST,
                issues if number % 2 else issues[::-1],
                holder=f"worker {number}",
                now=datetime.now(UTC),
                duration=MINUTE,
            )
        return set(opened)

    opened = at_the_same_moment(4, open_both)
    assert sorted(issue_id for each in opened for issue_id in each) == ["1", "2"]


def test_of_a_delivery_that_comes_twice_at_once_one_raises(store: Store) -> None:
    synchronization = between_two_sites(store)
    delivery = a_delivery(synchronization.first.tenant_id)
    rung = at_the_same_moment(4, lambda _: received(store, delivery))
    assert sorted(len(each) for each in rung) == [0, 0, 0, 1]


def test_of_many_deliveries_for_one_issue_at_once_none_is_lost_and_one_rings(store: Store) -> None:
    synchronization = between_two_sites(store)
    rung = at_the_same_moment(4, lambda _: received(store, a_delivery(synchronization.first.tenant_id)))
    [mark_id] = [mark_id for each in rung for mark_id in each]
    with store.transaction() as work:
        mark = work.marks.get(mark_id)
    assert mark is not None
    assert mark.raised == 4


def test_a_lease_that_runs_is_nobody_elses_nor_its_holders_again(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    assert taken(store, pair.id, "somebody else") is None
    assert taken(store, pair.id, "opener") is None


def test_a_lease_that_ran_out_can_be_taken_over_under_a_higher_fence(store: Store) -> None:
    pair, old = a_leased_pair(store, between_two_sites(store), duration=MOMENT)
    time.sleep(2 * MOMENT.total_seconds())
    new = taken(store, pair.id)
    assert new is not None
    assert new.fence > old.fence
    checked(store, new)
    with pytest.raises(LeaseLost):
        checked(store, old)


def test_a_lease_whose_time_is_up_is_worth_nothing_until_it_is_renewed(store: Store) -> None:
    pair, lease = a_leased_pair(store, between_two_sites(store), duration=MOMENT)
    checked(store, lease)
    time.sleep(2 * MOMENT.total_seconds())
    with pytest.raises(LeaseLost):
        checked(store, lease)
    checked(store, renewed(store, lease))
    assert taken(store, pair.id) is None


def test_a_lease_that_somebody_took_over_or_that_was_released_is_not_renewed(store: Store) -> None:
    pair, lease = a_leased_pair(store, between_two_sites(store), duration=MOMENT)
    time.sleep(2 * MOMENT.total_seconds())
    new = taken(store, pair.id)
    assert new is not None
    with store.transaction() as work:
        work.pairs.release(new)
    for old in (lease, new):
        with pytest.raises(LeaseLost):
            renewed(store, old)


def test_a_renewed_lease_lasts_longer_under_the_same_fence(store: Store) -> None:
    pair, lease = a_leased_pair(store, between_two_sites(store), duration=MINUTE)
    longer = renewed(store, lease, 2 * MINUTE)
    assert longer.until > lease.until
    assert longer.fence == lease.fence
    checked(store, longer)
    assert taken(store, pair.id) is None


def test_a_released_lease_is_free_and_worth_nothing(store: Store) -> None:
    pair, lease = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        work.pairs.release(lease)
    with pytest.raises(LeaseLost):
        checked(store, lease)
    assert taken(store, pair.id) is not None


def test_releasing_a_lost_lease_leaves_the_new_holder_alone(store: Store) -> None:
    pair, old = a_leased_pair(store, between_two_sites(store), duration=MOMENT)
    time.sleep(2 * MOMENT.total_seconds())
    new = taken(store, pair.id)
    assert new is not None
    with store.transaction() as work:
        work.pairs.release(old)
    checked(store, new)


def test_nothing_of_a_transaction_stays_when_its_lease_is_lost(store: Store) -> None:
    pair, lease = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        work.pairs.release(lease)

    def complete_without_a_lease() -> None:
        with store.transaction() as work:
            work.pairs.complete(pair.id, Side.SECOND, "2001", "P20-1")
            work.pairs.check(lease, datetime.now(UTC))

    with pytest.raises(LeaseLost):
        complete_without_a_lease()
    with store.transaction() as work:
        assert work.pairs.get(pair.id) == pair


def test_nobody_takes_a_pair_over_while_its_checked_transaction_is_open(store: Store) -> None:
    """The time runs out after the check and before the commit: the taker waits for the commit."""
    pair, lease = a_leased_pair(store, between_two_sites(store), duration=10 * MOMENT)
    committed_at: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as work:
            work.pairs.check(lease, datetime.now(UTC))
            time.sleep(11 * MOMENT.total_seconds())
            takeover = pool.submit(lambda: (taken(store, pair.id), time.monotonic()))
            time.sleep(5 * MOMENT.total_seconds())
            committed_at.append(time.monotonic())
        new, taken_at = takeover.result(10)
    assert new is not None
    assert taken_at > committed_at[0]
