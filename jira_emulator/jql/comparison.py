"""One field of one issue against the operands of one clause."""

from __future__ import annotations

import operator as python_operator
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from jira_emulator.jql.model import FieldKind, IssueView, JqlError, JqlField, JqlValue, Operator, Term
from jira_emulator.jql.operands import Operands
from jira_emulator.jql.word_search import text_test

Predicate = Callable[[IssueView], bool]

_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: python_operator.lt,
    Operator.GREATER: python_operator.gt,
    Operator.LESS_EQUALS: python_operator.le,
    Operator.GREATER_EQUALS: python_operator.ge,
}
_NEGATIVE = frozenset({Operator.NOT_EQUALS, Operator.NOT_IN, Operator.IS_NOT, Operator.NOT_CONTAINS})
_MINUTE = timedelta(minutes=1)
_ISSUE_KEY = re.compile(r"([a-z][a-z0-9_]*)-(\d{1,15})", re.ASCII)


def field_predicate(field: JqlField, operator: Operator, operands: Operands) -> Predicate:
    """A test of the field by the operator. Raises `JqlError` when the operand does not fit."""
    match operator:
        case Operator.CONTAINS | Operator.NOT_CONTAINS:
            return _text_predicate(field, operator, operands)
        case Operator.LESS | Operator.GREATER | Operator.LESS_EQUALS | Operator.GREATER_EQUALS:
            return _order_predicate(field, operator, operands)
        case _:
            return _membership(field, operands, wanted=operator not in _NEGATIVE)


def _text_predicate(field: JqlField, operator: Operator, operands: Operands) -> Predicate:
    if operands.has_empty:
        return _membership(field, operands, wanted=operator is Operator.CONTAINS)
    names = field.parts or (field.name,)
    test = text_test(str(operands.values[0]), field.title) if operands.values else _no_text

    def found(view: IssueView) -> bool:
        return any(test(value) for name in names for value in view.values(name) if isinstance(value, str))

    if operator is Operator.CONTAINS:
        return found
    return lambda view: not found(view) and any(view.values(name) for name in names)


def _no_text(_text: str) -> bool:
    return False


def _membership(field: JqlField, operands: Operands, *, wanted: bool) -> Predicate:
    """`=`, `in` and `is` (wanted), or their opposites, which find issues with a value only, except `is not`."""
    name, has_empty = field.name, operands.has_empty
    matches = _value_test(field, operands)

    def is_member(view: IssueView) -> bool:
        values = view.values(name)
        return any(matches(value) for value in values) if values else has_empty

    if wanted:
        return is_member
    return lambda view: bool(view.values(name)) and not is_member(view)


def _value_test(field: JqlField, operands: Operands) -> Callable[[JqlValue], bool]:
    match field.kind:
        case FieldKind.DATE:
            return _minute_test([value for value in operands.values if isinstance(value, datetime)])
        case FieldKind.NUMBER | FieldKind.DURATION:
            numbers = frozenset(operands.values)
            return lambda value: value in numbers
        case _:
            return _name_test(frozenset(str(value) for value in operands.values))


def _minute_test(moments: list[datetime]) -> Callable[[JqlValue], bool]:
    """JQL's dates are precise to the minute."""

    def within(value: JqlValue) -> bool:
        return isinstance(value, datetime) and any(moment <= value < moment + _MINUTE for moment in moments)

    return within


def _name_test(names: frozenset[str]) -> Callable[[JqlValue], bool]:
    def named(value: JqlValue) -> bool:
        if isinstance(value, Term):
            return any(name in names or name.lower() in names for name in value.names)
        return str(value).lower() in names

    return named


def _order_predicate(field: JqlField, operator: Operator, operands: Operands) -> Predicate:
    if operands.has_empty or not operands.values:
        return _never
    compare, name, bound = _COMPARE[operator], field.name, operands.values[0]
    if field.kind is FieldKind.RANKED:
        return _ranked_predicate(name, compare, operands.rank)
    if field.kind is FieldKind.KEY:
        return _key_predicate(field, compare, str(bound))
    return lambda view: any(compare(value, bound) for value in view.values(name))


def _never(_view: IssueView) -> bool:
    return False


def _key_predicate(field: JqlField, compare: Callable[[Any, Any], bool], bound: str) -> Predicate:
    """Keys compare within one project, by number."""
    name, written = field.name, _ISSUE_KEY.fullmatch(bound)
    if written is None:
        raise JqlError([f"The issue key '{bound}' for field '{field.title}' is invalid."])
    project, number = written[1], int(written[2])

    def compared(view: IssueView) -> bool:
        ranks = (value.rank for value in view.values(name) if isinstance(value, Term))
        return any(
            isinstance(rank, tuple) and rank[0].lower() == project and compare(rank[1], number) for rank in ranks
        )

    return compared


def _ranked_predicate(name: str, compare: Callable[[Any, Any], bool], bound: float | None) -> Predicate:
    def compared(view: IssueView) -> bool:
        ranks = (value.rank for value in view.values(name) if isinstance(value, Term))
        return any(isinstance(rank, int | float) and compare(rank, bound) for rank in ranks)

    return compared if bound is not None else _never
