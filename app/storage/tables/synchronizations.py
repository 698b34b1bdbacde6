"""Synchronizations, their two ends and their numbered configurations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, SmallInteger, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.contract import Side
from app.storage.columns import Document, Prose, one_of, side_column
from app.storage.tables.base import Count, Id, OfSynchronization, Row
from app.sync.status import Acceptance


class SynchronizationRow(Row):
    """Facts only: the status is derived from them (`app.sync.status`)."""

    __tablename__ = "synchronizations"

    id: Mapped[Id]
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Prose)
    description: Mapped[str] = mapped_column(Prose)
    acceptance: Mapped[Acceptance] = mapped_column(one_of(Acceptance, "acceptance"))
    message: Mapped[str] = mapped_column(Prose)
    wanted_running: Mapped[bool] = mapped_column(server_default=text("false"))
    suspension: Mapped[str | None]
    published_number: Mapped[int | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    first_started_at: Mapped[datetime | None]


def has_been_agreed_to() -> ColumnElement[bool]:
    """The partner has accepted, or nobody has to: only then does the synchronization concern anybody's issues."""
    return SynchronizationRow.acceptance.in_((Acceptance.NOT_NEEDED, Acceptance.ACCEPTED))


def is_exchanging() -> ColumnElement[bool]:
    """`app.sync.status.is_exchanging` in the database's words; a test holds the two together."""
    return and_(has_been_agreed_to(), SynchronizationRow.wanted_running, SynchronizationRow.suspension.is_(None))


class EndRow(Row):
    """One side's project. `tenant_id` and `project_id` stay empty until the partner has accepted."""

    __tablename__ = "ends"

    synchronization_id: Mapped[OfSynchronization] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(side_column(), primary_key=True)
    tenant_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    project_id: Mapped[str | None]
    site_address: Mapped[str]
    project_key: Mapped[str]
    project_name: Mapped[str] = mapped_column(Prose)

    __table_args__ = (
        Index(None, "tenant_id", "project_id"),
        Index(None, "site_address", "project_key"),
    )


class ConfigurationRow(Row):
    """A published one is refused any change by the trigger `configurations_stay_as_published` (migration 0001)."""

    __tablename__ = "configurations"

    synchronization_id: Mapped[OfSynchronization] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[Any] = mapped_column(Document)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_configurations_draft",
            "synchronization_id",
            unique=True,
            postgresql_where=text("published_at IS NULL"),
        ),
    )


class PairCountRow(Row):
    """How many complete pairs a synchronization has, in several slots that are added up: workers that complete pairs at
    the same time don't wait for each other, and the list of synchronizations never counts a million rows."""

    __tablename__ = "pair_counts"

    synchronization_id: Mapped[OfSynchronization] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    pairs: Mapped[Count]
