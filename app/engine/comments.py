"""Comments of both sides: new ones travel with a line that names their author, edits follow, deletions stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.engine.author_line import decorated, undecorated
from app.engine.base import Base, CommentBase
from app.engine.contract import CommentRule, Direction, Side
from app.engine.operations import CreateComment, EditComment, Operation
from app.engine.plan import Conflict, Skip
from app.engine.snapshot import CommentReading, Content, Snapshot, Value


@dataclass
class CommentOutcome:
    operations: list[Operation] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    agreements: list[CommentBase] = field(default_factory=list)


@dataclass(frozen=True)
class CommentPair:
    """A comment and its counterpart as they are now."""

    base: CommentBase
    first: CommentReading
    second: CommentReading

    def reading(self, side: Side) -> CommentReading:
        return self.first if side is Side.FIRST else self.second

    def text(self, side: Side) -> Content:
        """The text without the author line that we put there."""
        body = self.reading(side).body
        return body if side is self.base.origin else undecorated(body)


def decide_comments(first: Snapshot, second: Snapshot, base: Base, rule: CommentRule) -> CommentOutcome:
    outcome = CommentOutcome()
    by_id = {Side.FIRST: index(first.comments), Side.SECOND: index(second.comments)}
    for pair in base.comments:
        one, other = by_id[Side.FIRST].get(pair.first_id), by_id[Side.SECOND].get(pair.second_id)
        if one is not None and other is not None:
            decide_edit(CommentPair(pair, one, other), rule, outcome)
        else:
            note_deletion(pair, one, other, (first, second), outcome)
    for side, snapshot in ((Side.FIRST, first), (Side.SECOND, second)):
        known = frozenset(pair.comment_id(side) for pair in base.comments)
        new = (comment for comment in snapshot.comments if comment.id not in known)
        carry_new(side, sorted(new, key=lambda comment: (comment.created_at, comment.id)), rule, outcome)
    return outcome


def index(comments: Iterable[CommentReading]) -> dict[str, CommentReading]:
    return {comment.id: comment for comment in comments}


def carry_new(side: Side, comments: list[CommentReading], rule: CommentRule, outcome: CommentOutcome) -> None:
    if not rule.direction.allows_writing(side.other):
        return
    for comment in comments:
        body = decorated(comment.author_name, comment.body)
        outcome.operations.append(CreateComment(side.other, comment.id, comment.raw_digest, body))


def decide_edit(pair: CommentPair, rule: CommentRule, outcome: CommentOutcome) -> None:
    changed = [side for side in Side if pair.reading(side).raw_digest != pair.base.digest(side)]
    if not changed:
        return
    if pair.text(Side.FIRST) == pair.text(Side.SECOND):
        outcome.agreements.append(agreed(pair))
        return
    source = changed[0] if len(changed) == 1 else winner(pair, rule)
    if not rule.direction.allows_writing(source.other):
        reason = f"Comments are not written to the {source.other} side; the edit there stays there."
        outcome.skips.append(Skip(place_of(pair.base), source.other, reason))
        return
    if len(changed) > 1:
        outcome.conflicts.append(conflict_of(pair, source, rule))
    outcome.operations.append(edit_of(pair, source))


def agreed(pair: CommentPair) -> CommentBase:
    base = pair.base
    return CommentBase(base.origin, base.first_id, base.second_id, pair.first.raw_digest, pair.second.raw_digest)


def winner(pair: CommentPair, rule: CommentRule) -> Side:
    """Both were edited: where comments travel one way only, the side they come from; else the newer, ties `first`."""
    if rule.direction in (Direction.TO_SECOND, Direction.TO_FIRST):
        return Side.FIRST if rule.direction is Direction.TO_SECOND else Side.SECOND
    return Side.SECOND if pair.second.changed_at > pair.first.changed_at else Side.FIRST


def place_of(base: CommentBase) -> str:
    return f"comment:{base.first_id}"


def conflict_of(pair: CommentPair, winning: Side, rule: CommentRule) -> Conflict:
    loser = winning.other
    return Conflict(
        place=place_of(pair.base),
        loser=loser,
        losing=Value(pair.text(loser)),
        winning=Value(pair.text(winning)),
        rule="newest" if rule.direction is Direction.BOTH else f"direction: {rule.direction}",
        losing_changed_at=pair.reading(loser).changed_at,
        winning_changed_at=pair.reading(winning).changed_at,
    )


def edit_of(pair: CommentPair, source: Side) -> EditComment:
    target, text = source.other, pair.text(source)
    is_copy = target is not pair.base.origin
    return EditComment(
        side=target,
        comment_id=pair.reading(target).id,
        counterpart_id=pair.reading(source).id,
        counterpart_digest=pair.reading(source).raw_digest,
        expected_digest=pair.reading(target).raw_digest,
        body=decorated(pair.reading(source).author_name, text) if is_copy else text,
    )


def note_deletion(
    pair: CommentBase,
    first: CommentReading | None,
    second: CommentReading | None,
    snapshots: tuple[Snapshot, Snapshot],
    outcome: CommentOutcome,
) -> None:
    """Only where the list is complete is a missing comment a deleted one."""
    for side, reading, snapshot in ((Side.FIRST, first, snapshots[0]), (Side.SECOND, second, snapshots[1])):
        if reading is None and snapshot.comments_complete:
            reason = (
                f"A comment was deleted on the {side} side; its counterpart stays, because deletions are not carried."
            )
            outcome.skips.append(Skip(place_of(pair), side.other, reason))
