"""With the lease in hand: settle what is open, read what changed, decide, write, and clear the marks that this
covers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.engine.agreed import with_agreements
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.operations import EditFields, Operation
from app.engine.plan import Hold, Plan
from app.errors import JiraNotFound, JiraRefused
from app.sync.carry_out import carry_out, save_base
from app.sync.gone import forget_if_gone
from app.sync.held_pair import HeldPair
from app.sync.holds import report_hold
from app.sync.ports import Work
from app.sync.records import Mark
from app.sync.resolve import resolve_open_intents

MOST_ROUNDS = 5
"""New marks that come while we work are taken along so often; then the pair goes to the back of the queue."""

MOST_PLANS = 6
"""A plan is empty after it was carried out. The bound is for a Jira that answers each write with something new."""


@dataclass
class Round:
    """What one round has covered: the marks as noted before reading, and what could not be carried out."""

    marks: tuple[Mark, ...] = ()
    holds: list[Hold] = field(default_factory=list)
    has_refusals: bool = False


def bring_in_step(held: HeldPair) -> None:
    """Rounds until no mark is dirty any more. The lease is released in the transaction that clears the last one."""
    try:
        go_round(held)
    except JiraNotFound:
        if not forget_if_gone(held):
            raise


def go_round(held: HeldPair) -> None:
    for _ in range(MOST_ROUNDS):
        if finish(held, one_round(held)):
            return
    with held.ports.store.transaction() as work:
        work.pairs.release(held.lease)


def one_round(held: HeldPair) -> Round:
    put_back = resolve_open_intents(held)
    current = Round(marks=note_marks(held))
    read_dirty_sides(held, current.marks)
    carry_out_all(held, put_back, current)
    for _ in range(MOST_PLANS):
        decision = plan(held.view(), held.configuration)
        current.holds = list(decision.holds) + [hold for hold in current.holds if hold.code == JiraRefused.code]
        record(held, decision)
        if not decision.operations or current.has_refusals:
            break
        carry_out_all(held, decision.operations, current)
    return current


def note_marks(held: HeldPair) -> tuple[Mark, ...]:
    """The marks of both issues as they stand now: what is raised later is not covered by this round's reading. A side
    that was read already keeps the number that was noted before that reading."""
    with held.ports.store.transaction() as work:
        marks = work.marks.of_issues(held.synchronization.id, held.issues)
    return tuple(held.fresh.get(mark.side, mark) for mark in marks)


def read_dirty_sides(held: HeldPair, marks: tuple[Mark, ...]) -> None:
    dirty = {mark.side: mark for mark in marks if mark.is_dirty}
    for side in Side:
        if needs_reading(held, side, dirty.get(side)):
            read_side(held, side)
    held.fresh.clear()


def needs_reading(held: HeldPair, side: Side, mark: Mark | None) -> bool:
    """The echo of our own creation needs no reading: the issue was read back when it was created."""
    if held.pair.issue_id(side) is None or side in held.fresh:
        return False
    if held.content.snapshot(side) is None:
        return True
    return mark is not None and not mark.is_only_own_creation


def read_side(held: HeldPair, side: Side) -> None:
    """Raises JiraNotFound: an issue that can't be read is not taken for deleted as long as its counterpart is there."""
    issue_id = held.pair.issue_id(side)
    assert issue_id is not None
    raw = held.site(side).read_issue(issue_id, held.field_ids(side))
    snapshot = held.snapshot_of(side, raw)
    if snapshot == held.content.snapshot(side):
        return
    with held.transaction() as work:
        held.keep(work, side, snapshot)


def record(held: HeldPair, decision: Plan) -> None:
    """The plan goes into the journal before anything is written; losing values are kept before they are overwritten."""
    if decision.is_empty and not decision.conflicts:
        return
    with held.transaction() as work:
        work.journal.record_plan(held.pair.id, held.configuration.number, decision, held.now())
        work.conflicts.keep(held.synchronization.id, held.pair.id, decision.conflicts, held.now(), None)
        if decision.agreements or decision.comment_agreements:
            save_base(held, work.pairs.save_content, with_agreements(held.content.base, decision))


def carry_out_all(held: HeldPair, operations: tuple[Operation, ...], current: Round) -> None:
    """What Jira refuses becomes a hold on that item alone, and the rest goes on."""
    waiting = list(operations)
    while waiting:
        operation = waiting.pop(0)
        try:
            waiting[:0] = carry_out(held, operation)
        except JiraRefused as refusal:
            current.has_refusals = True
            current.holds.extend(holds_of(held, operation, refusal))
            waiting[:0] = without_refused(held, operation, refusal)


def refused_aliases(held: HeldPair, operation: Operation, refusal: JiraRefused) -> frozenset[str]:
    """The contract's names of the fields that Jira names in its refusal; empty when it names none of ours."""
    by_id = {entry.field_id: entry.alias for entry in held.mapping(operation.side).fields}
    return frozenset(by_id[field_id] for field_id in refusal.field_errors if field_id in by_id)


def holds_of(held: HeldPair, operation: Operation, refusal: JiraRefused) -> list[Hold]:
    places = sorted(refused_aliases(held, operation, refusal)) or [operation.key.split(":", 1)[0]]
    return [Hold(place, operation.side, refusal.code, refusal.sentence) for place in places]


def without_refused(held: HeldPair, operation: Operation, refusal: JiraRefused) -> list[Operation]:
    """An edit without the fields that Jira refused: Jira writes all of an edit's fields or none. Nothing where that is
    the same edit again: Jira misses a field that is not in it."""
    refused = refused_aliases(held, operation, refusal)
    if not isinstance(operation, EditFields) or not refused:
        return []
    rest = replace(
        operation,
        writes=tuple(write for write in operation.writes if write.alias not in refused),
        set_changes=tuple(change for change in operation.set_changes if change.alias not in refused),
    )
    return [rest] if rest.aliases and rest.aliases != operation.aliases else []


def finish(held: HeldPair, current: Round) -> bool:
    """Clears the marks up to the numbers noted and lets go, in one transaction. False when there is more to do."""
    with held.transaction() as work:
        if settle_marks(work, current):
            return False
        settle_incidents(held, work, current)
        work.pairs.release(held.lease)
    return True


def settle_marks(work: Work, current: Round) -> bool:
    """Whether a mark was raised again meanwhile. After a refusal the marks stay dirty, and wait for a person or a
    change."""
    if current.has_refusals:
        for mark in current.marks:
            work.marks.park(mark.id, up_to=mark.raised)
        return False
    still_dirty = [work.marks.clear(mark.id, mark.raised) for mark in current.marks if mark.is_dirty]
    return any(still_dirty)


def settle_incidents(held: HeldPair, work: Work, current: Round) -> None:
    remaining = frozenset((hold.code, hold.place) for hold in current.holds)
    work.incidents.settle(held.synchronization.id, issues=held.issues, at=held.now(), keep=remaining)
    for hold in current.holds:
        issue_id = held.pair.issue_id(hold.side) or held.pair.issue_id(hold.side.other)
        side = hold.side if held.pair.issue_id(hold.side) else hold.side.other
        report_hold(work, held.synchronization.id, hold, held.pair.id, side, issue_id, held.now())
