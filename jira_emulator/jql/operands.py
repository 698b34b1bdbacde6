"""From the operand of a clause to the values it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from jira_emulator.jql.model import (
    Empty,
    FieldKind,
    FunctionCall,
    JqlContext,
    JqlError,
    JqlField,
    Literal,
    Operand,
    OperandList,
)
from jira_emulator.jql.moments import is_moment_function, moment_of_call, moment_of_literal, period_minutes

EMPTY_WORDS = {"resolution": "unresolved", "assignee": "unassigned"}
"""Words that mean EMPTY in one field, unless the site has a value of that name."""

_OPEN_SETS = frozenset({FieldKind.LABEL, FieldKind.TEXT})
_LONGEST_DURATION = 100
_MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Operands:
    """What the issue's values are compared with: names in lower case, moments, or numbers; and whether EMPTY.

    `rank` is the place of a RANKED field's single value in its order.
    """

    values: tuple[str | float | datetime, ...]
    has_empty: bool = False
    rank: float | None = None


def resolve_operand(operand: Operand, field: JqlField, context: JqlContext) -> Operands:
    """All values of an operand. Raises `JqlError` for values or functions that the site doesn't know."""
    match operand:
        case Empty():
            return Operands((), has_empty=True)
        case Literal(text):
            return _of_literal(text, field, context)
        case FunctionCall():
            return _of_call(operand, field, context)
        case OperandList(items):
            return _joined([resolve_operand(item, field, context) for item in items])
        case _:
            assert_never(operand)


def _joined(parts: list[Operands]) -> Operands:
    values = tuple(value for part in parts for value in part.values)
    return Operands(values, has_empty=any(part.has_empty for part in parts))


def _of_literal(text: str, field: JqlField, context: JqlContext) -> Operands:
    if text.lower() == EMPTY_WORDS.get(field.name, "") and not context.exists(field, text):
        return Operands((), has_empty=True)
    match field.kind:
        case FieldKind.DATE:
            return Operands((moment_of_literal(text, field, context.now),))
        case FieldKind.NUMBER:
            return Operands((_number(text, field),))
        case FieldKind.DURATION:
            return Operands((_duration_seconds(text, field),))
        case _:
            return _of_name(text, field, context)


def _of_name(text: str, field: JqlField, context: JqlContext) -> Operands:
    if field.kind not in _OPEN_SETS and not context.exists(field, text):
        raise JqlError([_unknown_value(text, field)])
    rank = context.rank(field, text) if field.kind is FieldKind.RANKED else None
    return Operands((text.lower(),), rank=rank)


def _unknown_value(text: str, field: JqlField) -> str:
    if field.kind is FieldKind.KEY:
        return f"An issue with key '{text}' does not exist for field '{field.title}'."
    if text.isdecimal():
        return f"A value with ID '{text}' does not exist for the field '{field.title}'."
    return f"The value '{text}' does not exist for the field '{field.title}'."


def _number(text: str, field: JqlField) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise JqlError([f"Value '{text}' is invalid for the '{field.title}' field. It must be a number."]) from error


def _duration_seconds(text: str, field: JqlField) -> float:
    """A bare number is minutes, as in Jira; a number that nothing can hold is no duration."""
    minutes = period_minutes(f"{text}m" if text.isdecimal() else text) if len(text) <= _LONGEST_DURATION else None
    if minutes is None:
        raise JqlError([f"Value '{text}' is an invalid duration for the field '{field.title}'."])
    return float(minutes * _MINUTE_SECONDS)


def _of_call(call: FunctionCall, field: JqlField, context: JqlContext) -> Operands:
    name = call.name.lower()
    if is_moment_function(name):
        return Operands((moment_of_call(call, field, context),))
    if name == "empty" and not call.arguments:
        return Operands((), has_empty=True)
    if name == "currentuser":
        return _current_user(call, context)
    values = context.call(name, field, call.arguments)
    if values is None:
        raise JqlError([f"Unable to find JQL function '{call.name}({', '.join(call.arguments)})'."])
    return Operands(tuple(value.lower() for value in values))


def _current_user(call: FunctionCall, context: JqlContext) -> Operands:
    if call.arguments:
        raise JqlError([f"Function '{call.name}' expected '0' arguments but received '{len(call.arguments)}'."])
    user = context.current_user
    return Operands(() if user is None else (user.lower(),))
