"""A query as the `JqlQuery` bean of Jira Cloud REST v3, POST /jql/parse."""

from __future__ import annotations

import re
from typing import assert_never

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
from jira_emulator.jql.words import RESERVED_WORDS

PLAIN_WORD = re.compile(r"[\w.:-]+", re.ASCII)


def query_structure(where: Condition | None, order_terms: tuple[OrderTerm, ...]) -> dict[str, object]:
    """Absent parts are left out, as Jira does."""
    structure: dict[str, object] = {}
    if where is not None:
        structure["where"] = _condition(where)
    if order_terms:
        structure["orderBy"] = {"fields": [_order_term(term) for term in order_terms]}
    return structure


def encoded(text: str) -> str:
    """The text as it must be written in a query: quoted unless it is one plain, unreserved word."""
    if PLAIN_WORD.fullmatch(text) and text.lower() not in RESERVED_WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _condition(condition: Condition) -> dict[str, object]:
    match condition:
        case All(parts):
            return {"operator": "and", "clauses": [_condition(part) for part in parts]}
        case Any(parts):
            return {"operator": "or", "clauses": [_condition(part) for part in parts]}
        case Not(part):
            return {"operator": "not", "clauses": [_condition(part)]}
        case Clause(field, operator, operand):
            return {"field": _field(field), "operator": operator.value, "operand": _operand(operand)}
        case _:
            assert_never(condition)


def _field(field: FieldReference) -> dict[str, object]:
    if field.property_key is None:
        return {"name": field.name, "encodedName": encoded(field.name)}
    path = ".".join(field.path)
    written = f"{field.name}[{field.property_key}]" + (f".{path}" if path else "")
    entity = field.name.split(".")[0]
    return {"name": written, "property": [{"entity": entity, "key": field.property_key, "path": path}]}


def _operand(operand: Operand) -> dict[str, object]:
    match operand:
        case Literal(text):
            return {"value": text, "encodedValue": encoded(text)}
        case Empty():
            return {"keyword": "empty"}
        case FunctionCall(name, arguments):
            written = f"{name}({', '.join(encoded(argument) for argument in arguments)})"
            return {"function": name, "arguments": list(arguments), "encodedOperand": written}
        case OperandList(items):
            return {"values": [_operand(item) for item in items]}
        case _:
            assert_never(operand)


def _order_term(term: OrderTerm) -> dict[str, object]:
    element: dict[str, object] = {"field": _field(term.field)}
    if term.descending is not None:
        element["direction"] = "desc" if term.descending else "asc"
    return element
