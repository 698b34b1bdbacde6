"""Numbered configurations: a draft can be changed, what was published can't."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import Unknown, WrongState
from app.sync.ports import Store
from tests.contract.given import NOW, a_configuration, between_two_sites


def published(store: Store, number: int = 1) -> int:
    """The id of a synchronization with this configuration."""
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.configurations.save_draft(synchronization.id, a_configuration(number), by="ann", at=NOW)
        work.configurations.publish(synchronization.id, number, by="bob", at=NOW)
    return synchronization.id


def test_a_draft_is_kept_and_replaced_and_is_not_in_force(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    with store.transaction() as work:
        assert work.configurations.draft(synchronization_id) is None
        for project_id in ("10", "11"):
            work.configurations.save_draft(synchronization_id, a_configuration(1, project_id), by="ann", at=NOW)
        draft = work.configurations.draft(synchronization_id)
        assert work.configurations.published(synchronization_id) is None
    assert draft is not None
    assert draft.configuration == a_configuration(1, "11")
    assert (draft.is_published, draft.created_by, draft.created_at, draft.published_at) == (False, "ann", NOW, None)


def test_there_is_one_draft_at_most_whatever_its_number(store: Store) -> None:
    synchronization_id = between_two_sites(store).id
    with store.transaction() as work:
        for number in (1, 2):
            work.configurations.save_draft(synchronization_id, a_configuration(number), by="ann", at=NOW)
        draft = work.configurations.draft(synchronization_id)
    assert draft is not None
    assert draft.configuration.number == 2


def test_publishing_puts_the_draft_in_force(store: Store) -> None:
    synchronization_id = published(store)
    with store.transaction() as work:
        assert work.configurations.draft(synchronization_id) is None
        assert work.configurations.published(synchronization_id) == a_configuration(1)
        synchronization = work.synchronizations.get(synchronization_id)
    assert synchronization is not None
    assert synchronization.published_number == 1


def test_an_older_number_stays_readable_after_a_newer_one_is_published(store: Store) -> None:
    synchronization_id = published(store)
    with store.transaction() as work:
        work.configurations.save_draft(synchronization_id, a_configuration(2, "11"), by="ann", at=NOW)
        work.configurations.publish(synchronization_id, 2, by="ann", at=NOW)
        assert work.configurations.published(synchronization_id) == a_configuration(2, "11")
        assert work.configurations.get(synchronization_id, 1) == a_configuration(1)


def test_a_published_number_can_not_be_saved_again(store: Store) -> None:
    synchronization_id = published(store)
    with pytest.raises(WrongState), store.transaction() as work:
        work.configurations.save_draft(synchronization_id, a_configuration(1, "11"), by="ann", at=NOW)
    with store.transaction() as work:
        assert work.configurations.get(synchronization_id, 1) == a_configuration(1)


@pytest.mark.parametrize("number", [1, 7])
def test_only_a_draft_can_be_published(store: Store, number: int) -> None:
    synchronization_id = published(store)
    with pytest.raises(WrongState), store.transaction() as work:
        work.configurations.publish(synchronization_id, number, by="ann", at=NOW)


def test_a_number_that_does_not_exist_is_unknown(store: Store) -> None:
    with pytest.raises(Unknown), store.transaction() as work:
        work.configurations.get(0, 7)


def test_one_at_a_time_is_let_past(store: Store) -> None:
    synchronization_id, order = between_two_sites(store).id, list[str]()

    def pass_by(name: str) -> None:
        with store.transaction() as work:
            work.configurations.one_at_a_time(synchronization_id)
            order.append(name)
            time.sleep(0.05)
            order.append(name)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(pass_by, ["one", "other"]))
    assert order[0] == order[1]
