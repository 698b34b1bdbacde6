"""What there is besides must not matter: the work of each look-up is counted in pages that the database touches, at a
small and at a hundred times the size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.sql.elements import TextClause

from app.storage.repositories.deliveries import RECEIVE
from app.storage.repositories.marks import DUE
from app.storage.store import PostgresStore
from tests.contract.given import a_delivery
from tests.emptied import empty

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

OF_ISSUE = text("SELECT * FROM pairs WHERE synchronization_id = 1 AND first_issue_id IN ('7')")


def filled(engine: Engine, synchronizations: int, pairs_each: int) -> None:
    empty(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        sizes = {"synchronizations": synchronizations, "pairs_each": pairs_each}
        for statement in FILL.split(";\n"):
            if statement.strip():
                connection.execute(text(statement), sizes)
        connection.execute(text("VACUUM ANALYZE"))


def plan_of(connection: Connection, statement: TextClause, values: Mapping[str, Any]) -> dict[str, Any]:
    explained = text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}")
    explained = explained.bindparams(*(statement._bindparams[name] for name in values if name in statement._bindparams))
    answer = connection.execute(explained, values).scalar_one()
    plan: dict[str, Any] = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def pages(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def costs(engine: Engine) -> dict[str, int]:
    """Pages that each look-up touches, once the pages for planning are warm. What it writes is taken back."""
    delivery = vars(a_delivery(1, "7", "10"))
    looked_up: dict[str, tuple[TextClause, Mapping[str, Any]]] = {
        "receive": (RECEIVE, delivery),
        "of_issue": (OF_ISSUE, {}),
        "due": (DUE, {"now": datetime.now(UTC), "limit": 10}),
    }
    found = {}
    with engine.connect() as connection:
        for name, (statement, values) in looked_up.items():
            plan = plan_of(connection, statement, values)
            connection.rollback()
            scans = [node for node in nodes(plan) if node["Node Type"] == "Seq Scan"]
            assert [scan["Relation Name"] for scan in scans if scan["Actual Rows"] > 1000] == []
            found[name] = pages(plan)
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
