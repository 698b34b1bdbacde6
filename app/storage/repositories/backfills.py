"""Backfills: how far carrying over what is there already has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from app.engine.contract import Side
from app.storage.tables import BackfillRow, SynchronizationRow, is_exchanging
from app.sync.records import Backfill, BackfillState

IS_FREE = or_(BackfillRow.holder.is_(None), BackfillRow.lease_until <= func.clock_timestamp())


class PostgresBackfills:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, synchronization_id: int, sides: Sequence[Side], at: datetime) -> Sequence[Backfill]:
        self._one_start_at_a_time(synchronization_id)
        self._connection.execute(
            update(BackfillRow)
            .where(BackfillRow.synchronization_id == synchronization_id, BackfillRow.state == BackfillState.RUNNING)
            .values(state=BackfillState.DONE, finished_at=at)
        )
        if not sides:
            return []
        started = [
            {
                "synchronization_id": synchronization_id,
                "side": side,
                "state": BackfillState.RUNNING,
                "started_at": at,
            }
            for side in sides
        ]
        rows = self._connection.execute(insert(BackfillRow).values(started).returning(*BackfillRow.__table__.columns))
        return [backfill_of(row) for row in rows]

    def _one_start_at_a_time(self, synchronization_id: int) -> None:
        """The second of two starts waits for the first one's end, and ends what that one began. Webhooks don't wait."""
        row = select(SynchronizationRow.id).where(SynchronizationRow.id == synchronization_id)
        self._connection.execute(row.with_for_update(key_share=True))

    def get(self, backfill_id: int) -> Backfill | None:
        row = self._connection.execute(select(BackfillRow).where(BackfillRow.id == backfill_id)).one_or_none()
        return None if row is None else backfill_of(row)

    def estimate(self, backfill_id: int, total: int) -> None:
        self._change(backfill_id, total=total)

    def advance(self, backfill_id: int, *, cursor: str | None, done: int, failed: int) -> None:
        counts = {"done": BackfillRow.done + done, "failed": BackfillRow.failed + failed}
        self._change(backfill_id, cursor=cursor, attempts=0, next_try_at=None, **counts)

    def finish(self, backfill_id: int, at: datetime) -> None:
        self._change(backfill_id, state=BackfillState.DONE, finished_at=at, holder=None, lease_until=None)

    def lease(self, backfill_id: int, *, holder: str, now: datetime, duration: timedelta) -> bool:
        """False as well for one that is done. The database's clock decides, as for pairs."""
        taken = self._connection.execute(
            update(BackfillRow)
            .where(BackfillRow.id == backfill_id, BackfillRow.state == BackfillState.RUNNING, IS_FREE)
            .values(holder=holder, lease_until=func.clock_timestamp() + duration)
        )
        return taken.rowcount == 1

    def release(self, backfill_id: int, holder: str) -> None:
        self._connection.execute(
            update(BackfillRow)
            .where(BackfillRow.id == backfill_id, BackfillRow.holder == holder)
            .values(holder=None, lease_until=None)
        )

    def postpone(self, backfill_id: int, holder: str, until: datetime, *, attempts: int) -> None:
        self._connection.execute(
            update(BackfillRow)
            .where(BackfillRow.id == backfill_id, BackfillRow.holder == holder)
            .values(holder=None, lease_until=None, next_try_at=until, attempts=attempts)
        )

    def due(self, now: datetime) -> Sequence[int]:
        is_time = or_(BackfillRow.next_try_at.is_(None), BackfillRow.next_try_at <= now)
        rows = self._connection.execute(
            select(BackfillRow.id)
            .join(SynchronizationRow, SynchronizationRow.id == BackfillRow.synchronization_id)
            .where(BackfillRow.state == BackfillState.RUNNING, IS_FREE, is_time, is_exchanging())
            .order_by(BackfillRow.id)
        )
        return [row.id for row in rows]

    def note_rung(self, backfill_ids: Sequence[int], *, not_again_before: datetime) -> None:
        self._connection.execute(
            update(BackfillRow).where(BackfillRow.id.in_(backfill_ids)).values(next_try_at=not_again_before)
        )

    def _change(self, backfill_id: int, **values: Any) -> None:
        self._connection.execute(update(BackfillRow).where(BackfillRow.id == backfill_id).values(values))


def backfill_of(row: Row[Any]) -> Backfill:
    return Backfill(
        id=row.id,
        synchronization_id=row.synchronization_id,
        side=row.side,
        state=row.state,
        cursor=row.cursor,
        done=row.done,
        failed=row.failed,
        total=row.total,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempts=row.attempts,
    )
