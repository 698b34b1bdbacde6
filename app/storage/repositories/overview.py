"""The list of synchronizations for a page: two statements, whatever its length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Label, cast, func, select

from app.storage.repositories.backfills import backfill_of
from app.storage.repositories.synchronization_rows import (
    of_project_or_its_key,
    of_tenant,
    selection,
    synchronization_of,
)
from app.storage.tables import (
    BackfillRow,
    IncidentRow,
    MarkRow,
    OperationRow,
    PairCountRow,
    SynchronizationRow,
)
from app.sync.records import Backfill, Outcome, SynchronizationOverview


def overview(
    connection: Connection,
    tenant_id: int,
    project_id: str | None,
    project_key: str | None,
    public_id: str | None = None,
) -> Sequence[SynchronizationOverview]:
    """See `app.sync.ports.Synchronizations.overview`."""
    ids: Any = of_tenant(tenant_id)
    if project_id is not None:
        ids = of_project_or_its_key(tenant_id, project_id, project_key)
    counts = (_pairs(), _pending(), _incidents(), _last_activity())
    statement = selection().add_columns(*counts).where(SynchronizationRow.id.in_(ids))
    if public_id is not None:
        statement = statement.where(SynchronizationRow.public_id == public_id)
    rows = connection.execute(statement.order_by(SynchronizationRow.id.desc())).all()
    backfills = _latest_backfills(connection, [row.id for row in rows])
    return [
        SynchronizationOverview(
            synchronization=synchronization_of(row),
            pairs=row.pairs,
            pending=row.pending,
            incidents=row.incidents,
            last_activity_at=row.last_activity_at,
            backfills=tuple(backfills[row.id]),
        )
        for row in rows
    ]


def _pairs() -> Label[int]:
    return (
        select(cast(func.coalesce(func.sum(PairCountRow.pairs), 0), BigInteger))
        .where(PairCountRow.synchronization_id == SynchronizationRow.id)
        .scalar_subquery()
        .label("pairs")
    )


def _pending() -> Label[int]:
    return (
        select(func.count())
        .where(MarkRow.synchronization_id == SynchronizationRow.id, MarkRow.raised > MarkRow.cleared)
        .scalar_subquery()
        .label("pending")
    )


def _incidents() -> Label[int]:
    return (
        select(func.count())
        .where(IncidentRow.synchronization_id == SynchronizationRow.id, IncidentRow.closed_at.is_(None))
        .scalar_subquery()
        .label("incidents")
    )


def _last_activity() -> Label[Any]:
    return (
        select(func.max(OperationRow.settled_at))
        .where(OperationRow.synchronization_id == SynchronizationRow.id, OperationRow.outcome == Outcome.WRITTEN)
        .scalar_subquery()
        .label("last_activity_at")
    )


def _latest_backfills(connection: Connection, synchronization_ids: Sequence[int]) -> defaultdict[int, list[Backfill]]:
    """The newest of each side."""
    latest: defaultdict[int, list[Backfill]] = defaultdict(list)
    if not synchronization_ids:
        return latest
    newest = (
        select(func.max(BackfillRow.id))
        .where(BackfillRow.synchronization_id.in_(synchronization_ids))
        .group_by(BackfillRow.synchronization_id, BackfillRow.side)
    )
    statement = select(BackfillRow).where(BackfillRow.id.in_(newest)).order_by(BackfillRow.side)
    for row in connection.execute(statement):
        latest[row.synchronization_id].append(backfill_of(row))
    return latest
