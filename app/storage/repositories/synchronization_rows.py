"""How a synchronization is read: it and its two ends by one statement, and by whom it may be found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, and_, select
from sqlalchemy.orm import aliased

from app.engine.contract import Side
from app.storage.tables import EndRow, SynchronizationRow, TenantRow
from app.sync.records import End, Synchronization
from app.sync.status import Acceptance

FIRST = aliased(EndRow, name="first_end")
SECOND = aliased(EndRow, name="second_end")
END_COLUMNS = ("site_address", "project_key", "project_name", "tenant_id", "project_id")


def selection() -> Select[Any]:
    """Selects what `synchronization_of` reads."""
    ends = [
        getattr(end, name).label(f"{side}_{name}")
        for side, end in ((Side.FIRST, FIRST), (Side.SECOND, SECOND))
        for name in END_COLUMNS
    ]
    return (
        select(*SynchronizationRow.__table__.columns, *ends)
        .join(FIRST, and_(FIRST.synchronization_id == SynchronizationRow.id, FIRST.side == Side.FIRST))
        .join(SECOND, and_(SECOND.synchronization_id == SynchronizationRow.id, SECOND.side == Side.SECOND))
    )


def synchronization_of(row: Row[Any]) -> Synchronization:
    return Synchronization(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        description=row.description,
        first=_end(row, Side.FIRST),
        second=_end(row, Side.SECOND),
        acceptance=row.acceptance,
        wanted_running=row.wanted_running,
        suspension=row.suspension,
        created_by=row.created_by,
        created_at=row.created_at,
        published_number=row.published_number,
        message=row.message,
        first_started_at=row.first_started_at,
    )


def _end(row: Row[Any], side: Side) -> End:
    return End(side=side, **{name: getattr(row, f"{side}_{name}") for name in END_COLUMNS})


def of_tenant(tenant_id: int) -> CompoundSelect[Any]:
    """Ids of what touches the tenant, and of requests that wait at its address for an answer."""
    own = select(EndRow.synchronization_id).where(EndRow.tenant_id == tenant_id)
    return own.union(_requests(tenant_id))


def of_project(tenant_id: int, project_id: str) -> Select[Any]:
    return select(EndRow.synchronization_id).where(EndRow.tenant_id == tenant_id, EndRow.project_id == project_id)


def of_project_or_its_key(tenant_id: int, project_id: str, project_key: str | None) -> CompoundSelect[Any]:
    """Ids of the project's own, and of requests that were addressed to its key."""
    return of_project(tenant_id, project_id).union(_requests(tenant_id).where(EndRow.project_key == project_key))


def _requests(tenant_id: int) -> Select[Any]:
    """Nobody has looked such an end up yet: its address is all there is. A retired tenant is not at its address."""
    return (
        select(EndRow.synchronization_id)
        .join(SynchronizationRow, SynchronizationRow.id == EndRow.synchronization_id)
        .join(TenantRow, TenantRow.site_address == EndRow.site_address)
        .where(
            TenantRow.id == tenant_id,
            TenantRow.is_active,
            EndRow.tenant_id.is_(None),
            SynchronizationRow.acceptance == Acceptance.REQUESTED,
        )
    )
