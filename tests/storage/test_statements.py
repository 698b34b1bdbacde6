"""How many statements things take, and that the database's words for a rule mean the rule."""

from __future__ import annotations

import itertools

from sqlalchemy import Engine, select

from app.engine.contract import Side
from app.storage.database import transaction
from app.storage.store import PostgresStore
from app.storage.tables import SynchronizationRow, is_exchanging
from app.sync.records import End
from app.sync.status import Acceptance, Facts
from app.sync.status import is_exchanging as the_rule
from tests.contract.given import (
    NOW,
    a_complete_pair,
    a_delivery,
    a_leased_pair,
    a_snapshot,
    a_synchronization,
    a_tenant,
    an_edit,
)
from tests.storage.seen import statements


def test_receiving_is_one_statement_whatever_it_concerns(engine: Engine, store: PostgresStore) -> None:
    tenant = a_tenant(store)
    both = [a_synchronization(store, (tenant, "10"), (tenant, str(number))) for number in (20, 21)]
    a_complete_pair(store, both[0])
    with statements(engine) as seen, store.transaction() as work:
        assert len(work.deliveries.receive(a_delivery(tenant.id))) == 2
    assert len(seen) == 1


def test_the_list_takes_two_statements_whatever_its_length(engine: Engine, store: PostgresStore) -> None:
    tenant = a_tenant(store)
    for number in range(5):
        synchronization = a_synchronization(store, (tenant, "10"), (tenant, f"2{number}"))
        with store.transaction() as work:
            work.backfills.start(synchronization.id, list(Side), NOW)
    with statements(engine) as seen, store.transaction() as work:
        assert len(work.synchronizations.overview(tenant.id, project_id="10", project_key="P10")) == 5
    assert len(seen) == 2


def test_what_a_change_needs_takes_one_statement_each(engine: Engine, store: PostgresStore) -> None:
    tenant = a_tenant(store)
    synchronization = a_synchronization(store, (tenant, "10"), (tenant, "20"))
    pair, lease = a_leased_pair(store, synchronization)
    with statements(engine) as seen, store.transaction() as work:
        work.pairs.check(lease, NOW)
        work.pairs.of_issue(synchronization.id, Side.FIRST, "1001")
        work.pairs.content(pair.id)
        work.journal.intend(
            pair_id=pair.id, operation=an_edit(), configuration_number=1, source_snapshot=a_snapshot(), at=NOW
        )
        work.marks.due(NOW, 10)
    assert len(seen) == 5


def test_the_database_and_the_rule_agree_on_what_is_exchanging(engine: Engine, store: PostgresStore) -> None:
    every_fact = list(itertools.product(Acceptance, (True, False), (None, "access-lost")))
    expected = {}
    for acceptance, running, suspension in every_fact:
        end = End(Side.FIRST, "https://site.example", "P")
        with store.transaction() as work:
            added = work.synchronizations.add(
                name="",
                description="",
                first=end,
                second=End(Side.SECOND, "https://site.example", "Q"),
                acceptance=acceptance,
                message="",
                created_by="ann",
                at=NOW,
            )
            work.synchronizations.set_wanted(added.id, running=running)
            if suspension:
                work.synchronizations.suspend(added.id, suspension)
        expected[added.id] = the_rule(Facts(acceptance, running, suspension))
    with transaction(engine) as connection:
        found = set(connection.execute(select(SynchronizationRow.id).where(is_exchanging())).scalars())
    assert found == {each for each, exchanges in expected.items() if exchanges}
