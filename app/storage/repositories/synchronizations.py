"""The synchronizations and their ends."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, text, update

from app.engine.contract import Side
from app.errors import StoppedMeanwhile, WrongState
from app.storage.repositories.overview import overview
from app.storage.repositories.synchronization_rows import (
    of_project,
    of_tenant,
    selection,
    synchronization_of,
)
from app.storage.tables import EndRow, SynchronizationRow, is_exchanging
from app.sync.records import End, Synchronization, SynchronizationOverview
from app.sync.status import Acceptance


class PostgresSynchronizations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        name: str,
        description: str,
        first: End,
        second: End,
        acceptance: str,
        message: str,
        created_by: str,
        at: datetime,
        public_id: str | None = None,
    ) -> Synchronization:
        inserted = self._connection.execute(
            insert(SynchronizationRow)
            .values(
                public_id=public_id or secrets.token_hex(8),
                name=name,
                description=description,
                acceptance=Acceptance(acceptance),
                message=message,
                created_by=created_by,
                created_at=at,
            )
            .returning(SynchronizationRow.id)
        )
        synchronization_id = inserted.scalar_one()
        ends = [_end_values(synchronization_id, first), _end_values(synchronization_id, second)]
        self._connection.execute(insert(EndRow).values(ends))
        return self._one(SynchronizationRow.id == synchronization_id)

    def one_at_a_time(self, tenant_id: int, project_id: str) -> None:
        words = f"project {tenant_id} {project_id}"
        self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(words, 0))))

    def get(self, synchronization_id: int) -> Synchronization | None:
        return next(iter(self._all(SynchronizationRow.id == synchronization_id)), None)

    def by_public_id(self, public_id: str) -> Synchronization | None:
        return next(iter(self._all(SynchronizationRow.public_id == public_id)), None)

    def of_tenant(self, tenant_id: int) -> Sequence[Synchronization]:
        return self._all(SynchronizationRow.id.in_(of_tenant(tenant_id)))

    def between(self, tenant_id: int, project_id: str) -> Sequence[Synchronization]:
        return self._all(SynchronizationRow.id.in_(of_project(tenant_id, project_id)))

    def overview(
        self,
        tenant_id: int,
        *,
        project_id: str | None = None,
        project_key: str | None = None,
        public_id: str | None = None,
    ) -> Sequence[SynchronizationOverview]:
        return overview(self._connection, tenant_id, project_id, project_key, public_id)

    def change_text(self, synchronization_id: int, *, name: str, description: str) -> None:
        self._change(synchronization_id, name=name, description=description)

    def set_wanted(self, synchronization_id: int, *, running: bool) -> None:
        first_start = func.coalesce(SynchronizationRow.first_started_at, func.now())
        started = {"first_started_at": first_start} if running else {}
        self._change(synchronization_id, wanted_running=running, suspension=None, **started)

    def move_site(self, tenant_id: int, old_address: str, new_address: str) -> None:
        """A site has another address: its ends, and requests that wait at the old one for an answer, follow."""
        waits_there = and_(EndRow.tenant_id.is_(None), EndRow.site_address == old_address)
        self._connection.execute(
            update(EndRow).where(or_(EndRow.tenant_id == tenant_id, waits_there)).values(site_address=new_address)
        )

    def suspend(self, synchronization_id: int, code: str) -> None:
        """The first reason stays: what follows is mostly its consequence."""
        self._connection.execute(
            update(SynchronizationRow)
            .where(SynchronizationRow.id == synchronization_id, SynchronizationRow.suspension.is_(None))
            .values(suspension=code)
        )

    def check_exchanging(self, synchronization_id: int) -> None:
        found = self._connection.execute(
            select(SynchronizationRow.id)
            .where(SynchronizationRow.id == synchronization_id, is_exchanging())
            .with_for_update(read=True, key_share=True)
        )
        if found.one_or_none() is None:
            raise StoppedMeanwhile

    def accept(self, synchronization_id: int, second: End) -> None:
        self._answer_request(synchronization_id, Acceptance.ACCEPTED)
        self._connection.execute(
            update(EndRow)
            .where(EndRow.synchronization_id == synchronization_id, EndRow.side == Side.SECOND)
            .values(_end_values(synchronization_id, second))
        )

    def decline(self, synchronization_id: int) -> None:
        self._answer_request(synchronization_id, Acceptance.DECLINED)

    def delete(self, synchronization_id: int) -> None:
        """May take longer than other statements: everything that belongs to it goes with it."""
        self._connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        self._connection.execute(delete(SynchronizationRow).where(SynchronizationRow.id == synchronization_id))

    def _answer_request(self, synchronization_id: int, answer: Acceptance) -> None:
        answered = self._connection.execute(
            update(SynchronizationRow)
            .where(
                SynchronizationRow.id == synchronization_id,
                SynchronizationRow.acceptance == Acceptance.REQUESTED,
            )
            .values(acceptance=answer)
        )
        if answered.rowcount == 0:
            raise WrongState("This request has been answered or withdrawn already.")

    def _change(self, synchronization_id: int, **values: str | bool | ColumnElement[datetime] | None) -> None:
        self._connection.execute(
            update(SynchronizationRow).where(SynchronizationRow.id == synchronization_id).values(values)
        )

    def _all(self, condition: ColumnElement[bool]) -> Sequence[Synchronization]:
        statement = selection().where(condition).order_by(SynchronizationRow.id.desc())
        return [synchronization_of(row) for row in self._connection.execute(statement)]

    def _one(self, condition: ColumnElement[bool]) -> Synchronization:
        return self._all(condition)[0]


def _end_values(synchronization_id: int, end: End) -> dict[str, object]:
    return {
        "synchronization_id": synchronization_id,
        "side": end.side,
        "tenant_id": end.tenant_id,
        "project_id": end.project_id,
        "site_address": end.site_address,
        "project_key": end.project_key,
        "project_name": end.project_name,
    }
