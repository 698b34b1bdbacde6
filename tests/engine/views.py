"""Views of any two issues that hypothesis can think of: with bases that fit, and bases that don't."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.engine.base import Base, BaseHalf, CommentBase, FieldBase
from app.engine.contract import ConflictPolicy, Contract, Direction, FieldKind, FieldRule, InitialRule, Side
from app.engine.kinds import digest_of
from app.engine.mapping import Configuration
from app.engine.plan import PairView
from app.engine.snapshot import Absent, CommentReading, Empty, FieldReading, FieldState, Snapshot, Unmapped, Value
from tests.engine.things import (
    KINDS_OF_FIELDS,
    PRIORITIES,
    adf,
    comment,
    contract,
    mapping,
    reading,
    rule,
    snapshot,
)

PARAGRAPHS = st.sampled_from(["one", "two", "three", "four"])
TEXTS = st.lists(PARAGRAPHS, min_size=1, max_size=4).map(lambda words: adf(*words))
LABELS = st.frozensets(st.sampled_from("abcd"), min_size=1).map(lambda names: tuple(sorted(names)))
CONTENTS: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.LINE: st.sampled_from(["", "red", "green", "blue"]),
    FieldKind.RICH_TEXT: TEXTS | st.sampled_from(["one\ntwo\nthree", "one\ntwo\nfour", "five\ntwo\nthree"]),
    FieldKind.OPTION: st.sampled_from([*PRIORITIES, "unheard-of"]),
    FieldKind.LABELS: LABELS,
}
directions = st.sampled_from(Direction)


def states(kind: FieldKind) -> st.SearchStrategy[FieldState]:
    values: st.SearchStrategy[FieldState] = CONTENTS[kind].map(Value)
    others: st.SearchStrategy[FieldState] = st.sampled_from([Empty(), Absent()])
    unmapped: st.SearchStrategy[FieldState] = st.sampled_from([Unmapped("odd"), Unmapped("strange")])
    return values | others | unmapped if kind is FieldKind.OPTION else values | others


@st.composite
def rules(draw: st.DrawFn, alias: str) -> FieldRule:
    return rule(
        alias,
        direction=draw(directions),
        policy=draw(st.sampled_from(ConflictPolicy)),
        initial=draw(st.sampled_from(InitialRule)),
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    return contract(
        *[draw(rules(alias)) for alias in KINDS_OF_FIELDS], comments=draw(directions), issue=draw(directions)
    )


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    wanted = draw(contracts())
    kept_private = draw(st.sampled_from([None, Side.FIRST, Side.SECOND]))
    mappings = {side: None if side is kept_private else mapping(side, wanted) for side in Side}
    return Configuration(draw(st.integers(1, 2)), wanted, mappings[Side.FIRST], mappings[Side.SECOND])


@st.composite
def halves(draw: st.DrawFn, kind: FieldKind, shown: FieldReading) -> BaseHalf:
    """What a side shows now, or showed once; a digest never fits two values."""
    if draw(st.booleans()) and not isinstance(shown.state, Absent):
        return BaseHalf(shown.state, shown.raw_digest, draw(st.integers(1, 2)))
    known = draw(states(kind).filter(lambda state: not isinstance(state, Absent)))
    return BaseHalf(known, reading(known).raw_digest, draw(st.integers(1, 2)))


@st.composite
def readings(draw: st.DrawFn, kind: FieldKind) -> FieldReading:
    return reading(draw(states(kind)), draw(st.integers(0, 1000)))


@st.composite
def views(draw: st.DrawFn) -> PairView:
    first, second = draw(sides()), draw(sides())
    missing = draw(st.sampled_from([None] * 4 + [Side.FIRST, Side.SECOND]))
    if missing is not None:
        return PairView(None, second) if missing is Side.FIRST else PairView(first, None)
    fields = {}
    for alias in sorted(first.fields.keys() & second.fields.keys()):
        if draw(st.booleans()):
            kind = KINDS_OF_FIELDS[alias]
            here, there = draw(halves(kind, first.fields[alias])), draw(halves(kind, second.fields[alias]))
            fields[alias] = FieldBase(here, there)
    return PairView(first, second, Base(fields, tuple(draw(comment_bases(first, second)))))


@st.composite
def sides(draw: st.DrawFn) -> Snapshot:
    aliases = [alias for alias in KINDS_OF_FIELDS if draw(st.integers(0, 9))]
    fields = {alias: draw(readings(KINDS_OF_FIELDS[alias])) for alias in aliases}
    issue_type = draw(st.sampled_from([Value("task"), Value("task"), Value("epic"), Unmapped("odd"), Absent()]))
    comments = draw(st.lists(st.tuples(st.integers(0, 5), readings_of_comments()), unique_by=lambda entry: entry[0]))
    listed = tuple(comment(str(number), text, when, author=author) for number, (text, when, author) in comments)
    return snapshot(fields, *listed, issue_type=issue_type, comments_complete=draw(st.booleans()))


def readings_of_comments() -> st.SearchStrategy[tuple[Any, int, str]]:
    bodies = st.sampled_from(["ok", "no", None, {}, "", {"type": "doc", "version": 1}, adf("a", "b")])
    return st.tuples(bodies, st.integers(0, 1000), st.sampled_from(["Ann", "", "*Bob*\nwrote:"]))


@st.composite
def comment_bases(draw: st.DrawFn, first: Snapshot, second: Snapshot) -> list[CommentBase]:
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3))
    firsts, seconds = {number for number, _ in pairs}, {number for _, number in pairs}
    unique = zip(sorted(firsts), sorted(seconds), strict=False)
    return [draw(comment_base(str(one), str(other), first, second)) for one, other in unique]


@st.composite
def comment_base(draw: st.DrawFn, one: str, other: str, first: Snapshot, second: Snapshot) -> CommentBase:
    digests = [digest_if_kept(first.comment(one), draw(st.booleans()))]
    digests.append(digest_if_kept(second.comment(other), draw(st.booleans())))
    return CommentBase(draw(st.sampled_from(Side)), one, other, *digests)


def digest_if_kept(shown: CommentReading | None, is_kept: bool) -> str:
    return shown.raw_digest if shown is not None and is_kept else digest_of("something else")
