"""How one issue is doing, for the panel on it: one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from app.engine.contract import Side
from app.sync.records import PairStanding
from app.sync.status import Acceptance, Facts

STANDINGS = """
    WITH own AS (
        SELECT pairs.*, 'first' AS side, first_issue_id AS issue_id, second_issue_id AS other_id,
               second_issue_key AS other_key, 'second' AS other_side
        FROM pairs WHERE first_tenant_id = :tenant_id AND first_issue_id = :issue_id
        UNION ALL
        SELECT pairs.*, 'second', second_issue_id, first_issue_id, first_issue_key, 'first'
        FROM pairs WHERE second_tenant_id = :tenant_id AND second_issue_id = :issue_id
    )
    SELECT synchronizations.name, synchronizations.acceptance, synchronizations.wanted_running,
           synchronizations.suspension, own.side, own.other_key,
           coalesce(tenants.display_address, ends.site_address) AS other_address,
           EXISTS (SELECT FROM marks WHERE marks.synchronization_id = own.synchronization_id
                   AND raised > cleared
                   AND (marks.side, marks.issue_id) IN ((own.side, own.issue_id), (own.other_side, own.other_id))
                  ) AS is_pending,
           (SELECT CASE WHEN incidents.side = own.side OR own.first_tenant_id = own.second_tenant_id
                        THEN sentence ELSE '' END
            FROM incidents WHERE incidents.synchronization_id = own.synchronization_id
            AND closed_at IS NULL
            AND (incidents.pair_id = own.id
                 OR (incidents.side, incidents.issue_id) IN ((own.side, own.issue_id), (own.other_side, own.other_id)))
            ORDER BY last_seen_at DESC LIMIT 1) AS incident,
           (SELECT max(settled_at) FROM operations WHERE operations.pair_id = own.id AND outcome = 'written'
           ) AS last_written_at
    FROM own
    JOIN synchronizations ON synchronizations.id = own.synchronization_id
    JOIN ends ON ends.synchronization_id = own.synchronization_id AND ends.side = own.other_side
    LEFT JOIN tenants ON tenants.id = ends.tenant_id
    ORDER BY synchronizations.name, own.id
"""


def standings(connection: Connection, tenant_id: int, issue_id: str) -> Sequence[PairStanding]:
    """See `app.sync.ports.Pairs.standings`."""
    rows = connection.execute(text(STANDINGS), {"tenant_id": tenant_id, "issue_id": issue_id})
    return [_standing(row) for row in rows]


def _standing(row: Row[Any]) -> PairStanding:
    return PairStanding(
        synchronization_name=row.name,
        facts=Facts(Acceptance(row.acceptance), row.wanted_running, row.suspension),
        side=Side(row.side),
        counterpart_key=row.other_key,
        counterpart_address=row.other_address,
        is_pending=row.is_pending,
        incident=row.incident,
        last_written_at=row.last_written_at,
    )
