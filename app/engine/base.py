"""What both sides last agreed on: per field and per comment, one half for each side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.contract import Side
from app.engine.snapshot import FieldState


@dataclass(frozen=True)
class BaseHalf:
    """What one side showed after the last agreement; Jira may have trimmed or replaced what we wrote.
    "Changed" compares a side with its own half only, so no mapping and no normalising Jira makes a ping-pong."""

    state: FieldState
    raw_digest: str
    configuration_number: int


@dataclass(frozen=True)
class FieldBase:
    """`first` and `second` are both there once a field has been agreed on."""

    first: BaseHalf
    second: BaseHalf

    def half(self, side: Side) -> BaseHalf:
        return self.first if side is Side.FIRST else self.second


@dataclass(frozen=True)
class CommentBase:
    """Two comments that are each other's counterpart. `origin` is the side where a person wrote it."""

    origin: Side
    first_id: str
    second_id: str
    first_digest: str
    second_digest: str

    def comment_id(self, side: Side) -> str:
        return self.first_id if side is Side.FIRST else self.second_id

    def digest(self, side: Side) -> str:
        return self.first_digest if side is Side.FIRST else self.second_digest


@dataclass(frozen=True)
class Base:
    fields: Mapping[str, FieldBase] = field(default_factory=dict)
    comments: tuple[CommentBase, ...] = ()

    def comment_of(self, side: Side, comment_id: str) -> CommentBase | None:
        return next((pair for pair in self.comments if pair.comment_id(side) == comment_id), None)
