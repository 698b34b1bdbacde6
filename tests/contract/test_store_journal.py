"""Plans, intents and receipts."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.engine.contract import Side
from app.engine.operations import Operation
from app.engine.plan import Hold, Plan, Skip
from app.errors import WrongState
from app.sync.ports import Store
from app.sync.records import Intent, Outcome, Pair, Portion, Receipt
from tests.contract.given import (
    MINUTE,
    NOW,
    a_creation,
    a_leased_pair,
    a_snapshot,
    an_edit,
    between_two_sites,
)


def a_pair(store: Store) -> Pair:
    return a_leased_pair(store, between_two_sites(store))[0]


def intended(store: Store, pair: Pair) -> Intent:
    with store.transaction() as work:
        return work.journal.intend(
            pair_id=pair.id, operation=an_edit(), configuration_number=3, source_snapshot=a_snapshot(), at=NOW
        )


def open_intents(store: Store, pair: Pair) -> list[Intent]:
    with store.transaction() as work:
        return list(work.journal.open_intents(pair.id))


def outcome_of(store: Store, intent: Intent) -> Outcome:
    with store.transaction() as work:
        found = work.journal.by_operation(intent.operation_id)
    assert found is not None
    return found.outcome


def test_an_intent_is_found_again_as_it_was_announced(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    assert (intent.pair_id, intent.synchronization_id) == (pair.id, pair.synchronization_id)
    assert (intent.side, intent.operation, intent.configuration_number) == (Side.SECOND, an_edit(), 3)
    assert (intent.source_snapshot, intent.intended_at, intent.attempts) == (a_snapshot(), NOW, 0)
    assert open_intents(store, pair) == [intent]
    with store.transaction() as work:
        assert work.journal.by_operation(intent.operation_id) == intent
        assert work.journal.by_operation("forged") is None


def test_the_same_write_can_be_open_once_per_pair(store: Store) -> None:
    pair = a_pair(store)
    intended(store, pair)
    with pytest.raises(WrongState):
        intended(store, pair)
    assert intended(store, a_pair(store)).operation == an_edit()
    assert len(open_intents(store, pair)) == 1


def test_other_writes_of_the_pair_can_be_open_beside_it_in_their_order(store: Store) -> None:
    pair = a_pair(store)
    with store.transaction() as work:
        announced = [
            work.journal.intend(
                pair_id=pair.id, operation=operation, configuration_number=1, source_snapshot=None, at=NOW
            )
            for operation in (a_creation(), an_edit(), an_edit(side=Side.FIRST))
        ]
    assert open_intents(store, pair) == announced


def test_a_receipt_settles_the_write_and_the_same_can_be_announced_anew(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.receipt(intent.operation_id, Receipt("9001", "P20-1"), NOW)
    assert open_intents(store, pair) == []
    assert outcome_of(store, intent) is Outcome.WRITTEN
    again = intended(store, pair)
    assert again.operation_id != intent.operation_id


def test_an_abandoned_write_can_be_announced_anew(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.abandon(intent.operation_id, "looked for and not found", NOW)
    assert open_intents(store, pair) == []
    assert intended(store, pair).operation_id != intent.operation_id


def test_a_missing_write_comes_to_light_as_it_was_announced(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.miss(intent.operation_id, NOW)
    assert open_intents(store, pair) == []
    assert outcome_of(store, intent) is Outcome.MISSING
    with store.transaction() as work:
        work.journal.reopen(intent.operation_id)
    assert open_intents(store, pair) == [intent]


def test_a_missing_write_stays_missing_while_it_is_announced_anew(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.miss(intent.operation_id, NOW)
    again = intended(store, pair)
    with store.transaction() as work:
        work.journal.reopen(intent.operation_id)
    assert open_intents(store, pair) == [again]
    assert outcome_of(store, intent) is Outcome.MISSING


def test_what_did_not_happen_is_not_reopened(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.abandon(intent.operation_id, "refused", NOW)
        work.journal.reopen(intent.operation_id)
    assert outcome_of(store, intent) is Outcome.ABANDONED


def test_attempts_are_counted(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.note_attempt(intent.operation_id)
        work.journal.note_attempt(intent.operation_id)
    assert [open_intent.attempts for open_intent in open_intents(store, pair)] == [2]


def test_only_what_was_written_counts_as_activity(store: Store) -> None:
    pair = a_pair(store)
    intent = intended(store, pair)
    with store.transaction() as work:
        synchronization = work.synchronizations.get(pair.synchronization_id)
        assert synchronization is not None
        work.journal.abandon(intent.operation_id, "refused", NOW)
        [line] = work.synchronizations.overview(synchronization.first.tenant_id or 0)
        assert line.last_activity_at is None
    intent = intended(store, pair)
    with store.transaction() as work:
        work.journal.receipt(intent.operation_id, Receipt(None), NOW + MINUTE)
        work.journal.receipt(intent.operation_id, Receipt(None), NOW + 2 * MINUTE)
        [line] = work.synchronizations.overview(synchronization.first.tenant_id or 0)
        assert line.last_activity_at == NOW + MINUTE


def test_plans_are_recorded_one_by_one(store: Store) -> None:
    pair = a_pair(store)
    plan = Plan(
        (an_edit(),),
        skips=(Skip("labels", Side.FIRST, "not on the screen"),),
        holds=(Hold("priority", Side.FIRST, "unmapped-value", "No alias"),),
    )
    with store.transaction() as work:
        assert work.journal.record_plan(pair.id, 1, plan, NOW) != work.journal.record_plan(pair.id, 1, plan, NOW)


def written(store: Store, pair: Pair, operation: Operation, at: datetime) -> Intent:
    with store.transaction() as work:
        intent = work.journal.intend(
            pair_id=pair.id, operation=operation, configuration_number=1, source_snapshot=None, at=at
        )
        work.journal.receipt(intent.operation_id, Receipt("1"), at)
    return intent


def is_known(store: Store, intent: Intent) -> bool:
    with store.transaction() as work:
        return work.journal.by_operation(intent.operation_id) is not None


def test_old_writes_go_but_for_creations_and_the_last_of_each_pair(store: Store) -> None:
    pair, quiet = a_pair(store), a_pair(store)
    creation, edit = written(store, pair, a_creation(), NOW), written(store, pair, an_edit(), NOW)
    last = written(store, pair, an_edit(), NOW + 2 * MINUTE)
    only = written(store, quiet, an_edit(), NOW)
    with store.transaction() as work:
        portion = work.journal.purge_writes(NOW + MINUTE, beyond=0, at_once=100)
    assert portion.removed == 1
    assert [is_known(store, each) for each in (creation, edit, last, only)] == [True, False, True, True]


def test_what_became_of_a_write_is_not_forgotten_before_it_is_known(store: Store) -> None:
    pair = a_pair(store)
    still_open = intended(store, pair)
    with store.transaction() as work:
        assert work.journal.purge_writes(NOW + MINUTE, beyond=0, at_once=100).removed == 0
        work.journal.abandon(still_open.operation_id, "refused", NOW)
        assert work.journal.purge_writes(NOW, beyond=0, at_once=100).removed == 0
        assert work.journal.purge_writes(NOW + MINUTE, beyond=0, at_once=100).removed == 1
    assert not is_known(store, still_open)


def test_old_plans_go_portion_by_portion(store: Store) -> None:
    pair = a_pair(store)
    with store.transaction() as work:
        ids = [work.journal.record_plan(pair.id, 1, Plan((an_edit(),)), NOW + n * MINUTE) for n in range(5)]
        first = work.journal.purge_plans(NOW + 3 * MINUTE, beyond=0, at_once=2)
        second = work.journal.purge_plans(NOW + 3 * MINUTE, beyond=first.last_id or 0, at_once=2)
        third = work.journal.purge_plans(NOW + 3 * MINUTE, beyond=second.last_id or 0, at_once=2)
    assert (first, second, third) == (Portion(2, ids[1]), Portion(1, ids[2]), Portion(0, None))
