"""Plans, intents and receipts: what was decided, announced, and known to have been written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, insert, null, select, text, update

from app.engine.contract import Side
from app.engine.operations import Operation
from app.engine.plan import Plan
from app.engine.snapshot import Snapshot
from app.errors import WrongState
from app.storage.columns import Document
from app.storage.documents import from_document, to_document
from app.storage.repositories.portions import removal, remove_portion
from app.storage.tables import OperationRow, PlanRow
from app.sync.records import Intent, Outcome, Portion, Receipt

OPERATION: Any = Operation
"""The union as a type to read; a checker takes only classes for one."""

INTEND = text(
    """
    INSERT INTO operations (operation_id, synchronization_id, pair_id, side, key, document, configuration_number,
                            source_snapshot, intended_at, outcome)
    SELECT :operation_id, synchronization_id, id, :side, :key, :document, :configuration_number,
           :source_snapshot, :intended_at, 'open'
    FROM pairs WHERE id = :pair_id
    ON CONFLICT (pair_id, key) WHERE outcome = 'open' DO NOTHING
    RETURNING *
    """
).bindparams(bindparam("document", type_=Document()), bindparam("source_snapshot", type_=Document()))

REOPEN = text(
    """
    UPDATE operations SET outcome = 'open', settled_at = NULL
    WHERE operation_id = :operation_id AND outcome = 'missing' AND NOT EXISTS (
        SELECT FROM operations other
        WHERE other.pair_id = operations.pair_id AND other.key = operations.key AND other.outcome = 'open')
    """
)

PURGE_PLANS = removal("plans", born_at="made_at", is_over="true")

PURGE_WRITES = removal(
    "operations",
    born_at="intended_at",
    is_over="""
        settled_at < :before AND outcome <> 'open' AND key NOT LIKE 'create-issue:%' AND (
            outcome <> 'written' OR EXISTS (
                SELECT FROM operations AS later WHERE later.pair_id = operations.pair_id
                AND later.outcome = 'written' AND later.settled_at > operations.settled_at))
    """,
)


class PostgresJournal:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record_plan(self, pair_id: int, configuration_number: int, plan: Plan, at: datetime) -> int:
        recorded = self._connection.execute(
            insert(PlanRow)
            .values(
                pair_id=pair_id,
                configuration_number=configuration_number,
                document=to_document(plan),
                made_at=at,
            )
            .returning(PlanRow.id)
        )
        return recorded.scalar_one()

    def intend(
        self,
        *,
        pair_id: int,
        operation: Operation,
        configuration_number: int,
        source_snapshot: Snapshot | None,
        at: datetime,
    ) -> Intent:
        """Raises WrongState when such a write is open already, or the pair is gone."""
        values = {
            "operation_id": uuid4().hex,
            "pair_id": pair_id,
            "side": operation.side.value,
            "key": operation.key,
            "document": to_document(operation),
            "configuration_number": configuration_number,
            "source_snapshot": None if source_snapshot is None else to_document(source_snapshot),
            "intended_at": at,
        }
        row = self._connection.execute(INTEND, values).one_or_none()
        if row is None:
            raise WrongState(f"A write {operation.key} of this pair is open already, or the pair is gone.")
        return _intent(row)

    def receipt(self, operation_id: str, receipt: Receipt, at: datetime) -> None:
        """The first answer stands: for a write that is settled already nothing is changed."""
        answer = {"jira_id": receipt.jira_id, "jira_key": receipt.jira_key, "source_snapshot": null()}
        self._settle(operation_id, Outcome.WRITTEN, at, answer)

    def abandon(self, operation_id: str, reason: str, at: datetime) -> None:
        self._settle(operation_id, Outcome.ABANDONED, at, {"reason": reason, "source_snapshot": null()})

    def miss(self, operation_id: str, at: datetime) -> None:
        self._settle(operation_id, Outcome.MISSING, at, {})

    def reopen(self, operation_id: str) -> None:
        self._connection.execute(REOPEN, {"operation_id": operation_id})

    def note_attempt(self, operation_id: str) -> None:
        self._connection.execute(
            update(OperationRow)
            .where(OperationRow.operation_id == operation_id)
            .values(attempts=OperationRow.attempts + 1)
        )

    def open_intents(self, pair_id: int) -> Sequence[Intent]:
        """In the order in which they were announced."""
        is_open = (OperationRow.pair_id == pair_id, OperationRow.outcome == Outcome.OPEN)
        rows = self._connection.execute(select(OperationRow).where(*is_open).order_by(OperationRow.id))
        return [_intent(row) for row in rows]

    def by_operation(self, operation_id: str) -> Intent | None:
        row = self._connection.execute(
            select(OperationRow).where(OperationRow.operation_id == operation_id)
        ).one_or_none()
        return None if row is None else _intent(row)

    def purge_plans(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        return remove_portion(self._connection, PURGE_PLANS, before, beyond, at_once)

    def purge_writes(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        return remove_portion(self._connection, PURGE_WRITES, before, beyond, at_once)

    def _settle(self, operation_id: str, outcome: Outcome, at: datetime, answer: Mapping[str, Any]) -> None:
        self._connection.execute(
            update(OperationRow)
            .where(OperationRow.operation_id == operation_id, OperationRow.outcome == Outcome.OPEN)
            .values(outcome=outcome, settled_at=at, **answer)
        )


def _intent(row: Row[Any]) -> Intent:
    snapshot = row.source_snapshot
    return Intent(
        operation_id=row.operation_id,
        pair_id=row.pair_id,
        synchronization_id=row.synchronization_id,
        side=Side(row.side),
        operation=from_document(OPERATION, row.document),
        configuration_number=row.configuration_number,
        source_snapshot=None if snapshot is None else from_document(Snapshot, snapshot),
        intended_at=row.intended_at,
        attempts=row.attempts,
        outcome=row.outcome,
    )
