"""Pairs of issues, and the right to write for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, or_, select, text

from app.engine.base import Base
from app.engine.contract import Side
from app.engine.snapshot import Snapshot
from app.errors import WrongState
from app.storage.repositories.contents import contents, save_content
from app.storage.repositories.families import is_represented
from app.storage.repositories.leases import check, lease, release, renew
from app.storage.repositories.pair_standings import standings
from app.storage.tables import OperationRow, PairRow
from app.sync.records import Lease, Outcome, Pair, PairContent, PairStanding

OPEN_LEASED = """
    INSERT INTO pairs (synchronization_id, first_tenant_id, second_tenant_id, {side}_issue_id, {side}_issue_key,
                       holder, lease_until, fence)
    SELECT :synchronization_id, first_end.tenant_id, second_end.tenant_id, issue.id, issue.key,
           :holder, clock_timestamp() + :duration, 1
    FROM unnest(CAST(:ids AS text[]), CAST(:keys AS text[])) AS issue (id, key)
    JOIN ends AS first_end ON first_end.synchronization_id = :synchronization_id AND first_end.side = 'first'
    JOIN ends AS second_end ON second_end.synchronization_id = :synchronization_id AND second_end.side = 'second'
    ORDER BY issue.id
    ON CONFLICT DO NOTHING
    RETURNING *
"""
"""In the order of the issue ids, so that two workers with overlapping pages can't wait for each other."""

COMPLETE = """
    WITH before AS (
        SELECT id, {side}_issue_id FROM pairs WHERE id = :pair_id FOR UPDATE
    ), completed AS (
        UPDATE pairs SET {side}_issue_id = :issue_id, {side}_issue_key = :issue_key
        FROM before
        WHERE pairs.id = before.id
          AND (before.{side}_issue_id IS NULL OR before.{side}_issue_id = :issue_id)
        RETURNING pairs.synchronization_id, before.{side}_issue_id IS NULL AS is_new
    ), counted AS (
        INSERT INTO pair_counts (synchronization_id, slot, pairs)
        SELECT synchronization_id, pg_backend_pid() % 16, 1 FROM completed WHERE is_new
        ON CONFLICT (synchronization_id, slot) DO UPDATE SET pairs = pair_counts.pairs + 1
    )
    SELECT is_new FROM completed
"""


class PostgresPairs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, pair_id: int) -> Pair | None:
        row = self._connection.execute(select(PairRow).where(PairRow.id == pair_id)).one_or_none()
        return None if row is None else _pair(row)

    def by_ids(self, pair_ids: Sequence[int]) -> dict[int, Pair]:
        rows = self._connection.execute(select(PairRow).where(PairRow.id.in_(pair_ids)))
        return {pair.id: pair for pair in map(_pair, rows)}

    def of_issue(self, synchronization_id: int, side: Side, issue_id: str) -> Pair | None:
        return self.of_issues(synchronization_id, side, [issue_id]).get(issue_id)

    def of_issues(self, synchronization_id: int, side: Side, issue_ids: Sequence[str]) -> dict[str, Pair]:
        column = PairRow.first_issue_id if side is Side.FIRST else PairRow.second_issue_id
        rows = self._connection.execute(
            select(PairRow).where(PairRow.synchronization_id == synchronization_id, column.in_(issue_ids))
        )
        return {str(pair.issue_id(side)): pair for pair in map(_pair, rows)}

    def is_represented(self, pair_id: int, tenant_id: int, project_id: str) -> bool:
        return is_represented(self._connection, pair_id, tenant_id, project_id)

    def open_leased(
        self,
        synchronization_id: int,
        side: Side,
        issues: Sequence[tuple[str, str]],
        *,
        holder: str,
        now: datetime,
        duration: timedelta,
    ) -> dict[str, tuple[Pair, Lease]]:
        values = {
            "synchronization_id": synchronization_id,
            "holder": holder,
            "duration": duration,
            "ids": [issue_id for issue_id, _ in issues],
            "keys": [key for _, key in issues],
        }
        rows = self._connection.execute(text(OPEN_LEASED.format(side=side.value)), values)
        opened = [(_pair(row), Lease(row.id, row.fence, row.lease_until)) for row in rows]
        return {str(pair.issue_id(side)): (pair, lease) for pair, lease in opened}

    def lease(self, pair_id: int, *, holder: str, now: datetime, duration: timedelta) -> Lease | None:
        return lease(self._connection, pair_id, holder, duration)

    def renew(self, lease: Lease, *, now: datetime, duration: timedelta) -> Lease:
        return renew(self._connection, lease, duration)

    def check(self, lease: Lease, now: datetime) -> None:
        check(self._connection, lease)

    def release(self, lease: Lease) -> None:
        """Does nothing when the lease is lost already."""
        release(self._connection, lease)

    def content(self, pair_id: int) -> PairContent:
        """Empty for a pair of which nothing has been stored yet."""
        return self.contents([pair_id])[pair_id]

    def contents(self, pair_ids: Sequence[int]) -> dict[int, PairContent]:
        return contents(self._connection, pair_ids)

    def save_content(
        self,
        pair_id: int,
        *,
        first: Snapshot | None = None,
        second: Snapshot | None = None,
        base: Base | None = None,
    ) -> None:
        save_content(self._connection, pair_id, first, second, base)

    def complete(self, pair_id: int, side: Side, issue_id: str, issue_key: str) -> None:
        """Safe to repeat. Raises WrongState when the pair is gone or complete with another issue; an issue that belongs
        to another pair already violates a constraint (IntegrityError): a bug of ours."""
        completed = self._connection.execute(
            text(COMPLETE.format(side=side.value)),
            {"pair_id": pair_id, "issue_id": issue_id, "issue_key": issue_key},
        ).one_or_none()
        if completed is None:
            raise WrongState("This pair is gone, or its counterpart is another issue.")

    def discard(self, pair_id: int) -> None:
        self._connection.execute(
            delete(PairRow).where(
                PairRow.id == pair_id,
                or_(PairRow.first_issue_id.is_(None), PairRow.second_issue_id.is_(None)),
                ~exists().where(
                    OperationRow.pair_id == PairRow.id, OperationRow.outcome.in_((Outcome.OPEN, Outcome.MISSING))
                ),
            )
        )

    def standings(self, tenant_id: int, issue_id: str) -> Sequence[PairStanding]:
        return standings(self._connection, tenant_id, issue_id)


def _pair(row: Row[Any]) -> Pair:
    return Pair(
        id=row.id,
        synchronization_id=row.synchronization_id,
        first_issue_id=row.first_issue_id,
        second_issue_id=row.second_issue_id,
        first_issue_key=row.first_issue_key,
        second_issue_key=row.second_issue_key,
    )
