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


class ConnectedSites:
    """The `JiraSites` port. Connections are kept per thread, tenant and purpose; a new address or secret opens new
    ones."""

    def __init__(self, authorize: Authorize, clock: Clock) -> None:
        self._authorize = authorize
        self._clock = clock
        self._local = threading.local()
        self._schemas: dict[tuple[int, str], tuple[float, ProjectSchema]] = {}

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        address, authorization = self._authorize(tenant_id)
        sessions: dict[tuple[int, str, str], JiraSession] = self._local.__dict__.setdefault("sessions", {})
        key = (tenant_id, purpose, address)
        if key not in sessions:
            sessions[key] = JiraSession(address, tenant_id=tenant_id, purpose=purpose)
        sessions[key].authorize_by(authorization)
        sessions[key].trace_by(None if synchronization_id is None else trace_of(synchronization_id))
        return RememberingSite(sessions[key], self._clock, tenant_id, self._schemas)


class RememberingSite(CloudSite):
    """Keeps a project's schema for minutes: pages ask for it again and again, and it costs a call per issue type."""

    def __init__(
        self,
        session: JiraSession,
        clock: Clock,
        tenant_id: int,
        schemas: dict[tuple[int, str], tuple[float, ProjectSchema]],
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
        return schema
