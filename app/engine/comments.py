"""Comments of both sides: new ones travel with a line that names their author, edits follow, deletions stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.engine.base import Base, CommentBase
from app.engine.contract import CommentRule, Side
from app.engine.operations import CreateComment, EditComment, Operation
from app.engine.plan import Conflict, Skip
from app.engine.snapshot import CommentReading, Content, Snapshot, Value

WROTE = " wrote:"


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
    source = changed[0] if len(changed) == 1 else newer(pair)
    if not rule.direction.allows_writing(source.other):
        reason = f"Comments are not written to the {source.other} side; the edit there stays there."
        outcome.skips.append(Skip(place_of(pair.base), source.other, reason))
        return
    if len(changed) > 1:
        outcome.conflicts.append(conflict_of(pair, source))
    outcome.operations.append(edit_of(pair, source))


def agreed(pair: CommentPair) -> CommentBase:
    base = pair.base
    return CommentBase(base.origin, base.first_id, base.second_id, pair.first.raw_digest, pair.second.raw_digest)


def newer(pair: CommentPair) -> Side:
    return Side.SECOND if pair.second.changed_at > pair.first.changed_at else Side.FIRST


def place_of(base: CommentBase) -> str:
    return f"comment:{base.first_id}"


def conflict_of(pair: CommentPair, winning: Side) -> Conflict:
    loser = winning.other
    return Conflict(
        place=place_of(pair.base),
        loser=loser,
        losing=Value(pair.text(loser)),
        winning=Value(pair.text(winning)),
        rule="newest",
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


# -- the author line -------------------------------------------------------------------------------------------


def decorated(author_name: str, body: Content) -> Content:
    """The text with a first line that names its author: every comment that we write has our own account as author."""
    if isinstance(body, str):
        return f"*{author_name}*{WROTE}\n\n{body}"
    return {**body, "content": [author_line(author_name), *body.get("content", ())]}


def author_line(author_name: str) -> dict[str, Any]:
    name = {"type": "text", "text": author_name or "Somebody", "marks": [{"type": "strong"}]}
    return {"type": "paragraph", "content": [name, {"type": "text", "text": WROTE}]}


def undecorated(body: Content) -> Content:
    """The text without the author line, where that is still there."""
    if isinstance(body, str):
        line, _, rest = body.partition("\n")
        return rest.lstrip("\n") if line.startswith("*") and line.rstrip().endswith(f"*{WROTE}") else body
    content = body.get("content", [])
    if content and is_author_line(content[0]):
        return {**body, "content": content[1:]}
    return body


def is_author_line(node: dict[str, Any]) -> bool:
    children = node.get("content", [])
    if node.get("type") != "paragraph" or len(children) != 2:
        return False
    is_strong = [mark.get("type") for mark in children[0].get("marks", ())] == ["strong"]
    return is_strong and str(children[1].get("text", "")).strip() == WROTE.strip()
