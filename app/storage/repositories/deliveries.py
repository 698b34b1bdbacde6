"""Webhooks as they come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, String, bindparam, text
from sqlalchemy.exc import IntegrityError

from app.errors import StorageUnavailable
from app.storage.columns import moment
from app.storage.repositories.marks import RAISE_AGAIN
from app.storage.tables import has_been_agreed_to, is_exchanging
from app.sync.records import Delivery

PURGED_AT_ONCE = 10_000

_AGREED = has_been_agreed_to().compile(compile_kwargs={"literal_binds": True})
_EXCHANGING = is_exchanging().compile(compile_kwargs={"literal_binds": True})

RECEIVE = text(
    f"""
    WITH stored AS (
        INSERT INTO deliveries (tenant_id, identifier, event, issue_id, project_id, occurred_at)
        VALUES (:tenant_id, :identifier, :event, :issue_id, :project_id, :occurred_at)
        ON CONFLICT DO NOTHING
        RETURNING tenant_id, issue_id, project_id
    ), paired AS (
        SELECT pairs.synchronization_id, 'first' AS side, pairs.second_issue_id IS NOT NULL AS is_complete
        FROM stored JOIN pairs ON first_tenant_id = stored.tenant_id AND first_issue_id = stored.issue_id
        UNION ALL
        SELECT pairs.synchronization_id, 'second', pairs.first_issue_id IS NOT NULL
        FROM stored JOIN pairs ON second_tenant_id = stored.tenant_id AND second_issue_id = stored.issue_id
    ), found AS (
        SELECT synchronization_id, side, is_complete FROM paired
        UNION ALL
        SELECT ends.synchronization_id, ends.side, false
        FROM stored JOIN ends USING (tenant_id, project_id)
        WHERE NOT EXISTS (SELECT FROM paired WHERE paired.synchronization_id = ends.synchronization_id)
    ), concerned AS (
        SELECT synchronization_id, side, synchronization_id IS NOT DISTINCT FROM :caused_by AS is_echo
        FROM found
        WHERE synchronization_id IS DISTINCT FROM :caused_by OR (:is_creation AND NOT is_complete)
    ), parked AS (
        SELECT marks.id
        FROM concerned JOIN marks USING (synchronization_id, side)
        WHERE marks.issue_id = :issue_id AND marks.raised > marks.cleared AND marks.next_try_at IS NULL
    ), raised AS (
        INSERT INTO marks (synchronization_id, side, issue_id, raised, is_only_own_creation,
                           first_raised_at, next_try_at)
        SELECT synchronization_id, side, :issue_id, 1, is_echo, LEAST(:occurred_at, now()),
               CASE WHEN is_echo THEN now() + interval '4 seconds' ELSE LEAST(:occurred_at, now()) END
        FROM concerned JOIN synchronizations ON synchronizations.id = synchronization_id
        WHERE {_AGREED}
        ORDER BY synchronization_id, side
        {RAISE_AGAIN}
        RETURNING id, synchronization_id, raised - cleared AS open
    )
    SELECT raised.id
    FROM raised JOIN synchronizations ON synchronizations.id = raised.synchronization_id
    WHERE {_EXCHANGING} AND raised.synchronization_id IS DISTINCT FROM :caused_by
        AND (raised.open = 1 OR raised.id IN (SELECT id FROM parked))
    ORDER BY raised.id
    """
).bindparams(
    bindparam("issue_id", type_=String),
    bindparam("project_id", type_=String),
    bindparam("occurred_at", type_=moment()),
    bindparam("caused_by", type_=BigInteger),
)
"""The echo of our own creation is left to the sweep for a moment: its pair is complete by then, and no reading is
needed; any other echo marks nothing for the synchronization that caused it. An issue belongs to the side that its pair
says, also after a move; else to the end whose project it is in. Marks are taken in one order, so that two deliveries
can't wait for each other."""

PURGE = text(
    """
    DELETE FROM deliveries WHERE (tenant_id, identifier) IN (
        SELECT tenant_id, identifier FROM deliveries
        WHERE received_at < :before ORDER BY received_at LIMIT :at_once)
    """
)


class PostgresDeliveries:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receive(self, delivery: Delivery) -> Sequence[int]:
        """Raises StorageUnavailable also when a synchronization is deleted at this very moment: once more helps."""
        try:
            rows = self._connection.execute(RECEIVE, vars(delivery))
        except IntegrityError as error:
            raise StorageUnavailable from error
        return [row.id for row in rows]

    def purge(self, before: datetime) -> int:
        """In portions, so that no statement takes long however much has piled up."""
        purged = 0
        while portion := self._connection.execute(PURGE, {"before": before, "at_once": PURGED_AT_ONCE}).rowcount:
            purged += portion
        return purged
