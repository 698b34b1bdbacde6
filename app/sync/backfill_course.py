"""One backfill with everything that its pages need."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.contract import Side
from app.engine.mapping import Configuration
from app.engine.plan import PairView
from app.engine.raw import RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.errors import BackboneError
from app.sync.held_pair import mapping_of
from app.sync.ports import JiraSite, Ports, Work
from app.sync.records import Backfill, Synchronization


@dataclass(frozen=True)
class Course:
    """One backfill with everything that its pages need. `side` is where the issues are read."""

    ports: Ports
    backfill: Backfill
    synchronization: Synchronization
    configuration: Configuration

    @property
    def side(self) -> Side:
        return self.backfill.side

    def tenant_id(self, side: Side) -> int:
        tenant_id = self.synchronization.end(side).tenant_id
        if tenant_id is None:
            raise LookupError(f"the {side} end of synchronization {self.synchronization.id} has no tenant")
        return tenant_id

    def site(self, side: Side) -> JiraSite:
        synchronization_id = self.synchronization.id
        return self.ports.sites.open(self.tenant_id(side), "backfill", synchronization_id=synchronization_id)

    def field_ids(self, side: Side) -> tuple[str, ...]:
        return tuple(entry.field_id for entry in mapping_of(self.configuration, side).fields)

    def snapshot(self, side: Side, raw: RawIssue) -> Snapshot:
        return read_snapshot(raw, mapping_of(self.configuration, side), self.configuration.contract)

    def view(self, snapshot: Snapshot) -> PairView:
        is_first = self.side is Side.FIRST
        return PairView(snapshot if is_first else None, None if is_first else snapshot)


def report(course: Course, work: Work, error: BackboneError, issue_id: str | None) -> None:
    work.incidents.report(
        synchronization_id=course.synchronization.id,
        code=error.code,
        sentence=error.sentence,
        place="create-issue" if issue_id else "backfill",
        side=course.side,
        issue_id=issue_id,
        at=course.ports.clock.now(),
    )
