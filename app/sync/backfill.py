"""Carry over what is there already, page by page: one search, bulk creations, one read back; no call per issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

import structlog

from app.engine.agreed import after_creation
from app.engine.base import Base
from app.engine.contract import Side
from app.engine.mapping import Configuration
from app.engine.operations import CreateIssue
from app.engine.plan import PairView, Plan, plan
from app.engine.raw import IssueDraft, RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.engine.writing import to_raw
from app.errors import BackboneError, JiraAnswerLost, JiraError, JiraFailing, JiraRefused
from app.sync.held_pair import LEASE_DURATION, mapping_of
from app.sync.ports import CreatedIssue, JiraSite, Ports, Work
from app.sync.records import (
    Backfill,
    BackfillState,
    Intent,
    Lane,
    Lease,
    Pair,
    PairContent,
    Receipt,
    Synchronization,
)
from app.sync.retry import Retry, spread_of, verdict
from app.sync.status import is_exchanging

log = structlog.get_logger(__name__)

CREATIONS_A_CALL = 50
"""Jira Cloud REST v3, POST /issue/bulk: at most 50 issues."""


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

    def site(self, side: Side) -> JiraSite:
        tenant_id = self.synchronization.end(side).tenant_id
        if tenant_id is None:
            raise LookupError(f"the {side} end of synchronization {self.synchronization.id} has no tenant")
        return self.ports.sites.open(tenant_id, "backfill")

    def field_ids(self, side: Side) -> tuple[str, ...]:
        return tuple(entry.field_id for entry in mapping_of(self.configuration, side).fields)

    def snapshot(self, side: Side, raw: RawIssue) -> Snapshot:
        return read_snapshot(raw, mapping_of(self.configuration, side), self.configuration.contract)

    def view(self, snapshot: Snapshot) -> PairView:
        is_first = self.side is Side.FIRST
        return PairView(snapshot if is_first else None, None if is_first else snapshot)


@dataclass(frozen=True)
class Creation:
    """One issue of the page whose counterpart is to be created."""

    raw: RawIssue
    snapshot: Snapshot
    operation: CreateIssue


@dataclass(frozen=True)
class Announced:
    """A creation with its pair leased and its intent in the journal."""

    creation: Creation
    pair: Pair
    lease: Lease
    intent: Intent


@dataclass(frozen=True)
class Outcome:
    """What a page did: `again` are issues that a sync of their own has to finish (comments, lost answers, changes)."""

    done: int = 0
    failed: int = 0
    again: tuple[str, ...] = ()


def backfill_page(ports: Ports, backfill_id: int) -> None:
    """Carries over the next page and rings for the one after it. A crash at any point resumes at the page's start and
    creates nothing twice: pairs and intents of what was written are there already. Errors of Jira postpone the page."""
    now = ports.clock.now()
    with ports.store.transaction() as work:
        course = read_course(ports, work, backfill_id)
        if course is None:
            return
        if not work.backfills.lease(backfill_id, holder=ports.holder, now=now, duration=LEASE_DURATION):
            return
    try:
        is_finished = carry_page(course)
    except BackboneError as error:
        wait_after(course, error)
    else:
        with ports.store.transaction() as work:
            work.backfills.release(backfill_id, ports.holder)
        if not is_finished:
            ports.bell.ring_backfill(backfill_id)


def read_course(ports: Ports, work: Work, backfill_id: int) -> Course | None:
    backfill = work.backfills.get(backfill_id)
    if backfill is None or backfill.state is not BackfillState.RUNNING:
        return None
    synchronization = work.synchronizations.get(backfill.synchronization_id)
    configuration = work.configurations.published(backfill.synchronization_id)
    if synchronization is None or configuration is None or not is_exchanging(synchronization.facts):
        return None
    return Course(ports, backfill, synchronization, configuration)


def wait_after(course: Course, error: BackboneError) -> None:
    """The page is tried again later, from where it stands; what a person has to mend becomes an incident."""
    ports, backfill = course.ports, course.backfill
    log.warning("backfill_trouble", backfill=backfill.id, code=error.code)
    decision = verdict(error, 0, spread_of(backfill.id, 0))
    seconds = decision.after_seconds if isinstance(decision, Retry) else 60.0
    with ports.store.transaction() as work:
        if not isinstance(decision, Retry):
            report(course, work, error, None)
        until = ports.clock.now() + timedelta(seconds=seconds)
        work.backfills.postpone(backfill.id, ports.holder, until)


def carry_page(course: Course) -> bool:
    """Whether that was the last page."""
    backfill, project_id = course.backfill, mapping_of(course.configuration, course.side).project_id
    site = course.site(course.side)
    if backfill.total is None:
        with course.ports.store.transaction() as work:
            work.backfills.estimate(backfill.id, site.count_issues(project_id))
    page = site.project_issues(project_id, course.field_ids(course.side), cursor=backfill.cursor)
    outcome = carry_issues(course, page.issues)
    finish_page(course, page.next_cursor, outcome)
    return page.next_cursor is None


def finish_page(course: Course, next_cursor: str | None, outcome: Outcome) -> None:
    ports, backfill = course.ports, course.backfill
    now = ports.clock.now()
    with ports.store.transaction() as work:
        marks = work.marks.raise_(backfill.synchronization_id, backfill.side, outcome.again, now)
        work.backfills.advance(backfill.id, cursor=next_cursor, done=outcome.done, failed=outcome.failed)
        if next_cursor is None:
            work.backfills.finish(backfill.id, now)
    for mark_id in marks:
        ports.bell.ring(mark_id, Lane.BACKFILL)


# -- one page --------------------------------------------------------------------------------------------------


def carry_issues(course: Course, issues: Sequence[RawIssue]) -> Outcome:
    with course.ports.store.transaction() as work:
        paired = work.pairs.of_issues(course.synchronization.id, course.side, [raw.id for raw in issues])
        contents = work.pairs.contents([pair.id for pair in paired.values()])
        echoes = {raw.id for raw in issues if is_open_creation(work, course, raw)}
    unpaired = [raw for raw in issues if raw.id not in paired and raw.id not in echoes]
    creations, skipped = wanted(course, unpaired)
    changed = [raw.id for raw in issues if raw.id in paired and has_news(course, raw, contents[paired[raw.id].id])]
    again, failed = [*changed, *echoes], 0
    for batch in batches(creations):
        batch_again, batch_failed = create_batch(course, batch)
        again, failed = again + batch_again, failed + batch_failed
    log.info(
        "backfill_page",
        backfill=course.backfill.id,
        created=len(creations),
        skipped=skipped,
        again=len(again),
    )
    return Outcome(done=len(issues), failed=failed, again=tuple(again))


def is_open_creation(work: Work, course: Course, raw: RawIssue) -> bool:
    """Whether this issue is a counterpart that we created and whose answer got lost: its own sync completes the pair."""
    if raw.operation_id is None:
        return False
    intent = work.journal.open_by_operation(raw.operation_id)
    return intent is not None and intent.synchronization_id == course.synchronization.id


def wanted(course: Course, unpaired: Sequence[RawIssue]) -> tuple[list[Creation], int]:
    """The issues whose counterpart is to be created, and how many are left alone by the rules. What a person has to
    decide on becomes an incident."""
    creations = []
    for raw in unpaired:
        snapshot = course.snapshot(course.side, raw)
        decision = plan(course.view(snapshot), course.configuration)
        create = next((operation for operation in decision.operations if isinstance(operation, CreateIssue)), None)
        if create is not None:
            creations.append(Creation(raw, snapshot, create))
        report_held(course, raw, decision)
    return creations, len(unpaired) - len(creations)


def report_held(course: Course, raw: RawIssue, decision: Plan) -> None:
    if not decision.holds:
        return
    with course.ports.store.transaction() as work:
        for hold in decision.holds:
            work.incidents.report(
                synchronization_id=course.synchronization.id,
                code=hold.code,
                sentence=hold.reason,
                place=hold.place,
                side=course.side,
                issue_id=raw.id,
                at=course.ports.clock.now(),
            )


def has_news(course: Course, raw: RawIssue, content: PairContent) -> bool:
    """Whether a paired issue needs a sync: it would write something, or a side was never read."""
    snapshot = course.snapshot(course.side, raw)
    other = content.snapshot(course.side.other)
    known = content.snapshot(course.side)
    if other is None or known is None:
        return True
    if not raw.comments_complete:
        return True
    is_first = course.side is Side.FIRST
    view = PairView(snapshot if is_first else other, other if is_first else snapshot, content.base)
    return not plan(view, course.configuration).is_empty


def batches(creations: Sequence[Creation]) -> Iterator[list[Creation]]:
    remaining = iter(creations)
    while batch := list(islice(remaining, CREATIONS_A_CALL)):
        yield batch


# -- one bulk creation -----------------------------------------------------------------------------------------


def create_batch(course: Course, batch: Sequence[Creation]) -> tuple[list[str], int]:
    """Announces, creates, records and reads back. Returns the issues that need a sync of their own, and the failures."""
    announced = announce(course, batch)
    if not announced:
        return [creation.raw.id for creation in batch], 0
    try:
        outcomes = course.site(course.side.other).create_issues([draft(course, entry) for entry in announced])
    except (JiraAnswerLost, JiraFailing):
        release(course, announced)
        return [creation.raw.id for creation in batch], 0
    except JiraError as error:
        abandon(course, announced, error)
        raise
    created, failed = record_outcomes(course, announced, outcomes)
    learn_bases(course, created)
    leased = {entry.creation.raw.id for entry in announced}
    lost_race = [creation.raw.id for creation in batch if creation.raw.id not in leased]
    return lost_race + with_comments(announced, failed), len(failed)


def with_comments(announced: Sequence[Announced], failed: frozenset[str]) -> list[str]:
    return [
        entry.creation.raw.id
        for entry in announced
        if entry.creation.raw.id not in failed
        and (entry.creation.snapshot.comments or not entry.creation.raw.comments_complete)
    ]


def announce(course: Course, batch: Sequence[Creation]) -> list[Announced]:
    ports, now = course.ports, course.ports.clock.now()
    by_id = {creation.raw.id: creation for creation in batch}
    with ports.store.transaction() as work:
        opened = work.pairs.open_leased(
            course.synchronization.id,
            course.side,
            [(creation.raw.id, creation.raw.key) for creation in batch],
            holder=ports.holder,
            now=now,
            duration=LEASE_DURATION,
        )
        return [announce_one(course, work, by_id[issue_id], pair, lease) for issue_id, (pair, lease) in opened.items()]


def announce_one(course: Course, work: Work, creation: Creation, pair: Pair, lease: Lease) -> Announced:
    is_first = course.side is Side.FIRST
    snapshot = creation.snapshot
    work.pairs.save_content(pair.id, first=snapshot if is_first else None, second=None if is_first else snapshot)
    intent = work.journal.intend(
        pair_id=pair.id,
        operation=creation.operation,
        configuration_number=course.configuration.number,
        source_snapshot=snapshot,
        at=course.ports.clock.now(),
    )
    return Announced(creation, pair, lease, intent)


def draft(course: Course, entry: Announced) -> IssueDraft:
    operation, mapping = entry.creation.operation, mapping_of(course.configuration, course.side.other)
    issue_type_id = next(known.id for known in mapping.issue_types if known.alias == operation.issue_type)
    write = to_raw(operation, mapping, course.configuration.contract)
    return IssueDraft(entry.intent.operation_id, mapping.project_id, issue_type_id, write)


def release(course: Course, announced: Sequence[Announced]) -> None:
    with course.ports.store.transaction() as work:
        for entry in announced:
            work.pairs.release(entry.lease)


def abandon(course: Course, announced: Sequence[Announced], error: JiraError) -> None:
    """Nothing was written: the pairs go, so that the page can be tried as if for the first time."""
    with course.ports.store.transaction() as work:
        for entry in announced:
            work.journal.abandon(entry.intent.operation_id, error.code, course.ports.clock.now())
            work.pairs.discard(entry.pair.id)


def record_outcomes(
    course: Course, announced: Sequence[Announced], outcomes: Sequence[CreatedIssue | JiraRefused]
) -> tuple[list[tuple[Announced, CreatedIssue]], frozenset[str]]:
    """Completes the pairs of what was created; a refusal becomes an incident of that issue alone."""
    created: list[tuple[Announced, CreatedIssue]] = []
    failed: set[str] = set()
    with course.ports.store.transaction() as work:
        for entry, outcome in zip(announced, outcomes, strict=True):
            if isinstance(outcome, JiraRefused):
                failed.add(entry.creation.raw.id)
                refuse(course, work, entry, outcome)
            else:
                created.append((entry, outcome))
                complete(course, work, entry, outcome)
    return created, frozenset(failed)


def complete(course: Course, work: Work, entry: Announced, outcome: CreatedIssue) -> None:
    work.pairs.check(entry.lease, course.ports.clock.now())
    work.pairs.complete(entry.pair.id, course.side.other, outcome.id, outcome.key)


def refuse(course: Course, work: Work, entry: Announced, refusal: JiraRefused) -> None:
    work.journal.abandon(entry.intent.operation_id, refusal.code, course.ports.clock.now())
    work.pairs.discard(entry.pair.id)
    report(course, work, refusal, entry.creation.raw.id)


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


def learn_bases(course: Course, created: Sequence[tuple[Announced, CreatedIssue]]) -> None:
    """What the new issues show is read back in one call: Jira may have changed what was written. An issue that can't be
    read back keeps its open intent, which its own sync closes."""
    if not created:
        return
    written_side = course.side.other
    issue_ids = [outcome.id for _, outcome in created]
    raws = {raw.id: raw for raw in course.site(written_side).read_issues(issue_ids, course.field_ids(written_side))}
    with course.ports.store.transaction() as work:
        for entry, outcome in created:
            if outcome.id in raws:
                learn_base(course, work, entry, raws[outcome.id])
            work.pairs.release(entry.lease)


def learn_base(course: Course, work: Work, entry: Announced, raw: RawIssue) -> None:
    work.pairs.check(entry.lease, course.ports.clock.now())
    written = replace(course.snapshot(course.side.other, raw), comments=(), comments_complete=True)
    creation, number = entry.creation, course.configuration.number
    base = after_creation(Base(), creation.operation, creation.snapshot, written, number)
    is_first = course.side is Side.FIRST
    work.pairs.save_content(
        entry.pair.id, first=None if is_first else written, second=written if is_first else None, base=base
    )
    receipt = Receipt(raw.id, raw.key)
    work.journal.receipt(entry.intent.operation_id, receipt, course.ports.clock.now())
