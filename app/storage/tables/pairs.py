"""Pairs with their leases, and what is known of the two issues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import Document
from app.storage.tables.base import Count, Id, OfPair, OfSynchronization, Row


class PairRow(Row):
    """Two issues. The tenants are repeated from the ends (they don't change once there are pairs), because issue ids
    repeat from site to site: a webhook finds its pairs by (tenant, issue) alone."""

    __tablename__ = "pairs"

    id: Mapped[Id]
    synchronization_id: Mapped[OfSynchronization]
    first_tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    first_issue_id: Mapped[str | None]
    first_issue_key: Mapped[str | None]
    second_tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    second_issue_id: Mapped[str | None]
    second_issue_key: Mapped[str | None]
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    fence: Mapped[Count]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("synchronization_id", "first_issue_id"),
        UniqueConstraint("synchronization_id", "second_issue_id"),
        Index(None, "first_tenant_id", "first_issue_id"),
        Index(None, "second_tenant_id", "second_issue_id"),
        {"postgresql_with": {"fillfactor": 70}},
    )


class PairContentRow(Row):
    """Apart from the pair, so that taking and giving back a lease doesn't rewrite whole issues."""

    __tablename__ = "pair_contents"

    pair_id: Mapped[OfPair] = mapped_column(primary_key=True)
    first: Mapped[Any | None] = mapped_column(Document)
    second: Mapped[Any | None] = mapped_column(Document)
    base: Mapped[Any | None] = mapped_column(Document)
