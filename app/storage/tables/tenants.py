"""Jira sites that installed the add-on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.tables.base import Id, Row


class TenantRow(Row):
    """One site under one registration. A retired one stays, for its audit trail; an address has one active tenant."""

    __tablename__ = "tenants"

    id: Mapped[Id]
    site_address: Mapped[str]
    display_address: Mapped[str]
    is_active: Mapped[bool]
    app_account_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("uq_tenants_active_site_address", "site_address", unique=True, postgresql_where=text("is_active")),
    )
