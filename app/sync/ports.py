"""What the use cases need from the outside. Adapters fulfil these protocols; `wiring` names the concrete ones.

`sync` blocks only inside these methods. Every method of a repository belongs to the transaction of its `Work`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.engine.base import Base
from app.engine.contract import Side
from app.engine.mapping import Configuration
from app.engine.operations import Operation
from app.engine.plan import Conflict, Plan
from app.engine.raw import IssueDraft, Json, RawComment, RawIssue, RawWrite
from app.engine.snapshot import Snapshot
from app.errors import JiraRefused
from app.sync.records import (
    Backfill,
    Delivery,
    End,
    Incident,
    Intent,
    KeptConflict,
    Lane,
    Lease,
    Mark,
    Pair,
    PairContent,
    PairStanding,
    Portion,
    Receipt,
    StoredConfiguration,
    Synchronization,
    SynchronizationOverview,
    Tenant,
)
from app.sync.schema import ProjectSchema, ProjectSummary


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, with its zone (UTC)."""


class Bell(Protocol):
    """Wakes a worker. Losing a ring loses nothing: a sweep finds what is due."""

    def ring(self, mark_id: int, lane: Lane = Lane.LIVE) -> None:
        """Asks for `sync_issue` of this mark. Never raises: when the queue is down the sweep takes over."""

    def ring_backfill(self, backfill_id: int) -> None:
        """Asks for the next page of this backfill. Never raises."""

    def room(self, lane: Lane) -> int:
        """How many more may be rung for in this lane by who only repeats what may have got lost: 0 while many wait
        there already, and while the queue is down. Never raises."""


# -- Jira ------------------------------------------------------------------------------------------------------


class CreatedIssue(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...


class IssuePage(Protocol):
    @property
    def issues(self) -> Sequence[RawIssue]: ...
    @property
    def next_cursor(self) -> str | None:
        """None behind the last page."""


class JiraSite(Protocol):
    """One Jira site as one tenant's add-on account. Every method raises a `JiraError`; `field_ids` are the site's own.

    Reads are repeated inside where that is safe; a write is never repeated after it may have reached Jira.
    """

    def read_issue(self, issue_id: str, field_ids: Sequence[str], *, with_marker: bool = False) -> RawIssue:
        """One call while comments and history fit into it: fields, all comments, changelog. JiraNotFound: see its
        class."""

    def read_issues(self, issue_ids: Sequence[str], field_ids: Sequence[str]) -> Sequence[RawIssue]:
        """Up to 100 issues by one bulk fetch, those that are gone or hidden left out. Changelog included, comments as
        far as Jira gives them inline (`comments_complete` tells)."""

    def read_comments(self, issue_id: str) -> Sequence[RawComment]:
        """All comments with our markers, oldest first."""

    def read_comment(self, issue_id: str, comment_id: str) -> RawComment:
        """One comment as it is now."""

    def project_issues(self, project_id: str, field_ids: Sequence[str], *, cursor: str | None) -> IssuePage:
        """Up to 100 issues of the project in ascending id order, with markers, the newest changelog entries and as few
        comments as search gives inline (`comments_complete` tells). The cursor lives for days: a crash resumes
        there."""

    def count_issues(self, project_id: str) -> int:
        """Jira's estimate of how many issues the project has."""

    def find_created(self, project_id: str, since: datetime, operation_ids: Sequence[str]) -> dict[str, CreatedIssue]:
        """Which of these operations created an issue of ours: by search on project, creator and created, then by the
        marker. The search index lags: not found is not proof before `CREATION_SEARCH_LAG`."""

    def create_issue(self, draft: IssueDraft) -> CreatedIssue: ...

    def create_issues(self, drafts: Sequence[IssueDraft]) -> Sequence[CreatedIssue | JiraRefused]:
        """Up to 50 in one call; one outcome per draft, in their order."""

    def edit_issue(self, issue_id: str, write: RawWrite, operation_id: str, field_ids: Sequence[str]) -> RawIssue:
        """Writes without notifying watchers where that is allowed, and gives the issue as it is afterwards, changelog
        included (comments are not: `comments_complete` is False)."""

    def create_comment(self, issue_id: str, body: Json, operation_id: str) -> RawComment: ...

    def edit_comment(self, issue_id: str, comment_id: str, body: Json) -> RawComment: ...

    def own_account_id(self) -> str:
        """The account that our calls act as (GET /myself)."""

    def project(self, id_or_key: str) -> ProjectSummary: ...

    def projects(self, query: str = "") -> Sequence[ProjectSummary]:
        """Projects that our account can see, by name or key; at most 50."""

    def project_schema(self, project_id: str) -> ProjectSchema:
        """Issue types, fields with options, statuses: what can be mapped. Cached for minutes per tenant."""

    def permitted_projects(self, account_id: str, project_ids: Sequence[str], permission: str) -> frozenset[str]:
        """Those of the projects in which the person holds the permission (POST /permissions/check)."""

    def is_jira_admin(self, account_id: str) -> bool: ...


class JiraSites(Protocol):
    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        """The site of this tenant; `purpose` (`live`, `backfill`, `page`, …) is what its calls are counted under, and
        `synchronization_id` what writes are made for: a thread uses the site that it opened last. Raises JiraAccessLost
        when the tenant is not active any more."""


# -- Storage ---------------------------------------------------------------------------------------------------


class Tenants(Protocol):
    def add(self, site_address: str, display_address: str) -> Tenant:
        """Registers a site. Whoever was active at this address is retired; the new tenant inherits nothing."""

    def set_active(self, tenant_id: int, *, active: bool) -> None:
        """Retires a tenant, or brings it back (and retires whoever else is active at its address)."""

    def get(self, tenant_id: int) -> Tenant | None: ...
    def by_site_address(self, site_address: str) -> Tenant | None:
        """The active tenant at this address (scheme and host, lower case, no trailing slash)."""

    def remember_app_account(self, tenant_id: int, account_id: str) -> None: ...


class Synchronizations(Protocol):
    def add(
        self,
        *,
        name: str,
        description: str,
        first: End,
        second: End,
        acceptance: str,
        message: str,
        created_by: str,
        at: datetime,
        public_id: str | None = None,
    ) -> Synchronization:
        """Raises nothing for a second synchronization between the same projects: whether that is allowed is a rule.
        Without a `public_id` it gets a random one."""

    def one_at_a_time(self, tenant_id: int, project_id: str) -> None:
        """Until the end of the transaction nobody else gets past this for the same project."""

    def get(self, synchronization_id: int) -> Synchronization | None: ...
    def by_public_id(self, public_id: str) -> Synchronization | None: ...
    def of_tenant(self, tenant_id: int) -> Sequence[Synchronization]:
        """Everything that touches the tenant by an end's tenant or, for open requests, by its site address."""

    def overview(
        self,
        tenant_id: int,
        *,
        project_id: str | None = None,
        project_key: str | None = None,
        public_id: str | None = None,
    ) -> Sequence[SynchronizationOverview]:
        """The list for a page, newest first; with a project, its own and the requests addressed to its key. With a
        `public_id` that one alone, if it is in the list. At most three statements, whatever the number of rows."""

    def change_text(self, synchronization_id: int, *, name: str, description: str) -> None: ...
    def set_wanted(self, synchronization_id: int, *, running: bool) -> None:
        """Also clears a suspension: stop and start is what clears it. The time of the first start is kept."""

    def suspend(self, synchronization_id: int, code: str) -> None: ...
    def check_exchanging(self, synchronization_id: int) -> None:
        """Raises StoppedMeanwhile when changes don't flow (any more), for whatever reason. Until the end of this
        transaction it is not deleted; nobody else who checks waits."""

    def accept(self, synchronization_id: int, second: End) -> None: ...
    def decline(self, synchronization_id: int) -> None: ...
    def delete(self, synchronization_id: int) -> None:
        """Removes it with its marks, pairs, journal, conflicts and incidents. The audit trail stays."""

    def between(self, tenant_id: int, project_id: str) -> Sequence[Synchronization]:
        """Those with an end in this project."""


class Configurations(Protocol):
    def one_at_a_time(self, synchronization_id: int) -> None:
        """Until the end of the transaction nobody else gets past this for the same synchronization."""

    def get(self, synchronization_id: int, number: int) -> Configuration: ...
    def published(self, synchronization_id: int) -> Configuration | None: ...
    def draft(self, synchronization_id: int) -> StoredConfiguration | None: ...
    def save_draft(self, synchronization_id: int, configuration: Configuration, *, by: str, at: datetime) -> None: ...
    def publish(self, synchronization_id: int, number: int, *, by: str, at: datetime) -> None:
        """Makes the draft with this number the published one; it can't be changed any more."""


class Deliveries(Protocol):
    def receive(self, delivery: Delivery) -> Sequence[int]:
        """Stores the delivery and raises the mark of each synchronization that the issue concerns (by its project, or
        by its pair), in ONE statement, whatever the number of synchronizations. A delivery that is known already
        changes nothing. For the synchronization that caused the event itself it raises nothing, but for a creation
        whose pair is not complete: a mark that is due in some seconds. Returns the marks that became dirty by this and
        whose synchronization exchanges now: those to ring for."""

    def purge(self, before: datetime) -> int: ...


class Marks(Protocol):
    def get(self, mark_id: int) -> Mark | None: ...
    def of_issues(self, synchronization_id: int, issues: Sequence[tuple[Side, str]]) -> Sequence[Mark]: ...
    def raise_(
        self, synchronization_id: int, side: Side, issue_ids: Sequence[str], at: datetime, lane: Lane = Lane.LIVE
    ) -> Sequence[int]:
        """Marks issues without a webhook (backfill, resync); returns the ids of the marks. A mark keeps the lane in
        which it is to be rung for: a dirty live one stays live, and a webhook makes any of them live, unless it is the
        echo of our own creation."""

    def clear(self, mark_id: int, up_to: int) -> bool:
        """Clears up to the number that was noted before reading, forgets attempts and next try, and says whether the
        mark is still dirty."""

    def postpone(self, mark_id: int, until: datetime, *, attempts: int) -> None: ...
    def park(self, mark_id: int, up_to: int | None = None) -> None:
        """No next try by time: a new raise, or `try_again`, brings it back. With `up_to`, the number noted before
        reading, a mark that was raised again since stays due: nobody has seen that change."""

    def try_again(self, synchronization_id: int, at: datetime) -> None:
        """Makes due, and starts anew, what is parked, what waits after a failed try, and each issue with an open
        incident. A mark that waits for another reason (Jira may have asked for it) goes on waiting."""

    def forget_unpaired(self, synchronization_id: int) -> None:
        """Clears the marks of all issues that have no pair."""

    def due(self, now: datetime, limit: int, lane: Lane = Lane.LIVE) -> Sequence[int]:
        """Dirty marks of this lane and of exchanging synchronizations, whose next try has come and whose pair nobody
        holds, oldest first."""

    def note_rung(self, mark_ids: Sequence[int], now: datetime, *, not_again_before: datetime) -> None:
        """They were rung for: not due before then, unless a webhook takes them out of a slower lane."""


class Pairs(Protocol):
    def get(self, pair_id: int) -> Pair | None: ...
    def of_issue(self, synchronization_id: int, side: Side, issue_id: str) -> Pair | None: ...
    def of_issues(self, synchronization_id: int, side: Side, issue_ids: Sequence[str]) -> dict[str, Pair]: ...
    def by_ids(self, pair_ids: Sequence[int]) -> dict[int, Pair]: ...
    def is_represented(self, pair_id: int, tenant_id: int, project_id: str) -> bool:
        """Whether this pair's issues, or their counterparts by whatever synchronizations, and so on, have one in this
        project."""

    def open_leased(
        self,
        synchronization_id: int,
        side: Side,
        issues: Sequence[tuple[str, str]],
        *,
        holder: str,
        now: datetime,
        duration: timedelta,
    ) -> dict[str, tuple[Pair, Lease]]:
        """Inserts a pair for each `(issue id, key)` that has none, leased from birth; issues that have one (or get one
        from somebody else at the same moment) are left out of the answer, which is keyed by issue id."""

    def lease(self, pair_id: int, *, holder: str, now: datetime, duration: timedelta) -> Lease | None:
        """None while a lease runs, the holder's own included. Raises the fence. Whether a lease has run out an adapter
        may judge, in all these methods, by a clock that all workers share instead of by `now`."""

    def renew(self, lease: Lease, *, now: datetime, duration: timedelta) -> Lease:
        """Also a lease that has run out, as long as nobody has taken it over. Raises LeaseLost when the fence has moved
        or the lease was released."""

    def check(self, lease: Lease, now: datetime) -> None:
        """Locks the pair's row for this transaction and raises LeaseLost when the fence has moved or time is up."""

    def release(self, lease: Lease) -> None:
        """Lets go; does nothing when the fence has moved."""

    def content(self, pair_id: int) -> PairContent: ...
    def contents(self, pair_ids: Sequence[int]) -> dict[int, PairContent]: ...
    def save_content(
        self,
        pair_id: int,
        *,
        first: Snapshot | None = None,
        second: Snapshot | None = None,
        base: Base | None = None,
    ) -> None:
        """Stores what is given and leaves the rest as it is; keys of the pair follow the snapshots."""

    def complete(self, pair_id: int, side: Side, issue_id: str, issue_key: str) -> None: ...
    def discard(self, pair_id: int) -> None:
        """Removes a pair that never got a counterpart (its issue is gone, or not to be synchronized). One whose
        counterpart may still come to light, by a write that is open or missing, stays."""

    def standings(self, tenant_id: int, issue_id: str) -> Sequence[PairStanding]:
        """How this issue of this site is doing in each synchronization that has a pair for it, in one statement."""


class Journal(Protocol):
    """Plans, intents and receipts. An open intent is unique by (pair, operation key)."""

    def record_plan(self, pair_id: int, configuration_number: int, plan: Plan, at: datetime) -> int: ...
    def intend(
        self,
        *,
        pair_id: int,
        operation: Operation,
        configuration_number: int,
        source_snapshot: Snapshot | None,
        at: datetime,
    ) -> Intent:
        """Announces a write under a new operation id. There must be no open intent with the same key."""

    def receipt(self, operation_id: str, receipt: Receipt, at: datetime) -> None: ...
    def abandon(self, operation_id: str, reason: str, at: datetime) -> None:
        """The write is known not to have taken effect."""

    def miss(self, operation_id: str, at: datetime) -> None:
        """The write was looked for and not found: it counts as not made, and may still come to light."""

    def reopen(self, operation_id: str) -> None:
        """A missing write has come to light; does nothing while another one with its key is open."""

    def note_attempt(self, operation_id: str) -> None: ...
    def open_intents(self, pair_id: int) -> Sequence[Intent]: ...
    def by_operation(self, operation_id: str) -> Intent | None:
        """Whatever became of it (`outcome`)."""

    def purge_plans(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        """Removes old plans among the next `at_once` ids behind `beyond`."""

    def purge_writes(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        """Removes writes that were settled before then, likewise. Creations of issues stay, because markers name them,
        and so does the last write that each pair has got."""


class Conflicts(Protocol):
    def keep(
        self,
        synchronization_id: int,
        pair_id: int,
        conflicts: Sequence[Conflict],
        at: datetime,
        operation_id: str | None,
    ) -> None:
        """Idempotent for the same pair, place, loser and contents: a plan that is made again adds nothing."""

    def of_synchronization(self, synchronization_id: int, limit: int = 100) -> Sequence[KeptConflict]: ...


class Incidents(Protocol):
    def report(
        self,
        *,
        synchronization_id: int,
        code: str,
        sentence: str,
        place: str = "",
        pair_id: int | None = None,
        side: Side | None = None,
        issue_id: str | None = None,
        at: datetime,
    ) -> None:
        """Opens one, or counts one more of the same (synchronization, code, place, issue)."""

    def settle(
        self,
        synchronization_id: int,
        *,
        issues: Sequence[tuple[Side, str]],
        at: datetime,
        keep: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Closes what was open for these issues, but for the `(code, place)` that still hold."""

    def settle_place(self, synchronization_id: int, *, side: Side, place: str, at: datetime) -> None:
        """Closes what was open there for the side as a whole, for no single issue."""

    def open(self, synchronization_id: int, limit: int = 100) -> Sequence[Incident]: ...
    def purge(self, before: datetime, *, beyond: int, at_once: int) -> Portion:
        """Removes incidents that were closed before then, among the next `at_once` ids behind `beyond`."""


class Backfills(Protocol):
    def start(self, synchronization_id: int, sides: Sequence[Side], at: datetime) -> Sequence[Backfill]:
        """One for each of the sides. Whatever still runs for the synchronization, on any side, ends here; with no sides
        nothing runs any more. Of two at the same moment the second one's stay."""

    def get(self, backfill_id: int) -> Backfill | None: ...
    def estimate(self, backfill_id: int, total: int) -> None: ...
    def advance(self, backfill_id: int, *, cursor: str | None, done: int, failed: int) -> None:
        """Moves the cursor, adds to the counts, and forgets failed tries."""

    def finish(self, backfill_id: int, at: datetime) -> None: ...
    def lease(self, backfill_id: int, *, holder: str, now: datetime, duration: timedelta) -> bool: ...
    def release(self, backfill_id: int, holder: str) -> None: ...
    def postpone(self, backfill_id: int, holder: str, until: datetime, *, attempts: int) -> None:
        """Lets go, and is not due before `until`. `attempts` failed tries are remembered until a page is done."""

    def due(self, now: datetime) -> Sequence[int]:
        """Running backfills of exchanging synchronizations that nobody works on, and whose time has come."""

    def note_rung(self, backfill_ids: Sequence[int], *, not_again_before: datetime) -> None:
        """They were rung for: not due before then. Whoever was rung for may begin at once."""


class Audit(Protocol):
    def record(
        self,
        *,
        tenant_id: int | None,
        account_id: str | None,
        action: str,
        synchronization_id: int | None,
        at: datetime,
    ) -> None:
        """Who did what to which synchronization, when; `action` is a verb such as `start`."""


class Work(Protocol):
    """One transaction: commits at the end of its `with`, rolls back on any exception."""

    tenants: Tenants
    synchronizations: Synchronizations
    configurations: Configurations
    deliveries: Deliveries
    marks: Marks
    pairs: Pairs
    journal: Journal
    conflicts: Conflicts
    incidents: Incidents
    backfills: Backfills
    audit: Audit


class Store(Protocol):
    """Transactions don't nest; the use cases keep no transaction open while they talk to Jira."""

    def transaction(self) -> AbstractContextManager[Work]:
        """Raises StorageUnavailable when the database can't be reached."""


@dataclass(frozen=True)
class Ports:
    """Everything a use case needs from the outside. `holder` names this process in leases."""

    store: Store
    sites: JiraSites
    bell: Bell
    clock: Clock
    holder: str
