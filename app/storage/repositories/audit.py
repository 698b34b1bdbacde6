"""Who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from app.storage.tables import AuditRow


class PostgresAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self,
        *,
        tenant_id: int | None,
        account_id: str | None,
        action: str,
        synchronization_id: int | None,
        at: datetime,
    ) -> None:
        self._connection.execute(
            insert(AuditRow).values(
                tenant_id=tenant_id,
                account_id=account_id,
                action=action,
                synchronization_id=synchronization_id,
                at=at,
            )
        )
