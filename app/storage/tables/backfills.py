"""Carrying over what is there already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.contract import Side
from app.storage.columns import one_of
from app.storage.tables.base import Count, Id, OfSynchronization, Row
from app.sync.records import BackfillState


class BackfillRow(Row):
    """At most one runs per side of a synchronization."""

    __tablename__ = "backfills"

    id: Mapped[Id]
    synchronization_id: Mapped[OfSynchronization]
    side: Mapped[Side]
    state: Mapped[BackfillState] = mapped_column(one_of(BackfillState, "state"))
    cursor: Mapped[str | None]
    done: Mapped[Count]
    failed: Mapped[Count]
    total: Mapped[int | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        Index(None, "synchronization_id", "side", "id"),
        Index(
            "uq_backfills_running",
            "synchronization_id",
            "side",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )
