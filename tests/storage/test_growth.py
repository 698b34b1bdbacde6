"""What there is besides must not matter: the work of each look-up is counted in pages that the database touches, at a
small and at a hundred times the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from app.engine.contract import Side
from app.storage.store import PostgresStore
from app.sync.ports import Work
from tests.contract.given import a_delivery
from tests.emptied import empty
from tests.storage.seen import Statement, statements

FILL = """
    INSERT INTO tenants (site_address, display_address, is_active)
    SELECT 'https://site' || n || '.example', '', true FROM generate_series(1, :synchronizations * 2) n;

    INSERT INTO synchronizations (public_id, name, description, acceptance, message, wanted_running, created_by,
                                  created_at)
    SELECT 'public' || n, '', '', 'not-needed', '', true, 'ann', now() FROM generate_series(1, :synchronizations) n;

    INSERT INTO ends (synchronization_id, side, tenant_id, project_id, site_address, project_key, project_name)
    SELECT id, 'first', id * 2 - 1, '10', 'https://site' || id * 2 - 1 || '.example', 'P', '' FROM synchronizations
    UNION ALL
    SELECT id, 'second', id * 2, '20', 'https://site' || id * 2 || '.example', 'Q', '' FROM synchronizations;

    INSERT INTO pairs (synchronization_id, first_tenant_id, first_issue_id, second_tenant_id, second_issue_id)
    SELECT s.id, s.id * 2 - 1, n, s.id * 2, n FROM synchronizations s, generate_series(1, :pairs_each) n;

    INSERT INTO marks (synchronization_id, side, issue_id, raised, cleared, is_only_own_creation, next_try_at)
    SELECT s.id, 'first', n, 2, CASE WHEN n % 50 = 0 AND s.id <= 10 THEN 1 ELSE 2 END, false,
           CASE WHEN n % 50 = 0 AND s.id <= 10 THEN now() - interval '1 hour' END
    FROM synchronizations s, generate_series(1, :pairs_each) n;

    UPDATE synchronizations SET wanted_running = id % 10 <> 0;
"""


def filled(engine: Engine, synchronizations: int, pairs_each: int) -> None:
    empty(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        sizes = {"synchronizations": synchronizations, "pairs_each": pairs_each}
        for statement in FILL.split(";\n"):
            if statement.strip():
                connection.execute(text(statement), sizes)
        connection.execute(text("VACUUM ANALYZE"))


def plans_of(engine: Engine, act: Callable[[Work], object]) -> list[dict[str, Any]]:
    """How the database carries out what `act` does, which is taken back."""
    with statements(engine) as seen, suppress(TakenBack), PostgresStore(engine).transaction() as work:
        act(work)
        raise TakenBack
    with engine.connect() as connection:
        return [explained(connection, statement) for statement in seen]


class TakenBack(Exception):
    """Ends a transaction without a trace."""


def explained(connection: Connection, statement: Statement) -> dict[str, Any]:
    answer = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}", statement.parameters
    )
    plan: dict[str, Any] = answer.scalar_one()[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def pages(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


LOOKED_UP: dict[str, Callable[[Work], object]] = {
    "receive": lambda work: work.deliveries.receive(a_delivery(1, "7", "10")),
    "of_issue": lambda work: work.pairs.of_issue(1, Side.FIRST, "7"),
    "due": lambda work: work.marks.due(datetime.now(UTC), 10),
    "overview": lambda work: work.synchronizations.overview(1, project_id="10", project_key="P"),
}


def costs(engine: Engine) -> dict[str, int]:
    """Pages that each look-up touches. None of them may read a large table as a whole."""
    found = {}
    for name, act in LOOKED_UP.items():
        plans = plans_of(engine, act)
        scans = [node for plan in plans for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
        assert [scan["Relation Name"] for scan in scans if scan["Actual Rows"] > 1000] == []
        found[name] = sum(pages(plan) for plan in plans)
    return found


@pytest.fixture
def costs_by_size(engine: Engine) -> tuple[dict[str, int], dict[str, int]]:
    filled(engine, synchronizations=10, pairs_each=100)
    small = costs(engine)
    filled(engine, synchronizations=1000, pairs_each=100)
    return small, costs(engine)


def test_a_hundred_times_the_pairs_cost_a_change_hardly_a_page_more(
    costs_by_size: tuple[dict[str, int], dict[str, int]],
) -> None:
    small, large = costs_by_size
    assert large["receive"] <= small["receive"] + 20
    assert large["of_issue"] <= small["of_issue"] + 3
    assert large["overview"] <= small["overview"] + 20


def test_the_sweep_costs_a_few_pages_per_synchronization_and_none_per_pair(
    costs_by_size: tuple[dict[str, int], dict[str, int]],
) -> None:
    _, large = costs_by_size
    assert large["due"] <= 1000 * 4


def test_receiving_touches_the_concerned_synchronization_alone(engine: Engine) -> None:
    filled(engine, synchronizations=1000, pairs_each=10)
    before = PostgresStore(engine)
    with before.transaction() as work:
        work.deliveries.receive(a_delivery(1, "7", "10"))
    with engine.connect() as connection:
        changed = connection.execute(text("SELECT synchronization_id, issue_id FROM marks WHERE raised <> 2")).all()
    assert [tuple(row) for row in changed] == [(1, "7")]
