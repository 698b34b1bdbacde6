"""Plans, and each write from its announcement to what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.contract import Side
from app.storage.columns import Document, Prose, one_of
from app.storage.tables.base import Id, OfPair, OfSynchronization, Row
from app.sync.records import Outcome


class PlanRow(Row):
    __tablename__ = "plans"

    id: Mapped[Id]
    pair_id: Mapped[OfPair] = mapped_column(index=True)
    configuration_number: Mapped[int]
    document: Mapped[Any] = mapped_column(Document)
    made_at: Mapped[datetime]


class OperationRow(Row):
    """`source_snapshot` is dropped once it is known what became of the write; that is in the pair's content then."""

    __tablename__ = "operations"

    id: Mapped[Id]
    operation_id: Mapped[str] = mapped_column(unique=True)
    synchronization_id: Mapped[OfSynchronization]
    pair_id: Mapped[OfPair] = mapped_column(index=True)
    side: Mapped[Side]
    key: Mapped[str]
    document: Mapped[Any] = mapped_column(Document)
    configuration_number: Mapped[int]
    source_snapshot: Mapped[Any | None] = mapped_column(Document)
    intended_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome, "outcome"))
    settled_at: Mapped[datetime | None]
    jira_id: Mapped[str | None]
    jira_key: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Prose)

    __table_args__ = (
        Index("uq_operations_open", "pair_id", "key", unique=True, postgresql_where=text("outcome = 'open'")),
        Index(None, "synchronization_id", "settled_at"),
    )
