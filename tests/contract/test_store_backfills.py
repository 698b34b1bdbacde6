"""Backfills, their leases and what is due; and tenants, which everything hangs on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from app.engine.contract import Side
from app.sync.ports import Store
from app.sync.records import Backfill, BackfillState
from tests.contract.given import MINUTE, NOW, a_tenant, between_two_sites


def started(store: Store, *, running: bool = True) -> Backfill:
    synchronization = between_two_sites(store, running=running)
    with store.transaction() as work:
        [backfill] = work.backfills.start(synchronization.id, [Side.FIRST], NOW)
    return backfill


def read(store: Store, backfill: Backfill) -> Backfill:
    with store.transaction() as work:
        found = work.backfills.get(backfill.id)
    assert found is not None
    return found


def leased(store: Store, backfill: Backfill, holder: str, duration: timedelta = MINUTE) -> bool:
    with store.transaction() as work:
        return work.backfills.lease(backfill.id, holder=holder, now=datetime.now(UTC), duration=duration)


def due(store: Store, now: datetime = NOW) -> list[int]:
    with store.transaction() as work:
        return list(work.backfills.due(now))


def test_a_backfill_counts_what_it_did_and_where_it_is(store: Store) -> None:
    backfill = started(store)
    assert (backfill.state, backfill.cursor, backfill.done, backfill.total) == (BackfillState.RUNNING, None, 0, None)
    with store.transaction() as work:
        work.backfills.estimate(backfill.id, 250)
        work.backfills.advance(backfill.id, cursor="100", done=98, failed=2)
        work.backfills.advance(backfill.id, cursor="200", done=100, failed=0)
    now = read(store, backfill)
    assert (now.total, now.cursor, now.done, now.failed) == (250, "200", 198, 2)


def test_a_finished_backfill_is_due_no_more_and_leased_no_more(store: Store) -> None:
    backfill = started(store)
    assert leased(store, backfill, "worker")
    with store.transaction() as work:
        work.backfills.finish(backfill.id, NOW + MINUTE)
    done = read(store, backfill)
    assert (done.state, done.finished_at) == (BackfillState.DONE, NOW + MINUTE)
    assert due(store) == []
    assert leased(store, backfill, "other") is False


def test_starting_again_ends_the_one_that_still_runs(store: Store) -> None:
    old = started(store)
    with store.transaction() as work:
        new = work.backfills.start(old.synchronization_id, [Side.FIRST, Side.SECOND], NOW + MINUTE)
    assert [backfill.side for backfill in new] == [Side.FIRST, Side.SECOND]
    assert read(store, old).state is BackfillState.DONE
    assert due(store) == [backfill.id for backfill in new]


def test_starting_without_a_side_ends_what_still_runs(store: Store) -> None:
    old = started(store)
    with store.transaction() as work:
        assert list(work.backfills.start(old.synchronization_id, [], NOW + MINUTE)) == []
    assert (read(store, old).state, read(store, old).finished_at) == (BackfillState.DONE, NOW + MINUTE)
    assert due(store) == []


def test_of_two_starts_at_once_the_second_one_s_run(store: Store) -> None:
    synchronization_id = between_two_sites(store).id

    def start(_: int) -> None:
        with store.transaction() as work:
            work.backfills.start(synchronization_id, list(Side), NOW)
            time.sleep(0.05)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(start, range(2)))
    assert len(due(store)) == 2


def test_one_worker_at_a_time_works_on_a_backfill(store: Store) -> None:
    backfill = started(store)
    assert due(store) == [backfill.id]
    assert leased(store, backfill, "one")
    assert not leased(store, backfill, "other")
    assert not leased(store, backfill, "one")
    assert due(store) == []
    with store.transaction() as work:
        work.backfills.release(backfill.id, "other")
    assert due(store) == []
    with store.transaction() as work:
        work.backfills.release(backfill.id, "one")
    assert due(store) == [backfill.id]
    assert leased(store, backfill, "other")


def test_the_backfill_of_a_dead_worker_is_due_when_its_lease_has_run_out(store: Store) -> None:
    backfill = started(store)
    assert leased(store, backfill, "dead", timedelta(milliseconds=30))
    time.sleep(0.06)
    assert due(store, datetime.now(UTC)) == [backfill.id]
    assert leased(store, backfill, "alive")


def test_a_postponed_backfill_is_let_go_and_due_at_its_time(store: Store) -> None:
    backfill = started(store)
    assert leased(store, backfill, "worker")
    with store.transaction() as work:
        work.backfills.postpone(backfill.id, "worker", NOW + MINUTE, attempts=0)
    assert due(store) == []
    assert due(store, NOW + MINUTE) == [backfill.id]


def test_a_backfill_that_was_rung_for_is_left_to_its_job_for_a_while(store: Store) -> None:
    backfill = started(store)
    with store.transaction() as work:
        work.backfills.note_rung([backfill.id], not_again_before=NOW + MINUTE)
        work.backfills.note_rung([], not_again_before=NOW + MINUTE)
    assert due(store) == []
    assert due(store, NOW + MINUTE) == [backfill.id]
    assert leased(store, backfill, "worker"), "the job may begin at once"


def test_failed_tries_are_remembered_until_a_page_is_done(store: Store) -> None:
    backfill = started(store)
    assert leased(store, backfill, "worker")
    with store.transaction() as work:
        work.backfills.postpone(backfill.id, "worker", NOW + MINUTE, attempts=3)
    assert read(store, backfill).attempts == 3
    with store.transaction() as work:
        work.backfills.advance(backfill.id, cursor="100", done=100, failed=0)
    assert read(store, backfill).attempts == 0
    assert due(store) == [backfill.id]


def test_only_the_holder_can_postpone(store: Store) -> None:
    backfill = started(store)
    assert leased(store, backfill, "new holder")
    with store.transaction() as work:
        work.backfills.postpone(backfill.id, "old holder", NOW + 60 * MINUTE, attempts=9)
        work.backfills.release(backfill.id, "new holder")
    assert due(store) == [backfill.id]


def test_the_backfill_of_a_stopped_synchronization_is_not_due(store: Store) -> None:
    assert started(store, running=False).state is BackfillState.RUNNING
    assert due(store) == []


def test_a_new_tenant_at_a_known_address_retires_the_old_one(store: Store) -> None:
    old = a_tenant(store)
    with store.transaction() as work:
        work.tenants.remember_app_account(old.id, "account-1")
    new = a_tenant(store, old.site_address)
    with store.transaction() as work:
        assert work.tenants.by_site_address(old.site_address) == new
        retired = work.tenants.get(old.id)
    assert retired is not None
    assert (retired.is_active, retired.app_account_id) == (False, "account-1")
    assert new.app_account_id is None


def test_a_retired_tenant_can_come_back(store: Store) -> None:
    tenant = a_tenant(store)
    with store.transaction() as work:
        work.tenants.set_active(tenant.id, active=False)
        assert work.tenants.by_site_address(tenant.site_address) is None
    newer = a_tenant(store, tenant.site_address)
    with store.transaction() as work:
        work.tenants.set_active(tenant.id, active=True)
        assert work.tenants.by_site_address(tenant.site_address) == tenant
        retired = work.tenants.get(newer.id)
    assert retired is not None
    assert not retired.is_active


def test_an_address_that_nobody_registered_has_no_tenant(store: Store) -> None:
    with store.transaction() as work:
        assert work.tenants.by_site_address("https://nobody.example") is None
        assert work.tenants.get(0) is None
