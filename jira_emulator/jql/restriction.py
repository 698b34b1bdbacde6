"""Equalities that every match must fulfil: lets the caller pre-select candidates by an index."""

from __future__ import annotations

from jira_emulator.jql.fields import canonical_name
from jira_emulator.jql.model import All, Any, Clause, Condition, Literal, Not, OperandList, Operator
from jira_emulator.jql.operands import EMPTY_WORDS


def equality_restriction(condition: Condition | None, field: str) -> frozenset[str] | None:
    """Lower-case operands of the field, one of which must hold; None when the condition does not narrow it."""
    match condition:
        case Clause():
            return _of_clause(condition, field)
        case All(parts):
            return _narrowest([equality_restriction(part, field) for part in parts])
        case Any(parts):
            return _union([equality_restriction(part, field) for part in parts])
        case Not() | None:
            return None


def _of_clause(clause: Clause, field: str) -> frozenset[str] | None:
    if clause.field.property_key is not None or canonical_name(clause.field.name) != field:
        return None
    match clause.operator, clause.operand:
        case _ if field in EMPTY_WORDS:
            return None
        case Operator.EQUALS, Literal(text):
            return frozenset({text.lower()})
        case Operator.IN, OperandList(items) if all(isinstance(item, Literal) for item in items):
            return frozenset(item.text.lower() for item in items if isinstance(item, Literal))
        case _:
            return None


def _narrowest(restrictions: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Names may be ids, keys or names of the same thing, so two restrictions can't be intersected as texts."""
    known = [restriction for restriction in restrictions if restriction is not None]
    return min(known, key=len, default=None)


def _union(restrictions: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [restriction for restriction in restrictions if restriction is not None]
    return frozenset().union(*known) if len(known) == len(restrictions) else None
