"""What both sides agreed to exchange, in words that belong to neither of them: aliases, directions, policies."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """`first` is where the synchronization was created (the master), `second` is its partner (the slave)."""

    FIRST = "first"
    SECOND = "second"

    @property
    def other(self) -> Side:
        return Side.SECOND if self is Side.FIRST else Side.FIRST


class Direction(StrEnum):
    """Which way content may travel. `NONE` keeps a rule in the contract without exchanging anything."""

    BOTH = "both"
    TO_SECOND = "to-second"
    TO_FIRST = "to-first"
    NONE = "none"

    def allows_writing(self, side: Side) -> bool:
        """Whether content may be written to `side` under this direction."""
        if self is Direction.BOTH:
            return True
        return self is (Direction.TO_SECOND if side is Side.SECOND else Direction.TO_FIRST)

    @property
    def mirrored(self) -> Direction:
        swapped = {Direction.TO_SECOND: Direction.TO_FIRST, Direction.TO_FIRST: Direction.TO_SECOND}
        return swapped.get(self, self)


class ConflictPolicy(StrEnum):
    """Whose value stands when both sides changed a field to different values. Ties of `NEWEST` go to `first`."""

    NEWEST = "newest"
    FIRST = "first"
    SECOND = "second"
    ASK = "ask"


class InitialRule(StrEnum):
    """What happens to a field that has no base yet and differs. Never by time: nobody can foresee the result."""

    FILL_EMPTY = "fill-empty"
    FIRST = "first"
    SECOND = "second"
    ASK = "ask"


class FieldKind(StrEnum):
    """How a field's content is compared and merged. A new kind is one entry of `app.engine.kinds.KINDS`."""

    LINE = "line"
    RICH_TEXT = "rich-text"
    OPTION = "option"
    LABELS = "labels"


@dataclass(frozen=True)
class FieldRule:
    """One field that is exchanged. `alias` is its name in the contract, e.g. `summary`."""

    alias: str
    kind: FieldKind
    direction: Direction = Direction.BOTH
    policy: ConflictPolicy = ConflictPolicy.NEWEST
    initial: InitialRule = InitialRule.FILL_EMPTY
    options: tuple[str, ...] = ()
    """For `OPTION`: the aliases that a value can have, in order."""


@dataclass(frozen=True)
class IssueTypeRule:
    """One issue type that is exchanged. The direction says on which side a counterpart may be created."""

    alias: str
    direction: Direction = Direction.BOTH


@dataclass(frozen=True)
class StatusRule:
    """One status by its alias. Statuses are agreed on here; they travel once workflows do."""

    alias: str


@dataclass(frozen=True)
class CommentRule:
    """Whether comments travel, and which way. Restricted and internal ones never do."""

    direction: Direction = Direction.BOTH


@dataclass(frozen=True)
class Contract:
    """Owned by `first`, versioned with the configuration that carries it. Aliases are unique within their tuple."""

    issue_types: tuple[IssueTypeRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    statuses: tuple[StatusRule, ...] = ()
    comments: CommentRule = field(default_factory=CommentRule)

    def field_rule(self, alias: str) -> FieldRule | None:
        return next((rule for rule in self.fields if rule.alias == alias), None)

    def issue_type_rule(self, alias: str) -> IssueTypeRule | None:
        return next((rule for rule in self.issue_types if rule.alias == alias), None)
