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
from app.errors import BackboneError, JiraAccessLost, JiraNotFound, StorageUnavailable
from app.sync.backfill_course import BACKFILL, Course, report
from app.sync.bulk_creation import Creation, batches, create_batch
from app.sync.held_pair import LEASE_DURATION, mapping_of
from app.sync.own_account import marked_by_us
from app.sync.ports import Ports, Work
from app.sync.records import BackfillState, Intent, Lane, PairContent
from app.sync.retry import MOST_ATTEMPTS, GiveUp, Ignore, Retry, delay_seconds, spread_of, verdict
from app.sync.status import is_exchanging
from app.sync.sweep import RING_AGAIN_AFTER
from app.sync.sync_issue import unforeseen
from app.sync.trouble import ACCESS_LOST, is_project_lost

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What a page did: `again` are issues that a sync of their own has to finish (comments, lost answers, changes)."""

    done: int = 0
    failed: int = 0
    again: tuple[str, ...] = ()


def backfill_page(ports: Ports, backfill_id: int) -> None:
    """Carries over the next page and rings for the one after it. A crash at any point resumes at the page's start and
    creates nothing twice: pairs and intents of what was written are there already. Errors postpone the page, but for
    StorageUnavailable, which is raised: the lease runs out, and the sweep finds the page again."""
    now = ports.clock.now()
    with ports.store.transaction() as work:
        course = read_course(ports, work, backfill_id)
        if course is None:
            return
        if not work.backfills.lease(backfill_id, holder=ports.holder, now=now, duration=LEASE_DURATION):
            return
    try:
        is_finished = carry_page(course)
    except StorageUnavailable:
        raise
    except BackboneError as error:
        wait_after(course, error)
    except Exception as error:  # a mistake of ours is logged whole, and shown as an incident
        log.exception("backfill_failed", backfill=backfill_id, synchronization=course.synchronization.id)
        wait_after(course, unforeseen(error))
    else:
        with ports.store.transaction() as work:
            work.backfills.release(backfill_id, ports.holder)
            work.backfills.note_rung([backfill_id], not_again_before=ports.clock.now() + RING_AGAIN_AFTER)
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
    attempts = course.backfill.attempts
    spread = spread_of(course.backfill.id, attempts)
    decision = verdict(error, attempts, spread)
    log.warning("backfill_trouble", backfill=course.backfill.id, code=error.code, verdict=str(decision))
    match decision:
        case Retry(after_seconds=seconds, counts=counts, is_incident=is_incident):
            if is_incident:
                tell(course, error)
            postpone(course, seconds, attempts + int(counts))
        case GiveUp():
            give_up(course, error)
            postpone(course, max(60.0, delay_seconds(attempts, spread)), min(attempts + 1, MOST_ATTEMPTS))
        case Ignore():
            postpone(course, 2.0, attempts)


def postpone(course: Course, seconds: float, attempts: int) -> None:
    ports, backfill = course.ports, course.backfill
    until = ports.clock.now() + timedelta(seconds=seconds)
    with ports.store.transaction() as work:
        work.backfills.postpone(backfill.id, ports.holder, until, attempts=attempts)


def give_up(course: Course, error: BackboneError) -> None:
    """A person is told. With a project out of reach the synchronization stops; else the page is tried on, at long
    intervals: nobody has to start everything anew once it is mended."""
    synchronization = course.synchronization
    is_access = isinstance(error, JiraAccessLost | JiraNotFound)
    suspended = is_access and is_project_lost(course.ports, synchronization)
    tell(course, error)
    if suspended:
        with course.ports.store.transaction() as work:
            work.synchronizations.suspend(synchronization.id, ACCESS_LOST)


def tell(course: Course, error: BackboneError) -> None:
    with course.ports.store.transaction() as work:
        report(course, work, error, None)


def carry_page(course: Course) -> bool:
    """Whether that was the last page."""
    backfill, project_id = course.backfill, mapping_of(course.configuration, course.side).project_id
    site = course.site(course.side)
    if backfill.total is None:
        total = site.count_issues(project_id)
        with course.ports.store.transaction() as work:
            work.backfills.estimate(backfill.id, total)
    page = site.project_issues(project_id, course.field_ids(course.side), cursor=backfill.cursor)
    outcome = carry_issues(course, page.issues)
    finish_page(course, page.next_cursor, outcome)
    return page.next_cursor is None


def finish_page(course: Course, next_cursor: str | None, outcome: Outcome) -> None:
    ports, backfill = course.ports, course.backfill
    now = ports.clock.now()
    with ports.store.transaction() as work:
        marks = work.marks.raise_(backfill.synchronization_id, backfill.side, outcome.again, now, Lane.BACKFILL)
        work.marks.note_rung(marks, now, not_again_before=now + RING_AGAIN_AFTER)
        work.incidents.settle_place(backfill.synchronization_id, side=backfill.side, place=BACKFILL, at=now)
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
        unknown = [raw for raw in ours if raw.id not in paired]
        created_for = {raw.id: intent for raw in unknown if (intent := creation_of(work, raw)) is not None}
        echoes = {one for one, intent in created_for.items() if intent.synchronization_id == course.synchronization.id}
        represented = {one for one, intent in created_for.items() if is_represented(work, course, intent)}
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


def creation_of(work: Work, raw: RawIssue) -> Intent | None:
    """The creation that the marker of one of our issues names, by whatever synchronization. One of this synchronization
    waits for its issue: that issue's own sync completes the pair."""
    return work.journal.by_operation(raw.operation_id or "")


def is_represented(work: Work, course: Course, creation: Intent) -> bool:
    """Whether what an issue was created for is in the other project already: in a ring of synchronizations issues would
    be made without end."""
    there = course.synchronization.end(course.side.other)
    if there.tenant_id is None or there.project_id is None:
        return False
    return work.pairs.is_represented(creation.pair_id, there.tenant_id, there.project_id)


def wanted(course: Course, unpaired: Sequence[RawIssue]) -> tuple[list[Creation], int]:
    """The issues whose counterpart is to be created, and how many are left alone by the rules. What a person has to
    decide on becomes an incident."""
    creations = []
    for raw in unpaired:
        snapshot = course.snapshot(course.side, raw)
        decision = plan(course.view(snapshot), course.configuration)
        create = next((operation for operation in decision.operations if isinstance(operation, CreateIssue)), None)
        if create is not None:
            held = frozenset((hold.code, hold.place) for hold in decision.holds)
            creations.append(Creation(raw, snapshot, create, held))
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
