"""How the base moves on, after one operation at a time."""

from __future__ import annotations

from dataclasses import replace

from app.engine.base import Base, BaseHalf, CommentBase, FieldBase
from app.engine.changes import base_of, half_of
from app.engine.contract import Side
from app.engine.kinds import digest_of
from app.engine.merge import elements
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, SetChange
from app.engine.plan import Plan
from app.engine.snapshot import CommentReading, Empty, FieldReading, FieldState, Snapshot, Unmapped, Value

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
        if there is None:
            continue
        is_news = alias not in conveyed and isinstance(reading.state, Value | Unmapped)
        here = NOT_SHOWN if is_news else reading
        pair = (there, here) if operation.side is Side.FIRST else (here, there)
        fields[alias] = base_of(*pair, configuration_number)
    return replace(base, fields=fields)


def after_fields(
    base: Base, operation: EditFields, source: Snapshot, before: Snapshot, written: Snapshot, configuration_number: int
) -> Base:
    """The base of the fields that were written, and of no other. The written side's half is what it shows now, the
    source's half what it was planned with."""
    fields = dict(base.fields)
    for write in operation.writes:
        if write.moves_base:
            fields[write.alias] = scalar_base(operation.side, write.alias, source, written, configuration_number)
    for change in operation.set_changes:
        known = fields.get(change.alias)
        fields[change.alias] = set_base(operation.side, change, known, (source, before, written), configuration_number)
    return replace(base, fields=fields)


def scalar_base(side: Side, alias: str, source: Snapshot, written: Snapshot, number: int) -> FieldBase:
    here, there = (
        half_of(written.reading(alias) or NOT_SHOWN, number),
        half_of(source.reading(alias) or NOT_SHOWN, number),
    )
    return FieldBase(here, there) if side is Side.FIRST else FieldBase(there, here)


def set_base(
    side: Side, change: SetChange, known: FieldBase | None, views: tuple[Snapshot, Snapshot, Snapshot], number: int
) -> FieldBase:
    """Only the elements that travelled are agreed on: what else either side added meanwhile is still news. `views`
    are the source, and the written side before and after. A Jira that stored an element in another form shows it as
    new."""
    there, before, after = (elements((view.reading(change.alias) or NOT_SHOWN).state) for view in views)
    common = there & before if known is None else frozenset()
    here_base, there_base = (elements(known.half(which).state) if known else common for which in (side, side.other))
    added, removed = frozenset(change.add), frozenset(change.remove)
    appeared = added & after if added <= after else (added & after) | (after - before)
    here = set_half((here_base | appeared) - (removed - after), number)
    source = set_half((there_base | added) - removed, number)
    return FieldBase(here, source) if side is Side.FIRST else FieldBase(source, here)


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
    origin_id, origin_digest = operation.origin_comment_id, operation.origin_digest
    if operation.side is Side.SECOND:
        return CommentBase(Side.FIRST, origin_id, written.id, origin_digest, written.raw_digest)
    return CommentBase(Side.SECOND, written.id, origin_id, written.raw_digest, origin_digest)


def edited_pair(pair: CommentBase, operation: EditComment, written: CommentReading) -> CommentBase:
    if operation.side is Side.SECOND:
        return replace(pair, second_digest=written.raw_digest, first_digest=operation.counterpart_digest)
    return replace(pair, first_digest=written.raw_digest, second_digest=operation.counterpart_digest)
