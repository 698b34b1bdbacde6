"""The words of a JQL query as values, and what the evaluator needs to know about issues and fields.

Source of the language: Atlassian's documentation, "Advanced search reference - JQL fields / operators / functions".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


class JqlError(Exception):
    """The query can't be run. `messages` are sentences in Jira's words, for `errorMessages` of a 400 answer."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class Operator(Enum):
    """A JQL operator; the value is how it is written (and reported) by Jira."""

    EQUALS = "="
    NOT_EQUALS = "!="
    LESS = "<"
    GREATER = ">"
    LESS_EQUALS = "<="
    GREATER_EQUALS = ">="
    CONTAINS = "~"
    NOT_CONTAINS = "!~"
    IN = "in"
    NOT_IN = "not in"
    IS = "is"
    IS_NOT = "is not"


class FieldKind(Enum):
    """What kind of values a field holds: decides its operators and how operands are read."""

    TEXT = "text"
    """Long text, searched by words with `~` only."""
    TERM = "term"
    """One or more of a known set (status, component, user, custom select); values are `Term` or str."""
    RANKED = "ranked"
    """Like TERM, and ordered by `Term.rank` (priority, versions)."""
    LABEL = "label"
    """Free words: any operand is legal, also one that no issue has."""
    KEY = "key"
    """Issues, by key or id; `Term(names=(key, id), rank=(project key, number))`."""
    DATE = "date"
    """Points in time; values are aware `datetime`."""
    NUMBER = "number"
    """Values are int or float."""
    DURATION = "duration"
    """Values are seconds; operands may be periods such as `2h 30m`."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a field: every text that an operand may name it by (id, key, name), and its place in an order.

    `names` are compared without regard to case. The first name is the one that ORDER BY uses when `rank` is None.
    """

    names: tuple[str, ...]
    rank: float | str | tuple[str, int] | None = None


JqlValue = Term | str | int | float | datetime


@dataclass(frozen=True, slots=True)
class JqlField:
    """A field that can be searched. `name` is what `IssueView.values` is asked for; `shown` is used in messages.

    A TEXT field whose `parts` are given is searched in all of them (the field `text`).
    """

    name: str
    kind: FieldKind
    shown: str = ""
    sortable: bool = True
    parts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name as messages show it."""
        return self.shown or self.name


class IssueView(Protocol):
    """How the evaluator asks one issue. Names are the canonical ones (`JqlField.name`)."""

    def values(self, field: str) -> Sequence[JqlValue]:
        """All values of the field; empty when the issue has none (or its caller may not see them)."""
        ...

    def issue_property(self, key: str) -> object | None:
        """The JSON value of an entity property; None when it is not set."""
        ...


class JqlContext(Protocol):
    """What the site knows and a query needs. System fields are known here already (`fields.SYSTEM_FIELDS`)."""

    @property
    def now(self) -> datetime:
        """Aware, in the caller's time zone: start and end of a day are the caller's."""
        ...

    @property
    def current_user(self) -> str | None:
        """A name of the caller's `Term` in user fields (account id, or user name); None when anonymous."""
        ...

    def custom_fields(self, name: str) -> Sequence[JqlField]:
        """Custom fields of this (lower-case) name, or of the id in `cf[10010]`; several may share a name."""
        ...

    def exists(self, field: JqlField, value: str) -> bool:
        """Whether a TERM, RANKED or KEY field knows the value (id, key or name, as written in the query)."""
        ...

    def rank(self, field: JqlField, value: str) -> float | None:
        """The place of a RANKED field's value (id or name) in its order, as `Term.rank`; more is greater."""
        ...

    def call(self, function: str, field: JqlField, arguments: tuple[str, ...]) -> Sequence[str] | None:
        """Values of a site function (`membersOf`, `openSprints`, `linkedIssues` ...), lower-case name; None: unknown.

        `currentUser`, `now`, `startOf…`, `endOf…` and `empty` are answered without it. May raise `JqlError`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A word, number or quoted string."""

    text: str


@dataclass(frozen=True, slots=True)
class Empty:
    """EMPTY or NULL."""


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function with its arguments, as written."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperandList:
    """The parenthesised operands of IN and NOT IN."""

    items: tuple[Literal | Empty | FunctionCall, ...]


Operand = Literal | Empty | FunctionCall | OperandList


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A field as written; for `issue.property[key].a.b`, `property_key` is `key` and `path` is `("a", "b")`."""

    name: str
    property_key: str | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison."""

    field: FieldReference
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """A negated condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by AND."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Conditions joined by OR."""

    parts: tuple[Condition, ...]


Condition = Clause | Not | All | Any


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One field of ORDER BY; `descending` is None when no direction was written."""

    field: FieldReference
    descending: bool | None = None
