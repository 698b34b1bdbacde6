"""Dirty marks: which issues have changes that nobody has carried over yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, tuple_, update

from app.engine.contract import Side
from app.storage.tables import MarkRow, is_exchanging
from app.sync.records import Lane, Mark

RAISE_AGAIN = """
        ON CONFLICT (synchronization_id, side, issue_id) DO UPDATE SET
            raised = marks.raised + 1,
            is_only_own_creation = EXCLUDED.is_only_own_creation
                AND (marks.raised = marks.cleared OR marks.is_only_own_creation),
            attempts = CASE WHEN marks.next_try_at IS NULL THEN 0 ELSE marks.attempts END,
            first_raised_at = COALESCE(marks.first_raised_at, EXCLUDED.first_raised_at),
            next_try_at = CASE
                WHEN marks.next_try_at IS NULL OR marks.is_only_own_creation
                THEN LEAST(marks.next_try_at, EXCLUDED.next_try_at) ELSE marks.next_try_at END,
            lane = CASE
                WHEN marks.raised > marks.cleared AND (EXCLUDED.is_only_own_creation
                    OR marks.lane = 'live' AND NOT marks.is_only_own_creation)
                THEN marks.lane ELSE EXCLUDED.lane END,
            rung_until = CASE
                WHEN EXCLUDED.is_only_own_creation OR EXCLUDED.lane = marks.lane OR EXCLUDED.lane <> 'live'
                THEN marks.rung_until END
"""
"""What a raise does to a mark that is there. A clean and a parked one have no next try: they get one, and start anew;
one that waits for its next try goes on waiting (Jira may have asked for it). Once live it stays live until it is clean;
one that a webhook (`live` is the column's default) takes out of a slower lane has not been rung for there. The echo of
our own creation hurries nobody."""

RAISE = text(
    f"""
        INSERT INTO marks (synchronization_id, side, issue_id, raised, is_only_own_creation,
                           first_raised_at, next_try_at, lane)
        SELECT :synchronization_id, :side, issue_id, 1, false, LEAST(:at, now()), LEAST(:at, now()), :lane
        FROM unnest(CAST(:issue_ids AS text[])) AS issue_id ORDER BY issue_id
        {RAISE_AGAIN}
        RETURNING id
    """
)

CLEAR = text(
    """
    UPDATE marks SET
        cleared = GREATEST(cleared, LEAST(:up_to, raised)),
        attempts = 0,
        is_only_own_creation = is_only_own_creation AND raised > :up_to,
        first_raised_at = CASE WHEN raised > :up_to THEN now() END,
        next_try_at = CASE WHEN raised > :up_to THEN now() END,
        rung_until = NULL
    WHERE id = :mark_id
    RETURNING raised > cleared
    """
)

LOCK_TO_TRY_AGAIN = text(
    """
    SELECT id FROM marks
    WHERE id IN (
        SELECT id FROM marks WHERE synchronization_id = :synchronization_id AND raised > cleared
        UNION
        SELECT marks.id FROM incidents JOIN marks USING (synchronization_id, side, issue_id)
        WHERE synchronization_id = :synchronization_id AND closed_at IS NULL)
    ORDER BY id FOR NO KEY UPDATE
    """
)
"""In the order of the ids, as a sync clears the two marks of its pair: they can't wait for each other."""

RAISE_WITH_INCIDENT = text(
    f"""
        INSERT INTO marks (synchronization_id, side, issue_id, raised, is_only_own_creation,
                           first_raised_at, next_try_at)
        SELECT :synchronization_id, incident.side, incident.issue_id, 1, false, LEAST(:at, now()), LEAST(:at, now())
        FROM (
            SELECT DISTINCT side, issue_id FROM incidents
            WHERE synchronization_id = :synchronization_id AND closed_at IS NULL AND issue_id IS NOT NULL
        ) AS incident
        ORDER BY incident.side, incident.issue_id
        {RAISE_AGAIN}
    """
)

TRY_AGAIN = text(
    """
    UPDATE marks SET next_try_at = LEAST(:at, now()), attempts = 0, rung_until = NULL
    WHERE synchronization_id = :synchronization_id AND raised > cleared AND (next_try_at IS NULL OR attempts > 0)
    """
)

FORGET_UNPAIRED = text(
    """
    UPDATE marks SET cleared = raised, attempts = 0, is_only_own_creation = false,
                     first_raised_at = NULL, next_try_at = NULL, rung_until = NULL
    WHERE id IN (
        SELECT id FROM marks
        WHERE synchronization_id = :synchronization_id AND raised > cleared AND NOT EXISTS (
            SELECT FROM pairs WHERE pairs.synchronization_id = marks.synchronization_id
            AND CASE marks.side WHEN 'first' THEN first_issue_id ELSE second_issue_id END = marks.issue_id)
        ORDER BY id FOR NO KEY UPDATE)
    """
)

_EXCHANGING = is_exchanging().compile(compile_kwargs={"literal_binds": True})

DUE = text(
    f"""
    SELECT due.id
    FROM synchronizations CROSS JOIN LATERAL (
        SELECT id, next_try_at FROM marks
        WHERE synchronization_id = synchronizations.id
          AND raised > cleared
          AND lane = :lane
          AND next_try_at <= :now
          AND (rung_until IS NULL OR rung_until <= :now)
          AND NOT EXISTS (
            SELECT FROM pairs
            WHERE marks.side = 'first' AND pairs.synchronization_id = marks.synchronization_id
              AND pairs.first_issue_id = marks.issue_id AND pairs.lease_until > clock_timestamp())
          AND NOT EXISTS (
            SELECT FROM pairs
            WHERE marks.side = 'second' AND pairs.synchronization_id = marks.synchronization_id
              AND pairs.second_issue_id = marks.issue_id AND pairs.lease_until > clock_timestamp())
        ORDER BY next_try_at LIMIT :limit
    ) AS due
    WHERE {_EXCHANGING}
    ORDER BY due.next_try_at, due.id LIMIT :limit
    """
)
"""By synchronization first: what piles up in a stopped one is never walked through."""

NOTE_RUNG = text(
    """
    UPDATE marks SET rung_until = :not_again_before WHERE id IN (
        SELECT id FROM marks WHERE id = ANY(CAST(:mark_ids AS bigint[])) FOR NO KEY UPDATE SKIP LOCKED)
    """
)


class PostgresMarks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, mark_id: int) -> Mark | None:
        row = self._connection.execute(select(MarkRow).where(MarkRow.id == mark_id)).one_or_none()
        return None if row is None else _mark(row)

    def of_issues(self, synchronization_id: int, issues: Sequence[tuple[Side, str]]) -> Sequence[Mark]:
        if not issues:
            return []
        rows = self._connection.execute(
            select(MarkRow)
            .where(
                MarkRow.synchronization_id == synchronization_id,
                tuple_(MarkRow.side, MarkRow.issue_id).in_(issues),
            )
            .order_by(MarkRow.id)
        )
        return [_mark(row) for row in rows]

    def raise_(
        self, synchronization_id: int, side: Side, issue_ids: Sequence[str], at: datetime, lane: Lane = Lane.LIVE
    ) -> Sequence[int]:
        values = {
            "synchronization_id": synchronization_id,
            "side": side.value,
            "issue_ids": sorted(set(issue_ids)),
            "at": at,
            "lane": lane.value,
        }
        return [row.id for row in self._connection.execute(RAISE, values)]

    def clear(self, mark_id: int, up_to: int) -> bool:
        """False also for a mark that is gone with its synchronization."""
        is_dirty = self._connection.execute(CLEAR, {"mark_id": mark_id, "up_to": up_to}).scalar_one_or_none()
        return bool(is_dirty)

    def postpone(self, mark_id: int, until: datetime, *, attempts: int) -> None:
        self._connection.execute(
            update(MarkRow)
            .where(MarkRow.id == mark_id, MarkRow.raised > MarkRow.cleared)
            .values(next_try_at=until, attempts=attempts, rung_until=None)
        )

    def park(self, mark_id: int, up_to: int | None = None) -> None:
        """With `up_to`, a mark that was raised beyond it since stays due: parking it would hide the newer change."""
        condition = MarkRow.raised > MarkRow.cleared
        if up_to is not None:
            condition = condition & (MarkRow.raised <= up_to)
        self._connection.execute(
            update(MarkRow).where(MarkRow.id == mark_id, condition).values(next_try_at=None, rung_until=None)
        )

    def try_again(self, synchronization_id: int, at: datetime) -> None:
        values = {"synchronization_id": synchronization_id, "at": at}
        for statement in (LOCK_TO_TRY_AGAIN, TRY_AGAIN, RAISE_WITH_INCIDENT):
            self._connection.execute(statement, values)

    def forget_unpaired(self, synchronization_id: int) -> None:
        self._connection.execute(FORGET_UNPAIRED, {"synchronization_id": synchronization_id})

    def due(self, now: datetime, limit: int, lane: Lane = Lane.LIVE) -> Sequence[int]:
        values = {"now": now, "limit": limit, "lane": lane.value}
        return [row.id for row in self._connection.execute(DUE, values)]

    def note_rung(self, mark_ids: Sequence[int], now: datetime, *, not_again_before: datetime) -> None:
        """Waits for nobody: a mark that is being raised or cleared at this moment is left as it is."""
        values = {"mark_ids": list(mark_ids), "not_again_before": not_again_before}
        self._connection.execute(NOTE_RUNG, values)


def _mark(row: Row[Any]) -> Mark:
    return Mark(
        id=row.id,
        synchronization_id=row.synchronization_id,
        side=row.side,
        issue_id=row.issue_id,
        raised=row.raised,
        cleared=row.cleared,
        attempts=row.attempts,
        is_only_own_creation=row.is_only_own_creation,
        first_raised_at=row.first_raised_at,
        next_try_at=row.next_try_at,
    )
