"""Conflicts and incidents."""

from __future__ import annotations

from dataclasses import replace

from app.engine.contract import Side
from app.engine.plan import Conflict
from app.engine.snapshot import Value
from app.sync.ports import Store
from app.sync.records import Incident
from tests.contract.given import MINUTE, NOW, a_complete_pair, between_two_sites

LABELS = Conflict("labels", Side.SECOND, Value(("blue",)), Value(("green",)), "newest", NOW, NOW + MINUTE)


def report(
    store: Store,
    synchronization_id: int,
    code: str = "unmapped-value",
    *,
    place: str = "",
    side: Side | None = None,
    issue_id: str | None = None,
) -> None:
    with store.transaction() as work:
        work.incidents.report(
            synchronization_id=synchronization_id,
            code=code,
            sentence=f"Because of {code}.",
            place=place,
            side=side,
            issue_id=issue_id,
            at=NOW,
        )


def open_incidents(store: Store, synchronization_id: int) -> list[Incident]:
    with store.transaction() as work:
        return list(work.incidents.open(synchronization_id))


def test_the_losing_content_is_kept_as_it_was(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    with store.transaction() as work:
        work.conflicts.keep(synchronization.id, pair.id, [LABELS], NOW, "operation-1")
        [kept] = work.conflicts.of_synchronization(synchronization.id)
    assert (kept.conflict, kept.pair_id, kept.at, kept.put_back_at) == (LABELS, pair.id, NOW, None)


def test_a_plan_that_is_made_again_keeps_nothing_twice(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    mirrored = replace(LABELS, loser=Side.FIRST)
    with store.transaction() as work:
        work.conflicts.keep(synchronization.id, pair.id, [LABELS, mirrored], NOW, None)
        work.conflicts.keep(synchronization.id, pair.id, [LABELS, mirrored, LABELS], NOW + MINUTE, "operation-2")
        work.conflicts.keep(synchronization.id, pair.id, [], NOW, None)
        kept = work.conflicts.of_synchronization(synchronization.id)
    assert [each.conflict for each in kept] == [mirrored, LABELS]


def test_no_more_conflicts_are_read_than_asked_for_newest_first(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    conflicts = [replace(LABELS, place=f"field {number}") for number in range(3)]
    with store.transaction() as work:
        work.conflicts.keep(synchronization.id, pair.id, conflicts, NOW, None)
        kept = work.conflicts.of_synchronization(synchronization.id, limit=2)
    assert [each.conflict.place for each in kept] == ["field 2", "field 1"]


def test_the_same_incident_is_counted_not_repeated(store: Store) -> None:
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        for minute in range(3):
            work.incidents.report(
                synchronization_id=synchronization.id, code="jira-busy", sentence=f"{minute}", at=NOW + minute * MINUTE
            )
    [incident] = open_incidents(store, synchronization.id)
    assert (incident.count, incident.sentence) == (3, "2")
    assert (incident.first_seen_at, incident.last_seen_at) == (NOW, NOW + 2 * MINUTE)


def test_incidents_are_told_apart_by_code_place_side_and_issue(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    report(store, synchronization_id, "one")
    report(store, synchronization_id, "two")
    report(store, synchronization_id, "one", place="priority")
    report(store, synchronization_id, "one", side=Side.FIRST, issue_id="1")
    report(store, synchronization_id, "one", side=Side.SECOND, issue_id="1")
    report(store, synchronization_id, "one", side=Side.SECOND, issue_id="2")
    assert [incident.count for incident in open_incidents(store, synchronization_id)] == [1] * 6


def test_an_issue_that_went_through_closes_its_incidents_and_nobody_elses(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    report(store, synchronization_id, "one", side=Side.FIRST, issue_id="1")
    report(store, synchronization_id, "two", side=Side.SECOND, issue_id="9")
    report(store, synchronization_id, "other", side=Side.SECOND, issue_id="1")
    report(store, synchronization_id, "general")
    with store.transaction() as work:
        work.incidents.settle(synchronization_id, issues=[(Side.FIRST, "1"), (Side.SECOND, "9")], at=NOW)
        work.incidents.settle(synchronization_id, issues=[], at=NOW)
    assert {incident.code for incident in open_incidents(store, synchronization_id)} == {"other", "general"}


def test_a_place_of_a_side_is_settled_and_no_issue_with_it(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    report(store, synchronization_id, "settled", place="backfill", side=Side.FIRST)
    report(store, synchronization_id, "other side", place="backfill", side=Side.SECOND)
    report(store, synchronization_id, "other place", place="access", side=Side.FIRST)
    report(store, synchronization_id, "of an issue", place="backfill", side=Side.FIRST, issue_id="1")
    with store.transaction() as work:
        work.incidents.settle_place(synchronization_id, side=Side.FIRST, place="backfill", at=NOW)
    left = {incident.code for incident in open_incidents(store, synchronization_id)}
    assert left == {"other side", "other place", "of an issue"}


def test_what_still_holds_stays_open(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    for place in ("priority", "labels"):
        report(store, synchronization_id, "unmapped-value", place=place, side=Side.FIRST, issue_id="1")
    with store.transaction() as work:
        work.incidents.settle(
            synchronization_id,
            issues=[(Side.FIRST, "1")],
            at=NOW,
            keep=frozenset({("unmapped-value", "labels"), ("another", "priority")}),
        )
    assert [incident.place for incident in open_incidents(store, synchronization_id)] == ["labels"]


def test_an_incident_that_comes_back_after_it_was_closed_is_a_new_one(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    report(store, synchronization_id, "one", side=Side.FIRST, issue_id="1")
    [old] = open_incidents(store, synchronization_id)
    with store.transaction() as work:
        work.incidents.settle(synchronization_id, issues=[(Side.FIRST, "1")], at=NOW)
    report(store, synchronization_id, "one", side=Side.FIRST, issue_id="1")
    [new] = open_incidents(store, synchronization_id)
    assert new.id != old.id
    assert new.count == 1


def test_an_incident_outlives_the_pair_that_was_discarded(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    with store.transaction() as work:
        work.incidents.report(synchronization_id=synchronization.id, code="one", sentence="!", pair_id=pair.id, at=NOW)
        work.pairs.discard(pair.id)
    assert len(open_incidents(store, synchronization.id)) == 1


def test_incidents_that_were_closed_long_ago_go_and_open_ones_stay(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    for issue_id in ("long ago", "just now", "open"):
        report(store, synchronization_id, side=Side.FIRST, issue_id=issue_id)
    with store.transaction() as work:
        for issue_id, closed_at in (("long ago", NOW + MINUTE), ("just now", NOW + 3 * MINUTE)):
            work.incidents.settle(synchronization_id, issues=[(Side.FIRST, issue_id)], at=closed_at)
        assert work.incidents.purge(NOW + 2 * MINUTE, beyond=0, at_once=100).removed == 1
        assert work.incidents.purge(NOW + 4 * MINUTE, beyond=0, at_once=100).removed == 1
    assert [incident.issue_id for incident in open_incidents(store, synchronization_id)] == ["open"]
