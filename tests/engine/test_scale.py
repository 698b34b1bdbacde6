"""The cost of a plan grows with the issue, not with its square."""

from __future__ import annotations

from app.engine.base import Base, CommentBase
from app.engine.comments import decide_comments
from app.engine.contract import CommentRule, Direction, Side
from app.engine.snapshot import CommentReading, Snapshot
from tests.engine.things import at, snapshot


class CountedText(str):
    """An id that counts how often it is compared."""

    __slots__ = ()
    comparisons = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        CountedText.comparisons += 1
        return str.__eq__(self, other)


def comparisons(count: int) -> int:
    """How often ids are compared when every second comment is known and each third was edited."""
    CountedText.comparisons = 0
    known = tuple(
        CommentBase(Side.FIRST, CountedText(f"f{n}"), CountedText(f"s{n}"), "0" if n % 3 else "old", "0")
        for n in range(0, count, 2)
    )
    decide_comments(side("f", count), side("s", count), Base(comments=known), CommentRule(Direction.BOTH))
    return CountedText.comparisons


def side(letter: str, count: int) -> Snapshot:
    said = (CommentReading(CountedText(f"{letter}{n}"), "Ann", "text", "0", at(n), at(n)) for n in range(count))
    return snapshot({}, *said)


def test_twice_as_many_comments_cost_twice_as_much() -> None:
    assert comparisons(2000) < 3 * comparisons(1000)
