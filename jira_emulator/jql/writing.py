"""A query as text again, with some of its values replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from jira_emulator.jql.fields import canonical_name
from jira_emulator.jql.model import (
    All,
    Any,
    Clause,
    Condition,
    Empty,
    FieldReference,
    FunctionCall,
    Literal,
    Not,
    Operand,
    OperandList,
    OrderTerm,
)
from jira_emulator.jql.structure import encoded

Replace = Callable[[str, str], str]
"""From the canonical name of a field and a value, as written, to the value to write."""


def written_query(where: Condition | None, order_terms: tuple[OrderTerm, ...], replace: Replace) -> str:
    """The query in plain form: keywords in capitals, quotation marks where they are needed."""
    parts = [] if where is None else [_condition(where, replace)]
    if order_terms:
        parts.append("ORDER BY " + ", ".join(_order_term(term) for term in order_terms))
    return " ".join(parts)


def _condition(condition: Condition, replace: Replace) -> str:
    match condition:
        case All(parts):
            return " AND ".join(_inner(part, replace) for part in parts)
        case Any(parts):
            return " OR ".join(_inner(part, replace) for part in parts)
        case Not(part):
            return f"NOT {_inner(part, replace)}"
        case Clause(field, operator, operand):
            name = canonical_name(field.name)
            return f"{_field(field)} {operator.value.upper()} {_operand(operand, name, replace)}"
        case _:
            assert_never(condition)


def _inner(part: Condition, replace: Replace) -> str:
    text = _condition(part, replace)
    return f"({text})" if isinstance(part, All | Any) else text


def _field(field: FieldReference) -> str:
    if field.name.startswith("cf[") or field.property_key is not None:
        key = "" if field.property_key is None else f"[{encoded(field.property_key)}]"
        return field.name + key + "".join(f".{step}" for step in field.path)
    return encoded(field.name)


def _operand(operand: Operand, name: str, replace: Replace) -> str:
    match operand:
        case Literal(text):
            return encoded(replace(name, text))
        case Empty():
            return "EMPTY"
        case FunctionCall(function, arguments):
            return f"{function}({', '.join(encoded(one) for one in arguments)})"
        case OperandList(items):
            return f"({', '.join(_operand(one, name, replace) for one in items)})"
        case _:
            assert_never(operand)


def _order_term(term: OrderTerm) -> str:
    direction = {None: "", True: " DESC", False: " ASC"}[term.descending]
    return _field(term.field) + direction
