"""What the repositories keep, as values. A record is read, decided on, and written back through a repository's
verbs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.engine.base import Base
from app.engine.contract import Side
from app.engine.mapping import Configuration
from app.engine.operations import Operation
from app.engine.plan import Conflict
from app.engine.snapshot import Snapshot
from app.sync.status import Acceptance, Facts


class Lane(StrEnum):
    """Queues by urgency: a live edit goes before a backfill, a backfill before a comparison."""

    LIVE = "live"
    BACKFILL = "backfill"
    RECONCILE = "reconcile"


@dataclass(frozen=True)
class Tenant:
    """One Jira site that installed the add-on. `app_account_id` is the add-on's own account there, once it is known."""

    id: int
    site_address: str
    display_address: str
    is_active: bool
    app_account_id: str | None = None


@dataclass(frozen=True)
class End:
    """One side's project and how it is reached. `tenant_id` and `project_id` are None until a partner has accepted;
    the address and key are then what the requester typed, and nobody has looked them up."""

    side: Side
    site_address: str
    project_key: str
    project_name: str = ""
    tenant_id: int | None = None
    project_id: str | None = None


@dataclass(frozen=True)
class Synchronization:
    """The thing in the list. `public_id` is what pages and addresses show; `first_started_at` is None as long as
    nothing has ever flowed."""

    id: int
    public_id: str
    name: str
    description: str
    first: End
    second: End
    acceptance: Acceptance
    wanted_running: bool
    suspension: str | None
    created_by: str
    created_at: datetime
    published_number: int | None
    message: str = ""
    first_started_at: datetime | None = None

    def end(self, side: Side) -> End:
        return self.first if side is Side.FIRST else self.second

    @property
    def facts(self) -> Facts:
        return Facts(acceptance=self.acceptance, wanted_running=self.wanted_running, suspension=self.suspension)


@dataclass(frozen=True)
class Delivery:
    """One webhook. `project_id` is where the issue was at that moment. `caused_by` is the synchronization whose own
    write it is the echo of: no news for that one, and news like any other for the rest. The echo of a creation is news
    as long as its pair is not complete."""

    tenant_id: int
    identifier: str
    event: str
    issue_id: str
    project_id: str | None
    occurred_at: datetime
    is_creation: bool = False
    caused_by: int | None = None


@dataclass(frozen=True)
class Mark:
    """An issue of one side with changes that nobody has carried over yet: dirty while `raised > cleared`."""

    id: int
    synchronization_id: int
    side: Side
    issue_id: str
    raised: int
    cleared: int
    attempts: int
    is_only_own_creation: bool
    first_raised_at: datetime | None = None
    next_try_at: datetime | None = None

    @property
    def is_dirty(self) -> bool:
        return self.raised > self.cleared


@dataclass(frozen=True)
class Pair:
    """Two issues kept in step; an id is None until that side's issue exists."""

    id: int
    synchronization_id: int
    first_issue_id: str | None
    second_issue_id: str | None
    first_issue_key: str | None = None
    second_issue_key: str | None = None

    def issue_id(self, side: Side) -> str | None:
        return self.first_issue_id if side is Side.FIRST else self.second_issue_id

    def issue_key(self, side: Side) -> str | None:
        return self.first_issue_key if side is Side.FIRST else self.second_issue_key

    def completed(self, side: Side, issue_id: str, issue_key: str) -> Pair:
        if side is Side.FIRST:
            return replace(self, first_issue_id=issue_id, first_issue_key=issue_key)
        return replace(self, second_issue_id=issue_id, second_issue_key=issue_key)

    @property
    def is_complete(self) -> bool:
        return self.first_issue_id is not None and self.second_issue_id is not None


@dataclass(frozen=True)
class Lease:
    """The right to write for one pair. `fence` grows with each holder; a write under an older one is refused."""

    pair_id: int
    fence: int
    until: datetime


@dataclass(frozen=True)
class PairContent:
    """What is stored of a pair: the last snapshot of each side and the base."""

    first: Snapshot | None
    second: Snapshot | None
    base: Base

    def snapshot(self, side: Side) -> Snapshot | None:
        return self.first if side is Side.FIRST else self.second


class Outcome(StrEnum):
    """What is known of a write that was announced. `OPEN`: it may or may not have reached Jira. `MISSING`: it was
    looked for as long as Jira's search may lag, and not found; it may still come to light. `ABANDONED`: it did not
    happen."""

    OPEN = "open"
    WRITTEN = "written"
    MISSING = "missing"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Intent:
    """A write that was announced in the journal. `source_snapshot` is the other side as it was planned with: base moves
    on from it once the receipt is there. It is kept while the write is open or missing."""

    operation_id: str
    pair_id: int
    synchronization_id: int
    side: Side
    operation: Operation
    configuration_number: int
    source_snapshot: Snapshot | None
    intended_at: datetime
    attempts: int
    outcome: Outcome = Outcome.OPEN


@dataclass(frozen=True)
class Portion:
    """What one step through a table has removed, and the id behind which the next one begins; None at the end of what
    is old enough."""

    removed: int
    last_id: int | None


@dataclass(frozen=True)
class Receipt:
    """What Jira answered: the id (and key) of what was created, or the id of our changelog entry."""

    jira_id: str | None
    jira_key: str | None = None


@dataclass(frozen=True)
class KeptConflict:
    """A conflict with the losing content, for the inbox. `put_back_at` is set once somebody put the loser back."""

    id: int
    synchronization_id: int
    pair_id: int
    conflict: Conflict
    at: datetime
    put_back_at: datetime | None = None


@dataclass(frozen=True)
class Incident:
    """Something a person may have to look at. `code` is a heading of the troubleshooting page."""

    id: int
    synchronization_id: int
    code: str
    sentence: str
    place: str
    pair_id: int | None
    side: Side | None
    issue_id: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    count: int


@dataclass(frozen=True)
class PairStanding:
    """How one issue's pair is doing, for the panel on it. `side` is the issue's own; `counterpart_address` is where the
    other site shows its issues. An `incident` of a partner in another Jira is an empty text: it is in their words."""

    synchronization_name: str
    facts: Facts
    side: Side
    counterpart_key: str | None
    counterpart_address: str
    is_pending: bool
    incident: str | None
    last_written_at: datetime | None


class BackfillState(StrEnum):
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class Backfill:
    """Carrying over what is there already: one per side and start. `cursor` is the last issue id that is done with, so
    that a crash at any page resumes behind it; `total` is Jira's estimate. `attempts` counts the tries of the page at
    hand that failed."""

    id: int
    synchronization_id: int
    side: Side
    state: BackfillState
    cursor: str | None
    done: int
    failed: int
    total: int | None
    started_at: datetime
    finished_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True)
class SynchronizationOverview:
    """One line of the list, as read in a constant number of statements."""

    synchronization: Synchronization
    pairs: int
    pending: int
    incidents: int
    last_activity_at: datetime | None
    backfills: tuple[Backfill, ...] = ()


@dataclass(frozen=True)
class StoredConfiguration:
    configuration: Configuration
    is_published: bool
    created_by: str
    created_at: datetime
    published_at: datetime | None = None
