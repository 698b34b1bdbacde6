"""Conflicts with the losing content: what was overwritten is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.engine.plan import Conflict
from app.storage.documents import from_document, to_document
from app.storage.tables import ConflictRow
from app.sync.records import KeptConflict


class PostgresConflicts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        synchronization_id: int,
        pair_id: int,
        conflicts: Sequence[Conflict],
        at: datetime,
        operation_id: str | None,
    ) -> None:
        rows = [
            {
                "synchronization_id": synchronization_id,
                "pair_id": pair_id,
                "digest": _digest(conflict),
                "document": to_document(conflict),
                "at": at,
                "operation_id": operation_id,
            }
            for conflict in conflicts
        ]
        if rows:
            self._connection.execute(insert(ConflictRow).values(rows).on_conflict_do_nothing())

    def of_synchronization(self, synchronization_id: int, limit: int = 100) -> Sequence[KeptConflict]:
        """Newest first."""
        rows = self._connection.execute(
            select(ConflictRow)
            .where(ConflictRow.synchronization_id == synchronization_id)
            .order_by(ConflictRow.id.desc())
            .limit(limit)
        )
        return [
            KeptConflict(
                id=row.id,
                synchronization_id=row.synchronization_id,
                pair_id=row.pair_id,
                conflict=from_document(Conflict, row.document),
                at=row.at,
                put_back_at=row.put_back_at,
            )
            for row in rows
        ]


def _digest(conflict: Conflict) -> str:
    """Over place, loser and contents: neither the rule nor the times make it another conflict."""
    document = to_document(conflict)
    told_apart_by = [document[name] for name in ("place", "loser", "losing", "winning")]
    return hashlib.sha256(json.dumps(told_apart_by, sort_keys=True).encode()).hexdigest()
