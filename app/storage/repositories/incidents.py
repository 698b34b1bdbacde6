"""Incidents: opened once, counted while they last, closed when the issue went through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from app.engine.contract import Side
from app.storage.repositories.portions import removal, remove_portion
from app.storage.tables import IncidentRow
from app.sync.records import Incident, Portion

PURGE = removal("incidents", born_at="first_seen_at", is_over="closed_at < :before")


class PostgresIncidents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def report(
        self,
        *,
        synchronization_id: int,
        code: str,
        sentence: str,
        place: str = "",
        pair_id: int | None = None,
        side: Side | None = None,
        issue_id: str | None = None,
        at: datetime,
    ) -> None:
        latest = {"sentence": sentence, "pair_id": pair_id, "last_seen_at": at}
        report = insert(IncidentRow).values(
            synchronization_id=synchronization_id,
            code=code,
            place=place,
            side=side,
            issue_id=issue_id,
            first_seen_at=at,
            count=1,
            **latest,
        )
        self._connection.execute(
            report.on_conflict_do_update(
                index_elements=["synchronization_id", "side", "issue_id", "code", "place"],
                index_where=text("closed_at IS NULL"),
                set_={**latest, "count": IncidentRow.count + 1},
            )
        )

    def settle(
        self,
        synchronization_id: int,
        *,
        issues: Sequence[tuple[Side, str]],
        at: datetime,
        keep: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        if not issues:
            return
        self._connection.execute(
            update(IncidentRow)
            .where(
                IncidentRow.synchronization_id == synchronization_id,
                IncidentRow.closed_at.is_(None),
                tuple_(IncidentRow.side, IncidentRow.issue_id).in_(issues),
                tuple_(IncidentRow.code, IncidentRow.place).not_in(sorted(keep)),
            )
            .values(closed_at=at)
        )

    def settle_place(self, synchronization_id: int, *, side: Side, place: str, at: datetime) -> None:
        self._connection.execute(
            update(IncidentRow)
            .where(
                IncidentRow.synchronization_id == synchronization_id,
                IncidentRow.closed_at.is_(None),
                IncidentRow.side == side,
                IncidentRow.issue_id.is_(None),
                IncidentRow.place == place,
            )
            .values(closed_at=at)
        )

    def open(self, synchronization_id: int, limit: int = 100) -> Sequence[Incident]:
        """Those seen last first."""
        rows = self._connection.execute(
            select(IncidentRow)
            .where(IncidentRow.synchronization_id == synchronization_id, IncidentRow.closed_at.is_(None))
            .order_by(IncidentRow.last_seen_at.desc(), IncidentRow.id.desc())
            .limit(limit)
        )
        return [_incident(row) for row in rows]

    def purge(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        return remove_portion(self._connection, PURGE, before, beyond, at_once)


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        synchronization_id=row.synchronization_id,
        code=row.code,
        sentence=row.sentence,
        place=row.place,
        pair_id=row.pair_id,
        side=row.side,
        issue_id=row.issue_id,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        count=row._mapping["count"],
    )
