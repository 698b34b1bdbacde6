"""Carry over what is there already, page by page: one search, bulk creations, one read back; no call per issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.operations import CreateIssue
from app.engine.plan import PairView, Plan
from app.engine.raw import RawIssue
from app.errors import BackboneError
from app.sync.backfill_course import Course, report
from app.sync.bulk_creation import Creation, batches, create_batch
from app.sync.held_pair import LEASE_DURATION, mapping_of
from app.sync.own_account import marked_by_us
from app.sync.ports import Ports, Work
from app.sync.records import BackfillState, Lane, PairContent
from app.sync.retry import Retry, spread_of, verdict
from app.sync.status import is_exchanging

log = structlog.get_logger(__name__)


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


def carry_issues(course: Course, issues: Sequence[RawIssue]) -> Outcome:
    ours = marked_by_us(course.ports.store, course.ports.sites, course.tenant_id(course.side), issues)
    with course.ports.store.transaction() as work:
        paired = work.pairs.of_issues(course.synchronization.id, course.side, [raw.id for raw in issues])
        contents = work.pairs.contents([pair.id for pair in paired.values()])
        echoes = {raw.id for raw in ours if is_own_creation(work, course, raw)}
        represented = {raw.id for raw in ours if is_represented(work, course, raw)}
    unpaired = [raw for raw in issues if raw.id not in paired.keys() | echoes | represented]
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


def is_own_creation(work: Work, course: Course, raw: RawIssue) -> bool:
    """Whether this synchronization created the issue: its own sync completes the pair that is waiting for it."""
    if raw.operation_id is None:
        return False
    intent = work.journal.by_operation(raw.operation_id)
    return intent is not None and intent.synchronization_id == course.synchronization.id


def is_represented(work: Work, course: Course, raw: RawIssue) -> bool:
    """Whether another synchronization created the issue for something that the other project has already: in a ring of
    synchronizations issues would be made without end."""
    intent = work.journal.by_operation(raw.operation_id or "")
    there = course.synchronization.end(course.side.other)
    if intent is None or there.tenant_id is None or there.project_id is None:
        return False
    return work.pairs.is_represented(intent.pair_id, there.tenant_id, there.project_id)


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
