"""ORDER BY: what an issue is sorted by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from jira_emulator.jql.model import IssueView, JqlField, JqlValue, Term

SortKey = tuple[int, float | str, float]

_NO_VALUE: SortKey = (2, 0, 0)


def sort_key(field: JqlField) -> Callable[[IssueView], SortKey]:
    """Numbers and dates before texts; issues without a value come last (first when descending)."""
    name = field.name

    def key(view: IssueView) -> SortKey:
        values = view.values(name)
        return min(map(_comparable, values)) if values else _NO_VALUE

    return key


def _comparable(value: JqlValue) -> SortKey:
    match value:
        case Term(names, None):
            return (1, names[0].lower(), 0) if names else _NO_VALUE
        case Term(_, rank):
            return _comparable_rank(rank)
        case datetime():
            return (0, value.timestamp(), 0)
        case int() | float():
            return (0, value, 0)
        case str():
            return (1, value.lower(), 0)
        case _:
            assert_never(value)


def _comparable_rank(rank: float | str | tuple[str, int] | None) -> SortKey:
    match rank:
        case (str(project), int(number)):
            return (1, project, number)
        case str():
            return (1, rank, 0)
        case int() | float():
            return (0, rank, 0)
        case _:
            return _NO_VALUE
