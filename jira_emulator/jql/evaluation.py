"""From conditions to closures over issue views. All checks and look-ups happen once, before the first issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, assert_never

from jira_emulator.jql.comparison import Predicate, field_predicate
from jira_emulator.jql.fields import check_operator, find_fields
from jira_emulator.jql.model import (
    All,
    Any,
    Clause,
    Condition,
    Empty,
    FieldReference,
    IssueView,
    JqlContext,
    JqlError,
    JqlField,
    Literal,
    Not,
    Operand,
    OperandList,
    Operator,
    OrderTerm,
)
from jira_emulator.jql.operands import resolve_operand
from jira_emulator.jql.ordering import SortKey, sort_key
from jira_emulator.jql.properties import property_predicate

View = TypeVar("View", bound=IssueView)

MOST_ORDER_FIELDS = 7

_OPPOSITE = {
    Operator.EQUALS: Operator.NOT_EQUALS,
    Operator.LESS: Operator.GREATER_EQUALS,
    Operator.GREATER: Operator.LESS_EQUALS,
    Operator.CONTAINS: Operator.NOT_CONTAINS,
    Operator.IN: Operator.NOT_IN,
    Operator.IS: Operator.IS_NOT,
}
OPPOSITE = _OPPOSITE | {second: first for first, second in _OPPOSITE.items()}


def compile_condition(condition: Condition | None, context: JqlContext, *, strict: bool) -> Predicate:
    """A test for one issue. Raises `JqlError` with every problem of the condition (see `Query.compile`)."""
    compiler = _Compiler(context)
    predicate = _everything if condition is None else compiler.compile(condition, negated=False)
    if strict and compiler.messages:
        raise JqlError(list(dict.fromkeys(compiler.messages)))
    return predicate


def compile_order(terms: tuple[OrderTerm, ...], context: JqlContext, *, strict: bool) -> Callable[[list[View]], None]:
    """Sorts a list of views in place. Raises `JqlError` for unknown or unsortable fields, or more than seven."""
    if len(terms) > MOST_ORDER_FIELDS:
        raise JqlError([f"The maximum number of fields in the ORDER BY clause is {MOST_ORDER_FIELDS}."])
    keys = [(key, bool(term.descending)) for term in terms if (key := _key_of(term, context, strict))]

    def sort(views: list[View]) -> None:
        for key, descending in reversed(keys):
            views.sort(key=key, reverse=descending)

    return sort


def _key_of(term: OrderTerm, context: JqlContext, strict: bool) -> Callable[[IssueView], SortKey] | None:
    try:
        field = find_fields(term.field, context)[0]
    except JqlError:
        if strict:
            raise
        return None
    if not field.sortable:
        raise JqlError([f"Not able to sort using field '{term.field.name}'."])
    return sort_key(field)


def _everything(_view: IssueView) -> bool:
    return True


def _nothing(_view: IssueView) -> bool:
    return False


class _Compiler:
    """Compiles a condition and collects what is wrong with it."""

    def __init__(self, context: JqlContext) -> None:
        self._context = context
        self.messages: list[str] = []

    def compile(self, condition: Condition, *, negated: bool) -> Predicate:
        """A negation is pushed down to the clauses: as in Jira, neither `x = a` nor `NOT x = a` finds an empty x."""
        match condition:
            case Not(part):
                return self.compile(part, negated=not negated)
            case All(parts) | Any(parts):
                predicates = [self.compile(part, negated=negated) for part in parts]
                return _every(predicates) if isinstance(condition, All) != negated else _some(predicates)
            case Clause():
                return self._checked_clause(condition, negated)
            case _:
                assert_never(condition)

    def _checked_clause(self, clause: Clause, negated: bool) -> Predicate:
        try:
            return self._clause(clause, negated)
        except JqlError as error:
            self.messages.extend(error.messages)
            return _nothing

    def _clause(self, clause: Clause, negated: bool) -> Predicate:
        operator = OPPOSITE[clause.operator] if negated else clause.operator
        if clause.field.property_key is not None:
            return property_predicate(clause.field, operator, clause.operand, self._context)
        _check_shape(clause)
        fields = find_fields(clause.field, self._context)
        predicates = [self._field_clause(field, clause, operator) for field in fields]
        return predicates[0] if len(predicates) == 1 else _some(predicates)

    def _field_clause(self, field: JqlField, clause: Clause, operator: Operator) -> Predicate:
        check_operator(field, clause.operator)
        operands = resolve_operand(clause.operand, field, self._context)
        return field_predicate(field, operator, operands)


def _check_shape(clause: Clause) -> None:
    """IN takes lists and functions, IS takes EMPTY, and the rest take single values."""
    is_list = isinstance(clause.operand, OperandList)
    shown = _shown(clause.field)
    match clause.operator:
        case Operator.IS | Operator.IS_NOT if not isinstance(clause.operand, Empty):
            raise JqlError([_unfit_value(clause.operator, clause.operand, shown)])
        case Operator.IN | Operator.NOT_IN if isinstance(clause.operand, Literal | Empty):
            raise JqlError([f"Operator '{clause.operator.value}' does not support non-list value for field '{shown}'."])
        case Operator.IN | Operator.NOT_IN | Operator.IS | Operator.IS_NOT:
            return
        case _ if is_list:
            raise JqlError([f"Operator '{clause.operator.value}' does not support list value for field '{shown}'."])


def _unfit_value(operator: Operator, operand: Operand, shown: str) -> str:
    value = operand.text if isinstance(operand, Literal) else "list"
    return f"The operator '{operator.value}' only supports EMPTY for the field '{shown}', not '{value}'."


def _shown(field: FieldReference) -> str:
    return field.name


def _every(predicates: list[Predicate]) -> Predicate:
    if len(predicates) == 2:
        first, second = predicates
        return lambda view: first(view) and second(view)
    return lambda view: all(predicate(view) for predicate in predicates)


def _some(predicates: list[Predicate]) -> Predicate:
    return lambda view: any(predicate(view) for predicate in predicates)
