"""`app.sync.ports.Store` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from app.storage.database import transaction
from app.storage.repositories.audit import PostgresAudit
from app.storage.repositories.backfills import PostgresBackfills
from app.storage.repositories.configurations import PostgresConfigurations
from app.storage.repositories.conflicts import PostgresConflicts
from app.storage.repositories.deliveries import PostgresDeliveries
from app.storage.repositories.incidents import PostgresIncidents
from app.storage.repositories.journal import PostgresJournal
from app.storage.repositories.marks import PostgresMarks
from app.storage.repositories.pairs import PostgresPairs
from app.storage.repositories.synchronizations import PostgresSynchronizations
from app.storage.repositories.tenants import PostgresTenants
from app.sync import ports


class PostgresWork:
    """One transaction's repositories, all on the same connection."""

    def __init__(self, connection: Connection) -> None:
        self.tenants: ports.Tenants = PostgresTenants(connection)
        self.synchronizations: ports.Synchronizations = PostgresSynchronizations(connection)
        self.configurations: ports.Configurations = PostgresConfigurations(connection)
        self.deliveries: ports.Deliveries = PostgresDeliveries(connection)
        self.marks: ports.Marks = PostgresMarks(connection)
        self.pairs: ports.Pairs = PostgresPairs(connection)
        self.journal: ports.Journal = PostgresJournal(connection)
        self.conflicts: ports.Conflicts = PostgresConflicts(connection)
        self.incidents: ports.Incidents = PostgresIncidents(connection)
        self.backfills: ports.Backfills = PostgresBackfills(connection)
        self.audit: ports.Audit = PostgresAudit(connection)


class PostgresStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[ports.Work]:
        with transaction(self._engine) as connection:
            yield PostgresWork(connection)
