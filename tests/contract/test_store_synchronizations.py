"""Synchronizations, who may find them, and the list for a page."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.contract import Side
from app.errors import StoppedMeanwhile, WrongState
from app.sync.ports import Store
from app.sync.records import Synchronization
from app.sync.status import Acceptance
from tests.contract.given import (
    MINUTE,
    NOW,
    a_complete_pair,
    a_delivery,
    a_leased_pair,
    a_request,
    a_synchronization,
    a_tenant,
    an_end,
    between_two_sites,
    received,
)


def read(store: Store, synchronization: Synchronization) -> Synchronization:
    with store.transaction() as work:
        found = work.synchronizations.get(synchronization.id)
    assert found is not None
    return found


def ids_of(store: Store, tenant_id: int) -> list[int]:
    with store.transaction() as work:
        found = [synchronization.id for synchronization in work.synchronizations.of_tenant(tenant_id)]
        listed = [line.synchronization.id for line in work.synchronizations.overview(tenant_id)]
    assert found == listed
    return found


def test_what_is_added_is_found_by_both_its_ids(store: Store) -> None:
    first, second = a_tenant(store), a_tenant(store)
    added = a_synchronization(store, (first, "10"), (second, "20"), running=False)
    assert added.first == an_end(Side.FIRST, first, "10")
    assert added.second == an_end(Side.SECOND, second, "20")
    assert (added.acceptance, added.wanted_running, added.suspension) == (Acceptance.NOT_NEEDED, False, None)
    with store.transaction() as work:
        assert work.synchronizations.get(added.id) == added
        assert work.synchronizations.by_public_id(added.public_id) == added
        assert work.synchronizations.get(added.id + 1) is None
        assert work.synchronizations.by_public_id("none") is None


def test_both_tenants_see_it_and_a_stranger_does_not(store: Store) -> None:
    synchronization = between_two_sites(store)
    assert ids_of(store, synchronization.first.tenant_id or 0) == [synchronization.id]
    assert ids_of(store, synchronization.second.tenant_id or 0) == [synchronization.id]
    assert ids_of(store, a_tenant(store).id) == []


def test_a_synchronization_within_one_tenant_is_listed_once(store: Store) -> None:
    tenant = a_tenant(store)
    synchronization = a_synchronization(store, (tenant, "10"), (tenant, "20"))
    assert ids_of(store, tenant.id) == [synchronization.id]


def test_an_open_request_is_seen_at_the_address_that_it_was_sent_to(store: Store) -> None:
    partner = a_tenant(store)
    request = a_request(store, (a_tenant(store), "10"), partner.site_address, "P20")
    assert ids_of(store, partner.id) == [request.id]
    with store.transaction() as work:
        work.synchronizations.decline(request.id)
    assert ids_of(store, partner.id) == []
    assert ids_of(store, request.first.tenant_id or 0) == [request.id]
    assert read(store, request).acceptance is Acceptance.DECLINED


def test_a_retired_tenant_does_not_see_requests_to_its_old_address(store: Store) -> None:
    old = a_tenant(store)
    request = a_request(store, (a_tenant(store), "10"), old.site_address, "P20")
    new = a_tenant(store, old.site_address)
    assert ids_of(store, old.id) == []
    assert ids_of(store, new.id) == [request.id]


def test_accepting_names_the_second_end(store: Store) -> None:
    partner = a_tenant(store)
    request = a_request(store, (a_tenant(store), "10"), partner.site_address, "P20")
    second = an_end(Side.SECOND, partner, "20")
    with store.transaction() as work:
        work.synchronizations.accept(request.id, second)
    accepted = read(store, request)
    assert (accepted.acceptance, accepted.second) == (Acceptance.ACCEPTED, second)


def test_a_request_is_answered_once(store: Store) -> None:
    request = a_request(store, (a_tenant(store), "10"), "https://partner.example", "P20")
    with store.transaction() as work:
        work.synchronizations.decline(request.id)
    with pytest.raises(WrongState), store.transaction() as work:
        work.synchronizations.accept(request.id, an_end(Side.SECOND, a_tenant(store), "20"))
    assert read(store, request).second.tenant_id is None


def test_the_time_of_the_first_start_is_kept(store: Store) -> None:
    synchronization = between_two_sites(store, running=False)
    assert read(store, synchronization).first_started_at is None
    times = []
    for running in (True, False, True):
        with store.transaction() as work:
            work.synchronizations.set_wanted(synchronization.id, running=running)
        times.append(read(store, synchronization).first_started_at)
    assert times[0] is not None
    assert set(times) == {times[0]}


def test_stopping_and_starting_clears_a_suspension_of_which_the_first_reason_counts(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.synchronizations.suspend(synchronization.id, "access-lost")
        work.synchronizations.suspend(synchronization.id, "another")
    assert read(store, synchronization).suspension == "access-lost"
    with store.transaction() as work:
        work.synchronizations.set_wanted(synchronization.id, running=False)
        work.synchronizations.set_wanted(synchronization.id, running=True)
    assert read(store, synchronization).facts.suspension is None
    assert read(store, synchronization).wanted_running


def checked(store: Store, synchronization: Synchronization) -> None:
    with store.transaction() as work:
        work.synchronizations.check_exchanging(synchronization.id)


def test_the_check_passes_only_while_changes_flow(store: Store) -> None:
    synchronization, suspended = between_two_sites(store), between_two_sites(store)
    checked(store, synchronization)
    with store.transaction() as work:
        work.synchronizations.set_wanted(synchronization.id, running=False)
        work.synchronizations.suspend(suspended.id, "access-lost")
    for stopped in (synchronization, suspended):
        with pytest.raises(StoppedMeanwhile):
            checked(store, stopped)
    with store.transaction() as work:
        work.synchronizations.delete(synchronization.id)
    with pytest.raises(StoppedMeanwhile):
        checked(store, synchronization)


def test_who_checks_waits_for_nobody_but_a_deletion_waits_for_them(store: Store) -> None:
    synchronization = between_two_sites(store)

    def delete() -> None:
        with store.transaction() as work:
            work.synchronizations.delete(synchronization.id)

    with ThreadPoolExecutor(2) as pool:
        with store.transaction() as work:
            work.synchronizations.check_exchanging(synchronization.id)
            pool.submit(checked, store, synchronization).result(5)
            deletion = pool.submit(delete)
            time.sleep(0.1)
            assert not deletion.done()
        deletion.result(5)


def test_texts_can_be_changed_and_odd_characters_stop_nothing(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.synchronizations.change_text(synchronization.id, name="A\0B", description="\ud800 half")
    assert read(store, synchronization).name == "A\N{REPLACEMENT CHARACTER}B"


def test_between_finds_those_with_an_end_in_the_project(store: Store) -> None:
    tenant = a_tenant(store)
    one = a_synchronization(store, (tenant, "10"), (tenant, "20"))
    other = a_synchronization(store, (a_tenant(store), "20"), (tenant, "10"))
    with store.transaction() as work:
        assert list(work.synchronizations.between(tenant.id, "10")) == [other, one]
        assert list(work.synchronizations.between(tenant.id, "20")) == [one]


def test_deleting_takes_everything_along_but_the_audit_trail(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    received(store, a_delivery(synchronization.first.tenant_id))
    with store.transaction() as work:
        work.backfills.start(synchronization.id, list(Side), NOW)
        work.audit.record(
            tenant_id=synchronization.first.tenant_id,
            account_id="ann",
            action="delete",
            synchronization_id=synchronization.id,
            at=NOW,
        )
        work.synchronizations.delete(synchronization.id)
    with store.transaction() as work:
        assert work.synchronizations.get(synchronization.id) is None
        assert work.pairs.get(pair.id) is None
        assert list(work.marks.of_issues(synchronization.id, [(Side.FIRST, "1001")])) == []


def test_the_list_counts_complete_pairs_dirty_marks_and_open_incidents(store: Store) -> None:
    synchronization = between_two_sites(store)
    a_complete_pair(store, synchronization, "1", "2")
    a_complete_pair(store, synchronization, "3", "4")
    a_leased_pair(store, synchronization, "5")
    with store.transaction() as work:
        work.marks.raise_(synchronization.id, Side.FIRST, ["1", "3", "5"], NOW)
        for code in ("one", "two", "two"):
            work.incidents.report(synchronization_id=synchronization.id, code=code, sentence="!", at=NOW)
        [line] = work.synchronizations.overview(synchronization.first.tenant_id or 0)
    assert (line.pairs, line.pending, line.incidents, line.last_activity_at) == (2, 3, 2, None)


def test_the_list_shows_the_newest_backfill_of_each_side(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.backfills.start(synchronization.id, list(Side), NOW)
        newest = work.backfills.start(synchronization.id, list(Side), NOW + MINUTE)
        [line] = work.synchronizations.overview(synchronization.first.tenant_id or 0)
    assert line.backfills == tuple(newest)


def test_the_list_of_a_project_is_newest_first_with_requests_to_its_key(store: Store) -> None:
    tenant, stranger = a_tenant(store), a_tenant(store)
    own = a_synchronization(store, (tenant, "10"), (stranger, "20"))
    a_synchronization(store, (tenant, "11"), (stranger, "20"))
    request = a_request(store, (stranger, "20"), tenant.site_address, "P10")
    a_request(store, (stranger, "20"), tenant.site_address, "P11")
    with store.transaction() as work:
        lines = work.synchronizations.overview(tenant.id, project_id="10", project_key="P10")
        without_key = work.synchronizations.overview(tenant.id, project_id="10")
    assert [line.synchronization.id for line in lines] == [request.id, own.id]
    assert [line.synchronization.id for line in without_key] == [own.id]
