"""Opens the Jira site of a tenant, with its authorization, for one purpose."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from requests.auth import AuthBase

from app.jira.cloud import CloudSite
from app.jira.session import JiraSession
from app.sync.ports import Clock, JiraSite
from app.sync.schema import ProjectSchema
from app.sync.trace import trace_of

Authorize = Callable[[int], tuple[str, AuthBase]]
"""From a tenant id to its site address and what signs a request to it. Raises JiraAccessLost for an inactive tenant."""

SCHEMA_LIVES_SECONDS = 120.0

SESSIONS_A_THREAD = 30
"""Each keeps a connection open. A piece of work uses a handful."""

Schemas = dict[tuple[int, str], tuple[float, ProjectSchema]]
"""By tenant and project: when it was read, and what it was."""


class ConnectedSites:
    """The `JiraSites` port. Connections are kept per thread, tenant and purpose, those that were used last; a new
    address opens new ones."""

    def __init__(self, authorize: Authorize, clock: Clock) -> None:
        self._authorize = authorize
        self._clock = clock
        self._local = threading.local()
        self._schemas: Schemas = {}

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        address, authorization = self._authorize(tenant_id)
        session = self._session(tenant_id, purpose, address)
        session.authorize_by(authorization)
        session.trace_by(None if synchronization_id is None else trace_of(synchronization_id))
        return RememberingSite(session, self._clock, tenant_id, self._schemas)

    def _session(self, tenant_id: int, purpose: str, address: str) -> JiraSession:
        """The thread's own, moved to the end of the row: what has not been used for longest is closed first."""
        sessions: dict[tuple[int, str, str], JiraSession] = self._local.__dict__.setdefault("sessions", {})
        key = (tenant_id, purpose, address)
        session = sessions.pop(key, None) or JiraSession(address, tenant_id=tenant_id, purpose=purpose)
        sessions[key] = session
        while len(sessions) > SESSIONS_A_THREAD:
            sessions.pop(next(iter(sessions))).close()
        return session


class RememberingSite(CloudSite):
    """Keeps a project's schema for minutes: pages ask for it again and again, and it costs a call per issue type."""

    def __init__(
        self,
        session: JiraSession,
        clock: Clock,
        tenant_id: int,
        schemas: Schemas,
    ) -> None:
        super().__init__(session, clock)
        self._tenant_id = tenant_id
        self._schemas = schemas

    def project_schema(self, project_id: str) -> ProjectSchema:
        key, now = (self._tenant_id, project_id), time.monotonic()
        known = self._schemas.get(key)
        if known is not None and now - known[0] < SCHEMA_LIVES_SECONDS:
            return known[1]
        schema = super().project_schema(project_id)
        self._schemas[key] = (now, schema)
        forget_old(self._schemas, now)
        return schema


def forget_old(schemas: Schemas, now: float) -> None:
    """Threads share them: whatever another one does at the same moment, each of its own goes once."""
    for key, (read_at, _) in list(schemas.items()):
        if now - read_at >= SCHEMA_LIVES_SECONDS:
            schemas.pop(key, None)
