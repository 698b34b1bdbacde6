"""Pairs and what is stored of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.engine.base import Base
from app.engine.contract import Side
from app.errors import WrongState
from app.sync.ports import Store
from app.sync.records import PairContent
from tests.contract.given import (
    MINUTE,
    NOW,
    a_base,
    a_complete_pair,
    a_creation,
    a_leased_pair,
    a_snapshot,
    a_synchronization,
    a_tenant,
    between_two_sites,
)


def test_pairs_are_opened_once_per_issue(store: Store) -> None:
    synchronization = between_two_sites(store)
    a_leased_pair(store, synchronization, "1")
    with store.transaction() as work:
        opened = work.pairs.open_leased(
            synchronization.id,
            Side.FIRST,
            [("1", "P10-1"), ("2", "P10-2"), ("2", "P10-2")],
            holder="other",
            now=datetime.now(UTC),
            duration=MINUTE,
        )
    assert set(opened) == {"2"}
    pair, lease = opened["2"]
    assert (pair.first_issue_id, pair.first_issue_key, pair.second_issue_id) == ("2", "P10-2", None)
    assert lease.pair_id == pair.id


def test_a_pair_is_found_by_either_issue_on_its_own_side_only(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    with store.transaction() as work:
        assert work.pairs.of_issue(synchronization.id, Side.FIRST, "1001") == pair
        assert work.pairs.of_issue(synchronization.id, Side.SECOND, "2001") == pair
        assert work.pairs.of_issue(synchronization.id, Side.SECOND, "1001") is None
        assert work.pairs.of_issues(synchronization.id, Side.SECOND, ["2001", "7"]) == {"2001": pair}
        assert work.pairs.of_issues(synchronization.id, Side.SECOND, []) == {}


def test_completing_again_with_the_same_issue_changes_nothing(store: Store) -> None:
    synchronization = between_two_sites(store)
    pair = a_complete_pair(store, synchronization)
    with store.transaction() as work:
        work.pairs.complete(pair.id, Side.SECOND, "2001", "P20-2001")
        assert work.pairs.get(pair.id) == pair
        [line] = work.synchronizations.overview(synchronization.first.tenant_id or 0)
    assert line.pairs == 1


def test_completing_with_another_issue_is_refused(store: Store) -> None:
    pair = a_complete_pair(store, between_two_sites(store))
    with pytest.raises(WrongState), store.transaction() as work:
        work.pairs.complete(pair.id, Side.SECOND, "2002", "P20-2002")


def test_contents_come_back_as_they_were_stored(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        work.pairs.save_content(pair.id, first=a_snapshot(), base=a_base())
        assert work.pairs.content(pair.id) == PairContent(a_snapshot(), None, a_base())


def test_storing_one_part_leaves_the_others_as_they_are(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    other = a_snapshot("2001", "other", key="P20-1")
    with store.transaction() as work:
        work.pairs.save_content(pair.id, first=a_snapshot(), base=a_base())
        work.pairs.save_content(pair.id, second=other)
        work.pairs.save_content(pair.id)
        assert work.pairs.content(pair.id) == PairContent(a_snapshot(), other, a_base())


def test_characters_that_databases_dislike_are_kept(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    odd = a_snapshot(summary="nul \0, quote ' and \N{PILE OF POO}")
    with store.transaction() as work:
        work.pairs.save_content(pair.id, first=odd)
        assert work.pairs.content(pair.id).first == odd


def test_a_pair_without_contents_has_empty_ones(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        assert work.pairs.contents([pair.id]) == {pair.id: PairContent(None, None, Base())}
        assert work.pairs.contents([]) == {}


def test_the_keys_of_the_pair_follow_the_snapshots(store: Store) -> None:
    pair = a_complete_pair(store, between_two_sites(store))
    with store.transaction() as work:
        work.pairs.save_content(pair.id, first=a_snapshot(key="MOVED-1"))
        moved = work.pairs.get(pair.id)
    assert moved is not None
    assert (moved.first_issue_key, moved.second_issue_key) == ("MOVED-1", pair.second_issue_key)


def test_pairs_are_found_by_their_ids(store: Store) -> None:
    synchronization = between_two_sites(store)
    one, other = a_complete_pair(store, synchronization), a_complete_pair(store, synchronization, "7", "8")
    with store.transaction() as work:
        assert work.pairs.by_ids([one.id, other.id, 10**12]) == {one.id: one, other.id: other}
        assert work.pairs.by_ids([]) == {}


def test_a_family_reaches_across_synchronizations(store: Store) -> None:
    """Project 10 with 20, and 20 with 30."""
    tenants = [a_tenant(store) for _ in range(3)]
    first, second, third = (tenant.id for tenant in tenants)
    one = a_synchronization(store, (tenants[0], "10"), (tenants[1], "20"))
    other = a_synchronization(store, (tenants[1], "20"), (tenants[2], "30"))
    a_complete_pair(store, one, "1001", "2001")
    pair = a_complete_pair(store, other, "2001", "3001")
    alone, _ = a_leased_pair(store, other, "2002")
    with store.transaction() as work:
        assert work.pairs.is_represented(pair.id, first, "10")
        assert work.pairs.is_represented(pair.id, third, "30")
        assert not work.pairs.is_represented(pair.id, third, "10"), "ids repeat from site to site"
        assert not work.pairs.is_represented(alone.id, third, "30"), "its counterpart is not there yet"
        assert work.pairs.is_represented(alone.id, second, "20")
        assert not work.pairs.is_represented(alone.id, first, "10")


def test_discarding_takes_only_pairs_without_a_counterpart(store: Store) -> None:
    synchronization = between_two_sites(store)
    complete = a_complete_pair(store, synchronization)
    alone, _ = a_leased_pair(store, synchronization, "7")
    with store.transaction() as work:
        work.pairs.discard(complete.id)
        work.pairs.discard(alone.id)
        assert work.pairs.get(complete.id) == complete
        assert work.pairs.get(alone.id) is None


def test_a_pair_whose_counterpart_may_still_come_to_light_is_not_discarded(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        intent = work.journal.intend(
            pair_id=pair.id, operation=a_creation(), configuration_number=1, source_snapshot=a_snapshot(), at=NOW
        )
        work.pairs.discard(pair.id)
        assert work.pairs.get(pair.id) == pair
        work.journal.miss(intent.operation_id, NOW)
        work.pairs.discard(pair.id)
        assert work.pairs.get(pair.id) == pair


def test_a_pair_whose_only_write_did_not_happen_is_discarded(store: Store) -> None:
    pair, _ = a_leased_pair(store, between_two_sites(store))
    with store.transaction() as work:
        intent = work.journal.intend(
            pair_id=pair.id, operation=a_creation(), configuration_number=1, source_snapshot=a_snapshot(), at=NOW
        )
        work.journal.abandon(intent.operation_id, "refused", NOW)
        work.pairs.discard(pair.id)
        assert work.pairs.get(pair.id) is None
