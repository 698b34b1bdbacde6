"""The post-write check: what did our write really replace?

The changelog answers it exactly. Entries that stand between the newest one we knew of and our own are edits that we
had not seen; where one of them touched a field that we overwrote, its value is a lost edit unless it is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from app.engine.contract import ConflictPolicy, Contract, FieldKind, FieldRule, Side
from app.engine.kinds import KINDS
from app.engine.mapping import SideMapping
from app.engine.operations import EditFields, FieldWrite
from app.engine.plan import Conflict
from app.engine.raw import HistoryEntry, HistoryItem, RawIssue, TextFormat
from app.engine.snapshot import Empty, FieldState, Snapshot, Unmapped, Value


@dataclass(frozen=True)
class Overwrite:
    """A value that somebody had set, and that our write replaced without having seen it."""

    write: FieldWrite
    rule: FieldRule
    lost: FieldState
    changed_at: datetime
    own_entry_id: str


def own_entry(raw: RawIssue, operation_id: str) -> HistoryEntry | None:
    """Our own changelog entry, by the operation id in its `historyMetadata`."""
    return next((entry for entry in reversed(raw.history) if entry.operation_id == operation_id), None)


def overwritten(
    operation: EditFields, raw: RawIssue, operation_id: str, mapping: SideMapping, contract: Contract
) -> tuple[Overwrite, ...]:
    """Empty when nothing was lost. Sets need no check: their verbs overwrite nothing."""
    own = own_entry(raw, operation_id)
    if own is None:
        return ()
    strangers = unseen_entries(raw, own, operation.seen_history_id)
    found = (overwrite_of(write, own, strangers, mapping, contract) for write in operation.writes)
    return tuple(overwrite for overwrite in found if overwrite is not None)


def edited_since(operation: EditFields, raw: RawIssue, operation_id: str, mapping: SideMapping) -> frozenset[str]:
    """The written fields that somebody changed between our write and this reading of the issue: after a crash, minutes
    may lie between the two."""
    own = own_entry(raw, operation_id)
    if own is None:
        return frozenset()
    touched = {item.field_id for entry in raw.history[raw.history.index(own) + 1 :] for item in entry.items}
    located = ((alias, mapping.field(alias)) for alias in operation.aliases)
    return frozenset(alias for alias, entry in located if entry is not None and entry.field_id in touched)


def unseen_entries(raw: RawIssue, own: HistoryEntry, seen_id: str | None) -> list[HistoryEntry]:
    """What stands before our entry and behind the newest one we knew of; changelog ids rise."""
    before = raw.history[: raw.history.index(own)]
    return [entry for entry in before if seen_id is None or int(entry.id) > int(seen_id)]


def overwrite_of(
    write: FieldWrite, own: HistoryEntry, strangers: list[HistoryEntry], mapping: SideMapping, contract: Contract
) -> Overwrite | None:
    rule, entry = contract.field_rule(write.alias), mapping.field(write.alias)
    if rule is None or entry is None or item_of(own, entry.field_id) is None:
        return None
    last = last_touch(strangers, entry.field_id)
    if last is None:
        return None
    stranger, item = last
    lost = KINDS[rule.kind].from_changelog(item.to_raw, item.to_text, entry)
    return Overwrite(write, rule, lost, stranger.created_at, own.id)


def item_of(entry: HistoryEntry, field_id: str) -> HistoryItem | None:
    return next((item for item in entry.items if item.field_id == field_id), None)


def last_touch(entries: Iterable[HistoryEntry], field_id: str) -> tuple[HistoryEntry, HistoryItem] | None:
    touched = [(entry, item) for entry in entries if (item := item_of(entry, field_id)) is not None]
    return touched[-1] if touched else None


@dataclass(frozen=True)
class Judgement:
    """`put_back` are fields whose overwritten value wins: it is written back, and travels to the other side next.
    `undecided` are fields that a person has to decide on: their base must not move."""

    conflicts: tuple[Conflict, ...] = ()
    put_back: tuple[EditFields, ...] = ()
    undecided: frozenset[str] = frozenset()


def judge(overwrites: tuple[Overwrite, ...], operation: EditFields, source: Snapshot) -> Judgement:
    """By each field's policy. Every losing value is in a conflict."""
    returning = [overwrite for overwrite in overwrites if is_to_be_put_back(overwrite, operation.side, source)]
    conflicts = tuple(
        conflict_of(overwrite, operation.side, source, overwrite in returning) for overwrite in overwrites
    )
    asked = [overwrite.write.alias for overwrite in overwrites if overwrite.rule.policy is ConflictPolicy.ASK]
    return Judgement(conflicts, put_back_operations(operation.side, returning), frozenset(asked))


def is_to_be_put_back(overwrite: Overwrite, side: Side, source: Snapshot) -> bool:
    if isinstance(overwrite.lost, Unmapped) or not overwrite.rule.direction.allows_writing(side.other):
        return False
    match overwrite.rule.policy:
        case ConflictPolicy.FIRST:
            return side is Side.FIRST
        case ConflictPolicy.SECOND:
            return side is Side.SECOND
        case ConflictPolicy.ASK:
            return True
        case ConflictPolicy.NEWEST:
            return is_newer(overwrite, side, source)
        case _:
            assert_never(overwrite.rule.policy)


def is_newer(overwrite: Overwrite, side: Side, source: Snapshot) -> bool:
    """Whether the overwritten value is newer than what replaced it; ties go to `first`."""
    reading = source.reading(overwrite.write.alias)
    written_at = reading.changed_at if reading is not None else None
    if written_at is None or overwrite.changed_at == written_at:
        return side is Side.FIRST
    return overwrite.changed_at > written_at


def conflict_of(overwrite: Overwrite, side: Side, source: Snapshot, is_returning: bool) -> Conflict:
    reading = source.reading(overwrite.write.alias)
    written: tuple[FieldState, datetime | None] = (overwrite.write.content, reading.changed_at if reading else None)
    lost: tuple[FieldState, datetime | None] = (overwrite.lost, overwrite.changed_at)
    losing, winning = (written, lost) if is_returning else (lost, written)
    return Conflict(
        place=overwrite.write.alias,
        loser=side.other if is_returning else side,
        losing=losing[0],
        winning=winning[0],
        rule=str(overwrite.rule.policy),
        losing_changed_at=losing[1],
        winning_changed_at=winning[1],
    )


def put_back_operations(side: Side, returning: list[Overwrite]) -> tuple[EditFields, ...]:
    """Texts go by themselves: a changelog knows wiki markup only, and one call is written in one format."""
    texts = [entry for entry in returning if entry.rule.kind is FieldKind.RICH_TEXT]
    others = [entry for entry in returning if entry.rule.kind is not FieldKind.RICH_TEXT]
    return tuple(
        EditFields(
            side,
            tuple(put_back(entry) for entry in group),
            seen_history_id=group[0].own_entry_id,
            puts_back_after=group[0].own_entry_id,
        )
        for group in (others, texts)
        if group
    )


def put_back(overwrite: Overwrite) -> FieldWrite:
    assert isinstance(overwrite.lost, Value | Empty)
    text_format: TextFormat = "wiki" if overwrite.rule.kind is FieldKind.RICH_TEXT else "adf"
    return FieldWrite(overwrite.write.alias, overwrite.lost, text_format, moves_base=False)
