"""Which Jira sites there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.storage.tables import TenantRow
from app.sync.records import Tenant


class PostgresTenants:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, site_address: str, display_address: str) -> Tenant:
        """Registers a site. A tenant that was active at this address is retired; the new one inherits nothing."""
        self._connection.execute(
            update(TenantRow).where(TenantRow.site_address == site_address, TenantRow.is_active).values(is_active=False)
        )
        inserted = self._connection.execute(
            insert(TenantRow)
            .values(site_address=site_address, display_address=display_address, is_active=True)
            .returning(*TenantRow.__table__.columns)
        )
        return _tenant(inserted.one())

    def get(self, tenant_id: int) -> Tenant | None:
        row = self._connection.execute(select(TenantRow).where(TenantRow.id == tenant_id)).one_or_none()
        return None if row is None else _tenant(row)

    def by_site_address(self, site_address: str) -> Tenant | None:
        row = self._connection.execute(
            select(TenantRow).where(TenantRow.site_address == site_address, TenantRow.is_active)
        ).one_or_none()
        return None if row is None else _tenant(row)

    def set_active(self, tenant_id: int, *, active: bool) -> None:
        """Retires a tenant, or brings it back: whoever else is active at its address is retired then."""
        row = self._connection.execute(select(TenantRow).where(TenantRow.id == tenant_id)).one()
        if active:
            self._connection.execute(
                update(TenantRow)
                .where(TenantRow.site_address == row.site_address, TenantRow.is_active, TenantRow.id != tenant_id)
                .values(is_active=False)
            )
        self._connection.execute(update(TenantRow).where(TenantRow.id == tenant_id).values(is_active=active))

    def remember_app_account(self, tenant_id: int, account_id: str) -> None:
        self._connection.execute(update(TenantRow).where(TenantRow.id == tenant_id).values(app_account_id=account_id))


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(
        id=row.id,
        site_address=row.site_address,
        display_address=row.display_address,
        is_active=row.is_active,
        app_account_id=row.app_account_id,
    )
