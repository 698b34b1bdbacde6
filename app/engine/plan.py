"""The pure decision. `plan(view, configuration)` is total, deterministic and mirror-symmetric."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.engine.base import Base, CommentBase, FieldBase
from app.engine.contract import Side
from app.engine.operations import Operation
from app.engine.snapshot import FieldState, Snapshot


@dataclass(frozen=True)
class PairView:
    """Everything a decision rests on. A snapshot is `None` where that side has no issue yet."""

    first: Snapshot | None
    second: Snapshot | None
    base: Base = field(default_factory=Base)

    def snapshot(self, side: Side) -> Snapshot | None:
        return self.first if side is Side.FIRST else self.second


@dataclass(frozen=True)
class Conflict:
    """Both sides changed `place` (a field alias, or `comment:<id>`). The losing content is kept before it is
    overwritten. `rule` says in the contract's words why the winner won, e.g. `newest`."""

    place: str
    loser: Side
    losing: FieldState
    winning: FieldState
    rule: str
    losing_changed_at: datetime | None = None
    winning_changed_at: datetime | None = None


@dataclass(frozen=True)
class Skip:
    """Nothing is written there, by rule; nobody has to do anything. `reason` is a sentence."""

    place: str
    side: Side
    reason: str


@dataclass(frozen=True)
class Hold:
    """Nothing is written there until a person decides or mends something: becomes an incident with this code."""

    place: str
    side: Side
    code: str
    reason: str


@dataclass(frozen=True)
class Agreement:
    """The base moves on without a write: both sides already show the same, or a base must take a new reading."""

    alias: str
    base: FieldBase


@dataclass(frozen=True)
class Plan:
    """A value: it serialises (`documents`), `explain` turns it into sentences, a preview is a plan nobody carries
    out."""

    operations: tuple[Operation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    skips: tuple[Skip, ...] = ()
    holds: tuple[Hold, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    comment_agreements: tuple[CommentBase, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write and nothing to agree on. Skips and holds may remain."""
        return not (self.operations or self.agreements or self.comment_agreements)
