"""What a webhook does to the store."""

from __future__ import annotations

from datetime import timedelta

from app.engine.contract import Side
from app.sync.ports import Store
from app.sync.records import Mark, Synchronization
from tests.contract.given import (
    NOW,
    a_complete_pair,
    a_delivery,
    a_leased_pair,
    a_request,
    a_synchronization,
    a_tenant,
    between_two_sites,
    received,
)


def marks(store: Store, synchronization: Synchronization, issue_id: str = "1001") -> dict[Side, Mark]:
    with store.transaction() as work:
        found = work.marks.of_issues(synchronization.id, [(side, issue_id) for side in Side])
    return {mark.side: mark for mark in found}


def test_an_issue_of_the_first_project_is_marked_on_the_first_side_and_rung_for(store: Store) -> None:
    synchronization = between_two_sites(store)
    rung = received(store, a_delivery(synchronization.first.tenant_id))
    found = marks(store, synchronization)
    assert set(found) == {Side.FIRST}
    assert rung == [found[Side.FIRST].id]
    assert (found[Side.FIRST].raised, found[Side.FIRST].cleared) == (1, 0)


def test_an_issue_of_the_second_project_is_marked_on_the_second_side(store: Store) -> None:
    synchronization = between_two_sites(store)
    received(store, a_delivery(synchronization.second.tenant_id, "2001", "20"))
    assert set(marks(store, synchronization, "2001")) == {Side.SECOND}


def test_two_projects_of_one_site_are_told_apart_by_the_project(store: Store) -> None:
    tenant = a_tenant(store)
    synchronization = a_synchronization(store, (tenant, "10"), (tenant, "20"))
    received(store, a_delivery(tenant.id, "1001", "10"))
    received(store, a_delivery(tenant.id, "2001", "20"))
    assert set(marks(store, synchronization, "1001")) == {Side.FIRST}
    assert set(marks(store, synchronization, "2001")) == {Side.SECOND}


def test_a_delivery_that_comes_twice_raises_once(store: Store) -> None:
    synchronization = between_two_sites(store)
    delivery = a_delivery(synchronization.first.tenant_id)
    assert received(store, delivery)
    assert received(store, delivery) == []
    assert marks(store, synchronization)[Side.FIRST].raised == 1


def test_the_same_identifier_of_another_tenant_is_another_delivery(store: Store) -> None:
    synchronization = between_two_sites(store)
    first, second = synchronization.first.tenant_id, synchronization.second.tenant_id
    assert received(store, a_delivery(first, "1001", "10", "same"))
    assert received(store, a_delivery(second, "2001", "20", "same"))


def test_a_second_change_raises_a_dirty_mark_without_another_ring(store: Store) -> None:
    synchronization = between_two_sites(store)
    received(store, a_delivery(synchronization.first.tenant_id))
    assert received(store, a_delivery(synchronization.first.tenant_id)) == []
    assert marks(store, synchronization)[Side.FIRST].raised == 2


def test_an_issue_that_nobody_synchronizes_marks_nothing(store: Store) -> None:
    synchronization = between_two_sites(store)
    assert received(store, a_delivery(synchronization.first.tenant_id, "1001", "99")) == []
    assert received(store, a_delivery(synchronization.first.tenant_id, "1001", None)) == []
    assert marks(store, synchronization) == {}


def test_issue_and_project_ids_of_another_site_concern_nobody_here(store: Store) -> None:
    """Ids repeat from site to site: both the project's and the issue's number exist at the stranger's, too."""
    synchronization = between_two_sites(store)
    a_complete_pair(store, synchronization)
    assert received(store, a_delivery(a_tenant(store).id, "1001", "10")) == []
    assert marks(store, synchronization) == {}


def test_every_synchronization_of_the_project_is_marked(store: Store) -> None:
    tenant = a_tenant(store)
    both = [a_synchronization(store, (tenant, "10"), (a_tenant(store), "20")) for _ in range(2)]
    assert len(received(store, a_delivery(tenant.id))) == 2
    assert all(marks(store, each)[Side.FIRST].is_dirty for each in both)


def test_while_stopped_changes_are_marked_and_nobody_is_rung(store: Store) -> None:
    synchronization = between_two_sites(store, running=False)
    assert received(store, a_delivery(synchronization.first.tenant_id)) == []
    assert marks(store, synchronization)[Side.FIRST].is_dirty


def test_what_was_marked_while_stopped_is_due_once_started(store: Store) -> None:
    synchronization = between_two_sites(store, running=False)
    received(store, a_delivery(synchronization.first.tenant_id))
    mark = marks(store, synchronization)[Side.FIRST]
    with store.transaction() as work:
        assert list(work.marks.due(NOW, 10)) == []
        work.synchronizations.set_wanted(synchronization.id, running=True)
        assert list(work.marks.due(NOW, 10)) == [mark.id]


def test_while_suspended_changes_are_marked_and_nobody_is_rung(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.synchronizations.suspend(synchronization.id, "access-lost")
    assert received(store, a_delivery(synchronization.first.tenant_id)) == []
    assert marks(store, synchronization)[Side.FIRST].is_dirty


def test_a_request_that_nobody_has_accepted_is_not_marked(store: Store) -> None:
    tenant = a_tenant(store)
    request = a_request(store, (tenant, "10"), "https://partner.example", "P20")
    assert received(store, a_delivery(tenant.id)) == []
    assert marks(store, request) == {}


def test_an_issue_that_moved_away_is_still_known_by_its_pair(store: Store) -> None:
    synchronization = between_two_sites(store)
    a_complete_pair(store, synchronization)
    assert received(store, a_delivery(synchronization.first.tenant_id, "1001", "99"))
    assert set(marks(store, synchronization)) == {Side.FIRST}


def test_an_issue_that_moved_into_the_partner_project_keeps_the_side_of_its_pair(store: Store) -> None:
    tenant = a_tenant(store)
    synchronization = a_synchronization(store, (tenant, "10"), (tenant, "20"))
    a_complete_pair(store, synchronization)
    received(store, a_delivery(tenant.id, "1001", "20"))
    assert set(marks(store, synchronization)) == {Side.FIRST}


def test_the_echo_of_an_own_creation_raises_nothing_once_its_pair_is_complete(store: Store) -> None:
    synchronization = between_two_sites(store)
    a_complete_pair(store, synchronization)
    echo = a_delivery(synchronization.second.tenant_id, "2001", "20", is_creation=True, caused_by=synchronization.id)
    assert received(store, echo) == []
    assert marks(store, synchronization, "2001") == {}


def test_the_echo_of_an_own_creation_that_is_not_known_yet_is_marked_as_such(store: Store) -> None:
    synchronization = between_two_sites(store)
    a_leased_pair(store, synchronization)
    echo = a_delivery(synchronization.second.tenant_id, "2001", "20", is_creation=True, caused_by=synchronization.id)
    assert not received(store, echo), "nobody has to hurry: its pair is complete in a moment"
    assert marks(store, synchronization, "2001")[Side.SECOND].is_only_own_creation


def test_a_real_change_beside_the_echo_makes_the_mark_a_real_one_in_either_order(store: Store) -> None:
    synchronization = between_two_sites(store)
    second = synchronization.second.tenant_id
    for issue_id, echo_first in (("2001", True), ("2002", False)):
        for is_echo in (echo_first, not echo_first):
            received(
                store,
                a_delivery(second, issue_id, "20", is_creation=True, caused_by=synchronization.id if is_echo else None),
            )
        mark = marks(store, synchronization, issue_id)[Side.SECOND]
        assert (mark.raised, mark.is_only_own_creation) == (2, False)


def test_a_parked_mark_is_rung_for_again_when_a_new_change_comes(store: Store) -> None:
    synchronization = between_two_sites(store)
    [mark_id] = received(store, a_delivery(synchronization.first.tenant_id))
    with store.transaction() as work:
        work.marks.postpone(mark_id, NOW, attempts=12)
        work.marks.park(mark_id)
    assert received(store, a_delivery(synchronization.first.tenant_id)) == [mark_id]
    mark = marks(store, synchronization)[Side.FIRST]
    assert mark.attempts == 0
    assert mark.next_try_at is not None


def test_a_postponed_mark_goes_on_waiting_when_a_new_change_comes(store: Store) -> None:
    """Jira may have asked for the wait: a burst of changes must not end it."""
    synchronization = between_two_sites(store)
    [mark_id] = received(store, a_delivery(synchronization.first.tenant_id))
    until = NOW + timedelta(hours=1)
    with store.transaction() as work:
        work.marks.postpone(mark_id, until, attempts=3)
    assert received(store, a_delivery(synchronization.first.tenant_id)) == []
    mark = marks(store, synchronization)[Side.FIRST]
    assert (mark.next_try_at, mark.attempts, mark.raised) == (until, 3, 2)


def test_purging_forgets_old_deliveries_and_keeps_their_marks(store: Store) -> None:
    synchronization = between_two_sites(store)
    delivery = a_delivery(synchronization.first.tenant_id)
    received(store, delivery)
    with store.transaction() as work:
        assert work.deliveries.purge(NOW - timedelta(days=3650)) == 0
        assert work.deliveries.purge(NOW + timedelta(days=3650)) == 1
    assert marks(store, synchronization)[Side.FIRST].raised == 1
    received(store, delivery)
    assert marks(store, synchronization)[Side.FIRST].raised == 2
