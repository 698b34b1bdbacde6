"""Who did what, when. Outlives what it was done to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.tables.base import Id, Row


class AuditRow(Row):
    """`synchronization_id` is no foreign key: the trail stays when the synchronization is deleted."""

    __tablename__ = "audit"

    id: Mapped[Id]
    tenant_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"), index=True)
    account_id: Mapped[str | None]
    action: Mapped[str]
    synchronization_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime]
