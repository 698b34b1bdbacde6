"""A parsed query: what it asks for, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from jira_emulator.jql.comparison import Predicate
from jira_emulator.jql.evaluation import compile_condition, compile_order
from jira_emulator.jql.grammar import parse_text
from jira_emulator.jql.model import Condition, IssueView, JqlContext, OrderTerm
from jira_emulator.jql.restriction import equality_restriction
from jira_emulator.jql.structure import query_structure
from jira_emulator.jql.writing import Replace, written_query

View = TypeVar("View", bound=IssueView)


@dataclass(frozen=True, slots=True)
class Query:
    """A syntactically valid query. Fields and values are checked when it meets a context."""

    text: str
    where: Condition | None
    order_terms: tuple[OrderTerm, ...]

    @property
    def is_bounded(self) -> bool:
        """Whether there is any search restriction; `ORDER BY` alone has none.

        Source: Jira Cloud REST v3, GET /search/jql, parameter `jql`.
        """
        return self.where is not None

    def compile(self, context: JqlContext, *, strict: bool = True) -> Predicate:
        """A quick test for one issue. Raises `JqlError` with every problem found.

        With `strict=False` a clause with an unknown field, value or function matches nothing instead (what anonymous
        callers of Jira Cloud see).
        """
        return compile_condition(self.where, context, strict=strict)

    def matches(self, view: IssueView, context: JqlContext, *, strict: bool = True) -> bool:
        """Whether one issue fits; for many issues use `compile` or `select`. Raises `JqlError`."""
        return self.compile(context, strict=strict)(view)

    def order(self, views: Iterable[View], context: JqlContext, *, strict: bool = True) -> list[View]:
        """The views in the order of ORDER BY; stable, and unchanged without one. Raises `JqlError`."""
        sort: Callable[[list[View]], None] = compile_order(self.order_terms, context, strict=strict)
        ordered = list(views)
        sort(ordered)
        return ordered

    def select(self, views: Iterable[View], context: JqlContext, *, strict: bool = True) -> list[View]:
        """The matching views in order. Raises `JqlError`, with the problems of both halves of the query."""
        predicate = self.compile(context, strict=strict)
        return self.order([view for view in views if predicate(view)], context, strict=strict)

    def restriction(self, field: str) -> frozenset[str] | None:
        """Lower-case operands, one of which the field must equal for any match; None when nothing narrows it.

        `field` is a canonical name (`project`, `key`, `issuetype` ...); aliases in the query count as it.
        """
        return equality_restriction(self.where, field)

    def rewritten(self, replace: Replace) -> str:
        """The query as text, where `replace` may give each literal value another one."""
        return written_query(self.where, self.order_terms, replace)

    def structure(self) -> dict[str, object]:
        """The query as Jira's `JqlQuery` bean (Jira Cloud REST v3, POST /jql/parse)."""
        return query_structure(self.where, self.order_terms)


def parse(text: str) -> Query:
    """The query of this text. Raises `JqlError` in Jira's words when it is malformed."""
    where, order_terms = parse_text(text)
    return Query(text=text, where=where, order_terms=order_terms)
