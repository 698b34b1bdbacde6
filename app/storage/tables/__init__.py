"""The tables, by topic. Importing this package knows all of them: migrations compare the database with `METADATA`."""

from app.storage.tables.attention import ConflictRow, IncidentRow
from app.storage.tables.audit import AuditRow
from app.storage.tables.backfills import BackfillRow
from app.storage.tables.base import METADATA, Row
from app.storage.tables.changes import DeliveryRow, MarkRow
from app.storage.tables.journal import OperationRow, PlanRow
from app.storage.tables.pairs import PairContentRow, PairRow
from app.storage.tables.synchronizations import (
    ConfigurationRow,
    EndRow,
    PairCountRow,
    SynchronizationRow,
    has_been_agreed_to,
    is_exchanging,
)
from app.storage.tables.tenants import TenantRow

__all__ = [
    "METADATA",
    "AuditRow",
    "BackfillRow",
    "ConfigurationRow",
    "ConflictRow",
    "DeliveryRow",
    "EndRow",
    "IncidentRow",
    "MarkRow",
    "OperationRow",
    "PairContentRow",
    "PairCountRow",
    "PairRow",
    "PlanRow",
    "Row",
    "SynchronizationRow",
    "TenantRow",
    "has_been_agreed_to",
    "is_exchanging",
]
