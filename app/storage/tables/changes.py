"""What has changed in Jira and is to be carried over: webhooks that came, and dirty marks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.contract import Side
from app.storage.columns import one_of
from app.storage.tables.base import Count, Id, OfSynchronization, Row
from app.sync.records import Lane


class DeliveryRow(Row):
    """One webhook, without its body. Known by (tenant, identifier)."""

    __tablename__ = "deliveries"

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str]
    issue_id: Mapped[str]
    project_id: Mapped[str | None]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class MarkRow(Row):
    """Dirty while `raised > cleared`. A dirty mark without `next_try_at` is parked. `rung_until` is how long the sweep
    leaves it to the job that it rang for, `lane` the queue that it waits in. Room is left in the pages: nearly all
    writes are updates."""

    __tablename__ = "marks"

    id: Mapped[Id]
    synchronization_id: Mapped[OfSynchronization]
    side: Mapped[Side]
    issue_id: Mapped[str]
    raised: Mapped[Count]
    cleared: Mapped[Count]
    attempts: Mapped[int] = mapped_column(server_default="0")
    is_only_own_creation: Mapped[bool]
    first_raised_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    rung_until: Mapped[datetime | None]
    lane: Mapped[Lane] = mapped_column(one_of(Lane, "lane"), server_default=Lane.LIVE)

    __table_args__ = (
        UniqueConstraint("synchronization_id", "side", "issue_id"),
        Index(
            "ix_marks_dirty",
            "synchronization_id",
            "lane",
            "next_try_at",
            postgresql_where=text("raised > cleared"),
        ),
        {"postgresql_with": {"fillfactor": 70}},
    )
