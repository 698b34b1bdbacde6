"""One operation: announced, written, acknowledged, checked, and the base moved on. Each step survives a crash before
it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, assert_never

from app.engine.agreed import after_comment, after_creation, after_fields
from app.engine.base import Base
from app.engine.check import edited_since, judge, overwritten, own_entry
from app.engine.contract import Side
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, Operation
from app.engine.raw import IssueDraft, RawComment, RawIssue
from app.engine.reading import read_comment
from app.engine.snapshot import Snapshot
from app.engine.writing import to_raw
from app.errors import JiraAccessLost, JiraBusy, JiraCollision, JiraNotFound, JiraRefused, JiraUnreachable
from app.sync.held_pair import HeldPair
from app.sync.ports import CreatedIssue, Work
from app.sync.records import Intent, Outcome, Receipt

Answer = TypeVar("Answer")

NOT_WRITTEN = (JiraUnreachable, JiraBusy, JiraCollision, JiraAccessLost, JiraNotFound, JiraRefused)
"""After these Jira has not written anything. After any other error it may have: the intent stays open."""


def carry_out(held: HeldPair, operation: Operation) -> tuple[Operation, ...]:
    """Returns what the post-write check asks for: fields where the value that we overwrote wins are put back.

    Raises a JiraError; LeaseLost when the pair was taken over in the meantime; StoppedMeanwhile before anything is
    announced. A value that is put back belongs to the write that overwrote it: that is finished.
    """
    intent = announce(held, operation)
    match operation:
        case CreateIssue():
            created = attempt(held, intent, lambda: held.site(operation.side).create_issue(draft(held, intent)))
            record_creation(held, intent, created)
            return ()
        case EditFields():
            return record_edit(held, intent, attempt(held, intent, lambda: edit(held, intent, operation)))
        case CreateComment():
            record_comment(held, intent, attempt(held, intent, lambda: post_comment(held, intent, operation)))
            return ()
        case EditComment():
            return edit_comment(held, intent, operation)
        case _:
            assert_never(operation)


def announce(held: HeldPair, operation: Operation) -> Intent:
    held.ensure_time_for_a_write()
    known = held.announced.pop(operation.key, None)
    if known is not None:
        return known
    with held.transaction() as work:
        work.synchronizations.check_exchanging(held.synchronization.id)
        return intend(held, work, operation)


def intend(held: HeldPair, work: Work, operation: Operation) -> Intent:
    return work.journal.intend(
        pair_id=held.pair.id,
        operation=operation,
        configuration_number=held.configuration.number,
        source_snapshot=held.content.snapshot(operation.side.other),
        at=held.now(),
    )


def attempt(held: HeldPair, intent: Intent, write: Callable[[], Answer]) -> Answer:
    """Writes; an intent whose write is known not to have happened is closed, any other stays open to be looked for."""
    try:
        return write()
    except NOT_WRITTEN as error:
        with held.transaction() as work:
            work.journal.abandon(intent.operation_id, error.code, held.now())
        raise


def issue_id_on(held: HeldPair, side: Side) -> str:
    issue_id = held.pair.issue_id(side)
    if issue_id is None:
        raise LookupError(f"pair {held.pair.id} has no issue on the {side} side yet")
    return issue_id


# -- issues ----------------------------------------------------------------------------------------------------


def draft(held: HeldPair, intent: Intent) -> IssueDraft:
    operation = intent.operation
    assert isinstance(operation, CreateIssue)
    mapping = held.mapping(operation.side)
    issue_type_id = next(entry.id for entry in mapping.issue_types if entry.alias == operation.issue_type)
    write = to_raw(operation, mapping, held.configuration.contract)
    return IssueDraft(intent.operation_id, mapping.project_id, issue_type_id, write)


def record_creation(held: HeldPair, intent: Intent, created: CreatedIssue) -> None:
    """First the pair is completed, in a transaction of its own: from then on no crash can create the issue twice. Then
    the new issue is read back, because Jira may show something else than what was written; only that closes the
    intent."""
    side = intent.side
    with held.transaction() as work:
        work.pairs.complete(held.pair.id, side, created.id, created.key)
        if intent.outcome is Outcome.MISSING:
            work.journal.reopen(intent.operation_id)
    held.pair = held.pair.completed(side, created.id, created.key)
    raw = held.site(side).read_issue(created.id, held.field_ids(side))
    learn_base_of_creation(held, intent, raw)


def learn_base_of_creation(held: HeldPair, intent: Intent, raw: RawIssue) -> None:
    operation, source = intent.operation, intent.source_snapshot
    assert isinstance(operation, CreateIssue)
    assert source is not None
    written = held.snapshot_of(intent.side, raw)
    base = after_creation(held.content.base, operation, source, written, held.configuration.number)
    with held.transaction() as work:
        work.journal.receipt(intent.operation_id, Receipt(raw.id, raw.key), held.now())
        held.keep(work, intent.side, written)
        save_base(held, work.pairs.save_content, base)


def save_base(held: HeldPair, save_content: Callable[..., None], base: Base) -> None:
    save_content(held.pair.id, base=base)
    held.content = replace(held.content, base=base)


# -- fields ----------------------------------------------------------------------------------------------------


def edit(held: HeldPair, intent: Intent, operation: EditFields) -> RawIssue:
    write = to_raw(operation, held.mapping(operation.side), held.configuration.contract)
    site, issue_id = held.site(operation.side), issue_id_on(held, operation.side)
    return site.edit_issue(issue_id, write, intent.operation_id, held.field_ids(operation.side))


def record_edit(held: HeldPair, intent: Intent, raw: RawIssue) -> tuple[Operation, ...]:
    """The receipt, and the post-write check: what our write replaced must be what we thought was there. What is to be
    put back is announced in the same transaction: after a crash it is found open, and written."""
    operation, source, before = intent.operation, intent.source_snapshot, held.content.snapshot(intent.side)
    assert isinstance(operation, EditFields)
    assert source is not None
    assert before is not None
    contract, mapping = held.configuration.contract, held.mapping(intent.side)
    overwrites = overwritten(operation, raw, intent.operation_id, mapping, contract)
    judgement = judge(overwrites, operation, source)
    written = held.snapshot_of(intent.side, raw)
    decided = without_base(operation, judgement.undecided)
    since = edited_since(operation, raw, intent.operation_id, mapping)
    number = held.configuration.number
    base = after_fields(held.content.base, decided, source, before, written, number, edited_since=since)
    with held.transaction() as work:
        work.journal.receipt(intent.operation_id, Receipt(own_entry_id(raw, intent.operation_id)), held.now())
        held.keep(work, intent.side, written)
        save_base(held, work.pairs.save_content, base)
        kept = judgement.conflicts
        work.conflicts.keep(held.synchronization.id, held.pair.id, kept, held.now(), intent.operation_id)
        announced = {put_back.key: intend(held, work, put_back) for put_back in judgement.put_back}
    held.announced.update(announced)
    return judgement.put_back


def without_base(operation: EditFields, aliases: frozenset[str]) -> EditFields:
    """The same edit, which leaves the base of these fields as it is: a person has to decide on them."""
    writes = (replace(write, moves_base=False) if write.alias in aliases else write for write in operation.writes)
    return replace(operation, writes=tuple(writes))


def own_entry_id(raw: RawIssue, operation_id: str) -> str | None:
    entry = own_entry(raw, operation_id)
    return None if entry is None else entry.id


# -- comments --------------------------------------------------------------------------------------------------


def post_comment(held: HeldPair, intent: Intent, operation: CreateComment) -> RawComment:
    site = held.site(operation.side)
    return site.create_comment(issue_id_on(held, operation.side), operation.body, intent.operation_id)


def record_comment(held: HeldPair, intent: Intent, raw: RawComment) -> None:
    """The receipt of a comment that was created or edited, with what the side shows now."""
    operation = intent.operation
    assert isinstance(operation, CreateComment | EditComment)
    base = after_comment(held.content.base, operation, read_comment(raw))
    with held.transaction() as work:
        work.journal.receipt(intent.operation_id, Receipt(raw.id), held.now())
        known = held.content.snapshot(intent.side)
        if known is not None:
            held.keep(work, intent.side, with_comment(known, raw))
        save_base(held, work.pairs.save_content, base)


def with_comment(snapshot: Snapshot, raw: RawComment) -> Snapshot:
    """The snapshot with the comment as it is now; one that was restricted meanwhile is not shown to us any more."""
    others = tuple(comment for comment in snapshot.comments if comment.id != raw.id)
    return replace(snapshot, comments=others if raw.restricted else (*others, read_comment(raw)))


def edit_comment(held: HeldPair, intent: Intent, operation: EditComment) -> tuple[Operation, ...]:
    """Comments have no changelog: the counterpart is read right before it is overwritten. When it is not what was
    planned with, nothing is written, and the next plan decides with the new text. One that is gone is taken out of the
    stored snapshot."""
    try:
        overwrite_comment(held, intent, operation)
    except JiraNotFound:
        if not forget_if_gone(held, operation):
            raise
    return ()


def overwrite_comment(held: HeldPair, intent: Intent, operation: EditComment) -> None:
    site, issue_id = held.site(operation.side), issue_id_on(held, operation.side)
    current = attempt(held, intent, lambda: site.read_comment(issue_id, operation.comment_id))
    if current.restricted or read_comment(current).raw_digest != operation.expected_digest:
        leave_for_the_next_plan(held, intent, current)
        return
    body = operation.body
    record_comment(held, intent, attempt(held, intent, lambda: site.edit_comment(issue_id, current.id, body)))


def forget_if_gone(held: HeldPair, operation: EditComment) -> bool:
    """Gone is a comment that is not in the list of an issue which can be read: that list is stored then. Raises
    JiraNotFound for an issue that can't."""
    side, known = operation.side, held.content.snapshot(operation.side)
    listed = held.site(side).read_comments(issue_id_on(held, side))
    if any(comment.id == operation.comment_id for comment in listed):
        return False
    shown = tuple(read_comment(comment) for comment in listed if not comment.restricted)
    if known is not None:
        with held.transaction() as work:
            held.keep(work, side, replace(known, comments=shown, comments_complete=True))
    return True


def leave_for_the_next_plan(held: HeldPair, intent: Intent, current: RawComment) -> None:
    with held.transaction() as work:
        work.journal.abandon(intent.operation_id, "changed meanwhile", held.now())
        known = held.content.snapshot(intent.side)
        if known is not None:
            held.keep(work, intent.side, with_comment(known, current))
