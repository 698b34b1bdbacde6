"""Two emulated Jira sites with their tenants, and people of them who visit pages."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from requests.auth import HTTPBasicAuth
from sqlalchemy import Engine, select

from app.clock import SystemClock
from app.jira.cloud import CloudSite
from app.jira.session import JiraSession
from app.storage.tables import AuditRow
from app.sync.accept import accept
from app.sync.caller import Caller, Place
from app.sync.create import Partner, ProjectElsewhere, ProjectHere, Wanted, create
from app.sync.permission import Permissions, Visit
from app.sync.ports import JiraSite, Ports
from app.sync.records import Lane, Synchronization, Tenant
from jira_emulator import seed
from jira_emulator.server import Emulator, RunningSite

form_keys = (f"form-{number}" for number in itertools.count(1))


@dataclass
class CountingBell:
    """Remembers what it was rung for."""

    marks: list[int] = field(default_factory=list)
    backfills: list[int] = field(default_factory=list)

    def ring(self, mark_id: int, lane: Lane = Lane.LIVE) -> None:
        self.marks.append(mark_id)

    def ring_backfill(self, backfill_id: int) -> None:
        self.backfills.append(backfill_id)


class EmulatedSites:
    """Opens a tenant's emulated site as its Jira admin, who may ask what others may do, as an add-on may."""

    def __init__(self, running: Mapping[int, RunningSite]) -> None:
        self._running = running
        self._sessions: list[JiraSession] = []

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        one = self._running[tenant_id]
        admin = seed.person(one.site, "admin")
        session = JiraSession(one.address, tenant_id=tenant_id, purpose=purpose)
        session.authorize_by(HTTPBasicAuth(admin.email, admin.api_token))
        self._sessions.append(session)
        return CloudSite(session, SystemClock())

    def close(self) -> None:
        for session in self._sessions:
            session.close()


@dataclass(frozen=True)
class TwoSites:
    emulator: Emulator
    engine: Engine
    ports: Ports
    permissions: Permissions
    tenants: Mapping[str, Tenant]

    @property
    def bell(self) -> CountingBell:
        assert isinstance(self.ports.bell, CountingBell)
        return self.ports.bell

    def project_id(self, site: str, key: str) -> str:
        projects = self.emulator.sites[site].site.projects.values()
        return str(next(project.id for project in projects if project.key == key))

    def visit(self, site: str, part: str, key: str | None = None) -> Visit:
        """Of the person who plays this part, on the page of a project or, without one, of the whole Jira."""
        person = seed.person(self.emulator.sites[site].site, part)
        place = Place(self.project_id(site, key), key) if key else Place()
        return Visit(self.ports, self.permissions, Caller(self.tenants[site].id, person.account_id, place))

    def nobody(self, site: str) -> Visit:
        return Visit(self.ports, self.permissions, Caller(self.tenants[site].id, None))

    def requester(self) -> Visit:
        """The project admin of SHOP."""
        return self.visit("acme", "project_admin", "SHOP")

    def partner(self) -> Visit:
        """The project admin of PLAT, in the other Jira."""
        return self.visit("globex", "project_admin", "PLAT")

    def wanted(self, partner: Partner, **changes: Any) -> Wanted:
        about = Wanted(next(form_keys), self.project_id("acme", "SHOP"), partner, name="Support to development")
        return replace(about, **changes)

    def here(self, key: str) -> ProjectHere:
        return ProjectHere(self.project_id("acme", key))

    def elsewhere(self, key: str = "PLAT") -> ProjectElsewhere:
        return ProjectElsewhere(self.tenants["globex"].site_address, key)

    def agreed_at_once(self) -> Synchronization:
        """SHOP with HELP, created by the admin of both."""
        return create(self.requester(), self.wanted(self.here("HELP")))

    def requested(self) -> Synchronization:
        """SHOP with PLAT, not answered yet."""
        return create(self.requester(), self.wanted(self.elsewhere(), message="Shall we?"))

    def accepted(self) -> Synchronization:
        """SHOP with PLAT, accepted by PLAT's project admin."""
        return accept(self.partner(), self.requested().public_id).synchronization

    def audited(self, synchronization_id: int) -> list[str]:
        """What the trail says was done to it, oldest first. No port reads it yet."""
        statement = select(AuditRow.action).where(AuditRow.synchronization_id == synchronization_id)
        with self.engine.connect() as connection:
            return list(connection.execute(statement.order_by(AuditRow.id)).scalars())

    def asked_of(self, site: str) -> list[str]:
        """The calls that this Jira has answered, oldest first."""
        return [f"{record.method} {record.path}" for record in reversed(self.emulator.traffic.requests(site))]
