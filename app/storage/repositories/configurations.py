"""Numbered configurations: one draft at most, and what was published, which stays as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.engine.mapping import Configuration
from app.errors import Unknown, WrongState
from app.storage.documents import from_document, to_document
from app.storage.tables import ConfigurationRow, SynchronizationRow
from app.sync.records import StoredConfiguration


class PostgresConfigurations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def one_at_a_time(self, synchronization_id: int) -> None:
        row = select(SynchronizationRow.id).where(SynchronizationRow.id == synchronization_id)
        self._connection.execute(row.with_for_update(key_share=True))

    def get(self, synchronization_id: int, number: int) -> Configuration:
        """Raises Unknown."""
        row = self._connection.execute(
            select(ConfigurationRow).where(
                ConfigurationRow.synchronization_id == synchronization_id, ConfigurationRow.number == number
            )
        ).one_or_none()
        if row is None:
            raise Unknown(f"There is no configuration number {number}.")
        return from_document(Configuration, row.document)

    def published(self, synchronization_id: int) -> Configuration | None:
        document = self._connection.execute(
            select(ConfigurationRow.document)
            .join(SynchronizationRow, SynchronizationRow.id == ConfigurationRow.synchronization_id)
            .where(
                SynchronizationRow.id == synchronization_id,
                ConfigurationRow.number == SynchronizationRow.published_number,
            )
        ).scalar_one_or_none()
        return None if document is None else from_document(Configuration, document)

    def draft(self, synchronization_id: int) -> StoredConfiguration | None:
        row = self._connection.execute(
            select(ConfigurationRow).where(
                ConfigurationRow.synchronization_id == synchronization_id,
                ConfigurationRow.published_at.is_(None),
            )
        ).one_or_none()
        return None if row is None else _stored(row)

    def save_draft(self, synchronization_id: int, configuration: Configuration, *, by: str, at: datetime) -> None:
        """Replaces the draft, also one with another number. Raises WrongState when the number is published."""
        number = configuration.number
        self._connection.execute(
            delete(ConfigurationRow).where(
                ConfigurationRow.synchronization_id == synchronization_id,
                ConfigurationRow.number != number,
                ConfigurationRow.published_at.is_(None),
            )
        )
        values = {"document": to_document(configuration), "created_by": by, "created_at": at}
        saved = self._connection.execute(
            insert(ConfigurationRow)
            .values(synchronization_id=synchronization_id, number=number, **values)
            .on_conflict_do_update(
                index_elements=["synchronization_id", "number"],
                set_=values,
                where=ConfigurationRow.published_at.is_(None),
            )
            .returning(ConfigurationRow.number)
        )
        if saved.one_or_none() is None:
            raise WrongState(f"Configuration {number} is published; a change to it needs a new number.")

    def publish(self, synchronization_id: int, number: int, *, by: str, at: datetime) -> None:
        """Raises WrongState when there is no draft with this number."""
        published = self._connection.execute(
            update(ConfigurationRow)
            .where(
                ConfigurationRow.synchronization_id == synchronization_id,
                ConfigurationRow.number == number,
                ConfigurationRow.published_at.is_(None),
            )
            .values(published_by=by, published_at=at)
        )
        if published.rowcount == 0:
            raise WrongState(f"Configuration {number} is no draft that could be published.")
        self._connection.execute(
            update(SynchronizationRow)
            .where(SynchronizationRow.id == synchronization_id)
            .values(published_number=number)
        )


def _stored(row: Row[Any]) -> StoredConfiguration:
    return StoredConfiguration(
        configuration=from_document(Configuration, row.document),
        is_published=row.published_at is not None,
        created_by=row.created_by,
        created_at=row.created_at,
        published_at=row.published_at,
    )
