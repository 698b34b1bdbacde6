"""Dirty marks from the raise to the clearing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.engine.contract import Side
from app.sync.ports import Store
from app.sync.records import Mark, Synchronization
from tests.contract.given import MINUTE, NOW, a_delivery, a_leased_pair, between_two_sites, received


def a_mark(store: Store, synchronization: Synchronization, issue_id: str = "1001") -> Mark:
    with store.transaction() as work:
        [mark_id] = work.marks.raise_(synchronization.id, Side.FIRST, [issue_id], NOW)
    return the_mark(store, mark_id)


def the_mark(store: Store, mark_id: int) -> Mark:
    with store.transaction() as work:
        mark = work.marks.get(mark_id)
    assert mark is not None
    return mark


def due(store: Store, now: datetime = NOW, limit: int = 10) -> list[int]:
    with store.transaction() as work:
        return list(work.marks.due(now, limit))


def test_raising_without_a_webhook_answers_with_every_mark(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        first = work.marks.raise_(synchronization.id, Side.FIRST, ["1", "2"], NOW)
        again = work.marks.raise_(synchronization.id, Side.FIRST, ["2", "1"], NOW)
        none = work.marks.raise_(synchronization.id, Side.FIRST, [], NOW)
    assert (sorted(first), sorted(again), list(none)) == (sorted(again), sorted(first), [])
    assert the_mark(store, first[0]).raised == 2


def test_clearing_up_to_the_number_noted_makes_it_clean(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.postpone(mark.id, NOW, attempts=3)
        assert work.marks.clear(mark.id, mark.raised) is False
    clean = the_mark(store, mark.id)
    assert (clean.is_dirty, clean.attempts, clean.next_try_at, clean.first_raised_at) == (False, 0, None, None)


def test_a_change_that_came_during_the_sync_keeps_the_mark_dirty_and_due(store: Store) -> None:
    synchronization = between_two_sites(store)
    mark = a_mark(store, synchronization)
    received(store, a_delivery(synchronization.first.tenant_id))
    with store.transaction() as work:
        assert work.marks.clear(mark.id, mark.raised) is True
    assert due(store, datetime.now(UTC) + MINUTE) == [mark.id]
    with store.transaction() as work:
        assert work.marks.clear(mark.id, mark.raised + 1) is False
    assert due(store, datetime.now(UTC) + MINUTE) == []


def test_clearing_never_goes_beyond_what_was_raised_nor_back(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.clear(mark.id, 99)
        work.marks.clear(mark.id, 0)
    assert the_mark(store, mark.id).cleared == 1


def test_clearing_a_mark_that_went_with_its_synchronization_is_no_error(store: Store) -> None:
    synchronization = between_two_sites(store)
    mark = a_mark(store, synchronization)
    with store.transaction() as work:
        work.synchronizations.delete(synchronization.id)
        assert work.marks.clear(mark.id, 1) is False


def test_a_postponed_mark_is_due_at_its_time_and_not_before(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.postpone(mark.id, NOW + MINUTE, attempts=1)
    assert due(store) == []
    assert due(store, NOW + MINUTE) == [mark.id]
    assert the_mark(store, mark.id).attempts == 1


def test_postponing_a_clean_mark_does_not_make_it_due(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.clear(mark.id, mark.raised)
        work.marks.postpone(mark.id, NOW, attempts=0)
    assert due(store) == []


def test_a_parked_mark_is_never_due(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.park(mark.id)
    assert due(store, NOW + timedelta(days=365)) == []
    assert the_mark(store, mark.id).is_dirty


def test_parking_does_not_hide_a_change_that_came_meanwhile(store: Store) -> None:
    synchronization = between_two_sites(store)
    mark = a_mark(store, synchronization)
    received(store, a_delivery(synchronization.first.tenant_id))
    with store.transaction() as work:
        work.marks.park(mark.id, up_to=mark.raised)
    assert due(store) == [mark.id]
    with store.transaction() as work:
        work.marks.park(mark.id, up_to=mark.raised + 1)
    assert due(store) == []


def test_the_oldest_are_due_first_and_no_more_than_asked_for(store: Store) -> None:
    one, other = between_two_sites(store), between_two_sites(store)
    late, early, middle = (a_mark(store, each, issue).id for each, issue in ((one, "1"), (other, "2"), (one, "3")))
    with store.transaction() as work:
        for mark_id, minutes in ((late, 3), (early, 1), (middle, 2)):
            work.marks.postpone(mark_id, NOW + minutes * MINUTE, attempts=0)
    assert due(store, NOW + 5 * MINUTE) == [early, middle, late]
    assert due(store, NOW + 5 * MINUTE, limit=2) == [early, middle]


def test_what_was_rung_for_is_left_to_its_job_for_a_while(store: Store) -> None:
    mark = a_mark(store, between_two_sites(store))
    with store.transaction() as work:
        work.marks.note_rung([mark.id], NOW, not_again_before=NOW + MINUTE)
        work.marks.note_rung([], NOW, not_again_before=NOW + MINUTE)
    assert due(store) == []
    assert due(store, NOW + MINUTE) == [mark.id]


def test_a_mark_whose_pair_somebody_holds_is_not_due(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair, lease = a_leased_pair(store, synchronization)
    with store.transaction() as work:
        work.pairs.complete(pair.id, Side.SECOND, "2001", "P20-1")
        [first] = work.marks.raise_(synchronization.id, Side.FIRST, ["1001"], NOW)
        [second] = work.marks.raise_(synchronization.id, Side.SECOND, ["2001"], NOW)
        [same_id] = work.marks.raise_(synchronization.id, Side.SECOND, ["1001"], NOW)
        [same_id_too] = work.marks.raise_(synchronization.id, Side.FIRST, ["2001"], NOW)
    assert due(store) == [same_id, same_id_too]
    with store.transaction() as work:
        work.pairs.release(lease)
    assert sorted(due(store)) == [first, second, same_id, same_id_too]


def test_a_raise_forgets_that_the_mark_came_from_an_own_creation(store: Store) -> None:
    synchronization = between_two_sites(store)
    received(store, a_delivery(synchronization.first.tenant_id, is_creation=True, caused_by=synchronization.id))
    assert a_mark(store, synchronization).is_only_own_creation is False


def test_an_echo_after_everything_was_cleared_is_only_an_echo_again(store: Store) -> None:
    synchronization = between_two_sites(store)
    mark = a_mark(store, synchronization)
    with store.transaction() as work:
        work.marks.clear(mark.id, mark.raised)
    received(store, a_delivery(synchronization.first.tenant_id, is_creation=True, caused_by=synchronization.id))
    assert the_mark(store, mark.id).is_only_own_creation is True
