"""Up to fifty counterparts in one call: announced, created, recorded, read back; one refusal is one issue's alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.engine.agreed import after_creation
from app.engine.base import Base
from app.engine.contract import Side
from app.engine.operations import CreateIssue
from app.engine.raw import IssueDraft, RawIssue
from app.engine.snapshot import Snapshot
from app.engine.writing import to_raw
from app.errors import JiraAnswerLost, JiraError, JiraFailing, JiraRefused
from app.sync.backfill_course import Course, report
from app.sync.held_pair import LEASE_DURATION, mapping_of
from app.sync.ports import CreatedIssue, Work
from app.sync.records import Intent, Lease, Pair, Receipt

CREATIONS_A_CALL = 50
"""Jira Cloud REST v3, POST /issue/bulk: at most 50 issues."""


@dataclass(frozen=True)
class Creation:
    """One issue of the page whose counterpart is to be created. `held` has the `(code, place)` of what is left out."""

    raw: RawIssue
    snapshot: Snapshot
    operation: CreateIssue
    held: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Announced:
    """A creation with its pair leased and its intent in the journal."""

    creation: Creation
    pair: Pair
    lease: Lease
    intent: Intent


def batches(creations: Sequence[Creation]) -> Iterator[list[Creation]]:
    remaining = iter(creations)
    while batch := list(islice(remaining, CREATIONS_A_CALL)):
        yield batch


def create_batch(course: Course, batch: Sequence[Creation]) -> tuple[list[str], int]:
    """Announces, creates, records and reads back. Returns the issues that need a sync of their own, and the
    failures."""
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
    try:
        learn_bases(course, created)
    finally:
        release(course, announced)
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
    """Raises StoppedMeanwhile: nothing is announced then."""
    ports, now = course.ports, course.ports.clock.now()
    by_id = {creation.raw.id: creation for creation in batch}
    with ports.store.transaction() as work:
        work.synchronizations.check_exchanging(course.synchronization.id)
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
        settle_created(course, work, [entry.creation for entry, _ in created])
    return created, frozenset(failed)


def settle_created(course: Course, work: Work, creations: Sequence[Creation]) -> None:
    """What had kept these issues from being created is over; what was left out of them still holds."""
    by_held: dict[frozenset[tuple[str, str]], list[tuple[Side, str]]] = {}
    for creation in creations:
        by_held.setdefault(creation.held, []).append((course.side, creation.raw.id))
    now = course.ports.clock.now()
    for held, issues in by_held.items():
        work.incidents.settle(course.synchronization.id, issues=issues, at=now, keep=held)


def complete(course: Course, work: Work, entry: Announced, outcome: CreatedIssue) -> None:
    work.pairs.check(entry.lease, course.ports.clock.now())
    work.pairs.complete(entry.pair.id, course.side.other, outcome.id, outcome.key)


def refuse(course: Course, work: Work, entry: Announced, refusal: JiraRefused) -> None:
    work.journal.abandon(entry.intent.operation_id, refusal.code, course.ports.clock.now())
    work.pairs.discard(entry.pair.id)
    report(course, work, refusal, entry.creation.raw.id)


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
