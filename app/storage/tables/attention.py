"""What a person may have to look at: conflicts with the losing content, and incidents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.contract import Side
from app.storage.columns import Document, Prose
from app.storage.tables.base import Id, OfPair, OfSynchronization, Row


class ConflictRow(Row):
    """`digest` is over place, loser and contents: the same conflict of a pair is kept once."""

    __tablename__ = "conflicts"

    id: Mapped[Id]
    synchronization_id: Mapped[OfSynchronization] = mapped_column(index=True)
    pair_id: Mapped[OfPair]
    digest: Mapped[str]
    document: Mapped[Any] = mapped_column(Document)
    at: Mapped[datetime]
    operation_id: Mapped[str | None]
    put_back_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("pair_id", "digest"),)


class IncidentRow(Row):
    """Open while `closed_at` is empty. An open one is unique by synchronization, code, place and issue, where "no
    issue" counts as one, too (PostgreSQL 15 and later)."""

    __tablename__ = "incidents"

    id: Mapped[Id]
    synchronization_id: Mapped[OfSynchronization] = mapped_column(index=True)
    code: Mapped[str]
    sentence: Mapped[str] = mapped_column(Prose)
    place: Mapped[str] = mapped_column(Prose)
    pair_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("pairs.id", ondelete="SET NULL"), index=True)
    side: Mapped[Side | None]
    issue_id: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    count: Mapped[int]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_incidents_open",
            "synchronization_id",
            "side",
            "issue_id",
            "code",
            "place",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )
