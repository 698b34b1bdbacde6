"""Sets the demo's synchronization up as two project admins would: one asks, the other accepts, the first starts it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from app import create_app
from app.engine.contract import Side
from app.settings import Settings
from app.storage.database import db
from app.sync.accept import accept
from app.sync.caller import Caller, Place
from app.sync.create import ProjectElsewhere, Wanted, create
from app.sync.permission import Permissions, Visit
from app.sync.ports import Ports
from app.sync.records import BackfillState, SynchronizationOverview
from app.sync.start import Scope, start
from app.wiring import ports_of
from demo.landscape import JiraSite, Landscape


@dataclass(frozen=True)
class Started:
    """A synchronization that runs, as the demo looks at it."""

    app: Flask
    tenant_id: int
    synchronization_id: int

    @property
    def ports(self) -> Ports:
        return ports_of(self.app)

    def close(self) -> None:
        """Lets go of the database."""
        with self.app.app_context():
            db.engine.dispose()

    def overviews(self) -> Sequence[SynchronizationOverview]:
        """All of the first site, also what people make by hand; none once they have deleted it."""
        with self.ports.store.transaction() as work:
            return work.synchronizations.overview(self.tenant_id)

    def overview(self) -> SynchronizationOverview:
        return next(line for line in self.overviews() if line.synchronization.id == self.synchronization_id)

    def is_idle(self) -> bool:
        """Nothing pending but what waits for a person, and no backfill under way."""
        line = self.overview()
        is_filled = all(backfill.state is BackfillState.DONE for backfill in line.backfills)
        return is_filled and line.pending == 0

    def pairs(self, first_issue_ids: list[str]) -> list[tuple[str, str]]:
        """The ids of these issues of the first side, each with its counterpart's."""
        with self.ports.store.transaction() as work:
            found = work.pairs.of_issues(self.synchronization_id, Side.FIRST, first_issue_ids)
        return [(issue_id, pair.second_issue_id) for issue_id, pair in sorted(found.items()) if pair.second_issue_id]

    def conflicts(self) -> int:
        with self.ports.store.transaction() as work:
            return len(work.conflicts.of_synchronization(self.synchronization_id, limit=10_000))

    def incidents(self) -> int:
        return self.overview().incidents


def start_synchronization(running: Landscape, first_key: str, second_key: str) -> Started:
    """Between a project of each site, everything that is there included."""
    app = create_app(Settings.from_environment(running.environment))
    ports = ports_of(app)
    requester = visit_of(ports, running.first, first_key)
    partner = visit_of(ports, running.second, second_key)
    assert requester.caller.place.project_id is not None
    wanted = Wanted(
        form_key=uuid.uuid4().hex,
        first_project_id=requester.caller.place.project_id,
        partner=ProjectElsewhere(running.second.address, second_key),
        name=f"{first_key} and {second_key}",
        description="What make demo sets up.",
        message="Shall we work on these issues together?",
    )
    synchronization = create(requester, wanted)
    accept(partner, synchronization.public_id)
    start(requester, synchronization.public_id, Scope.ALL_THAT_MATCH)
    return Started(app, requester.tenant_id, synchronization.id)


def visit_of(ports: Ports, site: JiraSite, project_key: str) -> Visit:
    """The project admin of this site on the project's settings page."""
    with ports.store.transaction() as work:
        tenant = work.tenants.by_site_address(site.address)
    assert tenant is not None, f"the add-on is not installed on {site.name}"
    project = ports.sites.open(tenant.id, "page").project(project_key)
    place = Place(project_id=project.id, project_key=project.key)
    return Visit(ports, Permissions(), Caller(tenant.id, site.users["project_admin"]["account_id"], place))
