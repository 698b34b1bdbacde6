"""How the base moves on, after one operation at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from app.engine.base import Base, BaseHalf, CommentBase, FieldBase
from app.engine.changes import half_of
from app.engine.contract import Side
from app.engine.kinds import digest_of
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, FieldWrite, SetChange
from app.engine.plan import Plan
from app.engine.sets import elements, stored_forms
from app.engine.snapshot import Absent, CommentReading, Empty, FieldReading, FieldState, Snapshot, Unmapped, Value

NOT_SHOWN = FieldReading(Empty(), digest_of(None))


def with_agreements(base: Base, decision: Plan) -> Base:
    """The base with what both sides show alike already."""
    fields = {**base.fields, **{agreement.alias: agreement.base for agreement in decision.agreements}}
    renewed = {pair.first_id: pair for pair in decision.comment_agreements}
    return Base(fields, tuple(renewed.get(pair.first_id, pair) for pair in base.comments))


def after_creation(
    base: Base, operation: CreateIssue, source: Snapshot, written: Snapshot, configuration_number: int
) -> Base:
    """Both issues as they stand are what was agreed on: what the new issue got by its project's defaults does not
    travel back. A value that could not be written counts as set after the agreement: it is held until somebody maps
    it."""
    fields = dict(base.fields)
    conveyed = {write.alias for write in operation.writes}
    for alias, reading in source.fields.items():
        there = written.reading(alias)
        if not (is_shown(there) and is_shown(reading)):
            continue
        is_news = alias not in conveyed and isinstance(reading.state, Value | Unmapped)
        here = half_of(NOT_SHOWN if is_news else reading, configuration_number)
        fields[alias] = sided(operation.side, half_at_birth(written, there, here), here)
    return replace(base, fields=fields)


def is_shown(reading: FieldReading | None) -> TypeGuard[FieldReading]:
    return reading is not None and not isinstance(reading.state, Absent)


def half_at_birth(written: Snapshot, there: FieldReading, source: BaseHalf) -> BaseHalf:
    """A changelog entry on an issue that is being read back for the first time is an edit since: it is still news."""
    if there.changed_at is not None and there.changed_at > written.created_at:
        return as_if_it_showed(source, "")
    return half_of(there, source.configuration_number)


def as_if_it_showed(source: BaseHalf, raw_digest: str) -> BaseHalf:
    """A half that agrees with the other side's, for a side that shows something else: that counts as a change there."""
    return replace(source, raw_digest=raw_digest)


def sided(side: Side, half: BaseHalf, other: BaseHalf) -> FieldBase:
    return FieldBase(half, other) if side is Side.FIRST else FieldBase(other, half)


def after_fields(
    base: Base,
    operation: EditFields,
    source: Snapshot,
    before: Snapshot,
    written: Snapshot,
    configuration_number: int,
    *,
    edited_since: frozenset[str] = frozenset(),
) -> Base:
    """The base of the fields that were written, and of no other. The written side's half is what it shows now, the
    source's half what it was planned with. A merged text, and what somebody changed since our write
    (`app.engine.check.edited_since`), count as changes of the written side: they have to travel on."""
    fields = dict(base.fields)
    for write in operation.writes:
        there = written.reading(write.alias)
        half = source_half(write, source, configuration_number)
        if not write.moves_base or half is None or not is_shown(there):
            continue
        if write.content == half.state and write.alias not in edited_since:
            fields[write.alias] = sided(operation.side, half_of(there, configuration_number), half)
        else:
            fields[write.alias] = sided(operation.side, as_if_it_showed(half, ""), half)
    for change in operation.set_changes:
        elsewhere, here_before, here = (shown_elements(view, change.alias) for view in (source, before, written))
        known = known_elements(fields.get(change.alias), operation.side, elsewhere & here_before)
        stored = stored_change(change, here, is_edited=change.alias in edited_since)
        halves = set_halves(known, change, stored, elsewhere)
        fields[change.alias] = sided(operation.side, *(set_half(half, configuration_number) for half in halves))
    return replace(base, fields=fields)


def source_half(write: FieldWrite, source: Snapshot, number: int) -> BaseHalf | None:
    if write.source is not None:
        return write.source
    reading = source.reading(write.alias)
    return half_of(reading, number) if is_shown(reading) else None


def shown_elements(view: Snapshot, alias: str) -> frozenset[str]:
    return elements((view.reading(alias) or NOT_SHOWN).state)


def known_elements(
    known: FieldBase | None, side: Side, common: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """What was agreed on before, the written side's half first; without a base what both sides show."""
    if known is None:
        return common, common
    return elements(known.half(side).state), elements(known.half(side.other).state)


def stored_change(change: SetChange, shown: frozenset[str], *, is_edited: bool) -> SetChange:
    """The change in the form that the side stored it in, as far as it did. Where somebody edited the field since, the
    change as it was written: what differs from it is news."""
    if not is_edited:
        add = stored_forms(change.add, shown)
        return SetChange(change.alias, tuple(add), tuple(frozenset(change.remove) - shown))
    stored = [tuple(stored_forms([name], shown)) or (name,) for name in change.add]
    return SetChange(change.alias, tuple(name for forms in stored for name in forms), change.remove)


def set_halves(
    known: tuple[frozenset[str], frozenset[str]], planned: SetChange, stored: SetChange, there: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Only the elements that travelled are agreed on: what else either side added meanwhile is still news."""
    here_known, there_known = known
    here = (here_known | frozenset(stored.add)) - frozenset(stored.remove)
    gone = stored_forms(planned.remove, there_known - there) | frozenset(planned.remove)
    return here, (there_known | frozenset(planned.add)) - gone


def set_half(agreed: frozenset[str], number: int) -> BaseHalf:
    content = tuple(sorted(agreed))
    state: FieldState = Value(content) if content else Empty()
    return BaseHalf(state, digest_of(list(content) or None), number)


def after_comment(base: Base, operation: CreateComment | EditComment, written: CommentReading) -> Base:
    """A new comment and its copy belong together from now on; an edited pair agrees on what both show now."""
    if isinstance(operation, CreateComment):
        return replace(base, comments=(*base.comments, new_pair(operation, written)))
    comments = tuple(
        edited_pair(pair, operation, written) if pair.comment_id(operation.side) == operation.comment_id else pair
        for pair in base.comments
    )
    return replace(base, comments=comments)


def new_pair(operation: CreateComment, written: CommentReading) -> CommentBase:
    """A copy that was edited before we read it back agrees with what was posted: the edit is still news."""
    is_untouched = written.changed_at == written.created_at
    digest = written.raw_digest if is_untouched else digest_of(operation.body)
    origin_id, origin_digest = operation.origin_comment_id, operation.origin_digest
    if operation.side is Side.SECOND:
        return CommentBase(Side.FIRST, origin_id, written.id, origin_digest, digest)
    return CommentBase(Side.SECOND, written.id, origin_id, digest, origin_digest)


def edited_pair(pair: CommentBase, operation: EditComment, written: CommentReading) -> CommentBase:
    if operation.side is Side.SECOND:
        return replace(pair, second_digest=written.raw_digest, first_digest=operation.counterpart_digest)
    return replace(pair, first_digest=written.raw_digest, second_digest=operation.counterpart_digest)
