"""Entity properties in queries: `issue.property[key].path`.

Any path is searchable here; Jira searches those that an app's descriptor indexes (module `jiraEntityProperties`).
Source: Atlassian's documentation, "JQL fields" (Issue property, `issue.property`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jira_emulator.jql.comparison import Predicate, field_predicate
from jira_emulator.jql.model import (
    Empty,
    FieldKind,
    FieldReference,
    FunctionCall,
    IssueView,
    JqlContext,
    JqlError,
    JqlField,
    JqlValue,
    Literal,
    Operand,
    OperandList,
    Operator,
)
from jira_emulator.jql.moments import is_moment_function, moment_of_literal
from jira_emulator.jql.operands import resolve_operand

_ENTITIES = frozenset({"issue.property", "entity.property"})
_WORDS = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})
_ORDER = frozenset({Operator.LESS, Operator.GREATER, Operator.LESS_EQUALS, Operator.GREATER_EQUALS})


def property_predicate(
    reference: FieldReference, operator: Operator, operand: Operand, context: JqlContext
) -> Predicate:
    """A test of one property path. Raises `JqlError` when the reference or the operand does not fit."""
    if reference.name.lower() not in _ENTITIES:
        raise JqlError([f"Field '{reference.name}' does not exist or you do not have permission to view it."])
    field = _field_of(reference, operator, operand)
    operands = resolve_operand(operand, field, context)
    predicate = field_predicate(field, operator, operands)
    convert = _conversion(field, context)
    return lambda view: predicate(_PropertyView(view, reference, convert))


def _field_of(reference: FieldReference, operator: Operator, operand: Operand) -> JqlField:
    """Properties have no declared type here, so the operand decides how they are compared."""
    title = f"{reference.name}[{reference.property_key}]" + "".join(f".{step}" for step in reference.path)
    return JqlField(title, _kind_of(operator, operand))


def _kind_of(operator: Operator, operand: Operand) -> FieldKind:
    match operand:
        case _ if operator in _WORDS:
            return FieldKind.TEXT
        case FunctionCall(name) if is_moment_function(name.lower()):
            return FieldKind.DATE
        case Literal(text) if _is_number(text):
            return FieldKind.NUMBER
        case Literal() if operator in _ORDER:
            return FieldKind.DATE
        case OperandList(items) if all(isinstance(item, Literal) and _is_number(item.text) for item in items):
            return FieldKind.NUMBER
        case Literal() | FunctionCall() | OperandList() | Empty():
            return FieldKind.LABEL


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _conversion(field: JqlField, context: JqlContext) -> Callable[[object], JqlValue | None]:
    def converted(value: object) -> JqlValue | None:
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, str | int | float):
            return None
        return _as_kind(value, field, context)

    return converted


def _as_kind(value: str | float, field: JqlField, context: JqlContext) -> JqlValue | None:
    match field.kind:
        case FieldKind.NUMBER:
            return float(value) if _is_number(str(value)) else None
        case FieldKind.DATE:
            return _moment_or_none(str(value), field, context)
        case _:
            return str(value)


def _moment_or_none(text: str, field: JqlField, context: JqlContext) -> JqlValue | None:
    try:
        return moment_of_literal(text, field, context.now)
    except JqlError:
        return None


class _PropertyView:
    """An issue whose only field is the property path."""

    def __init__(
        self, view: IssueView, reference: FieldReference, convert: Callable[[object], JqlValue | None]
    ) -> None:
        self._view, self._reference, self._convert = view, reference, convert

    def values(self, field: str) -> list[JqlValue]:
        root = self._view.issue_property(self._reference.property_key or "")
        converted = (self._convert(leaf) for leaf in _leaves(root, self._reference.path))
        return [value for value in converted if value is not None]

    def issue_property(self, key: str) -> object | None:
        return self._view.issue_property(key)


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[object]:
    """The values at the end of the path; lists on the way stand for each of their elements."""
    if isinstance(value, list):
        for element in value:
            yield from _leaves(element, path)
    elif path and isinstance(value, dict):
        yield from _leaves(value.get(path[0]), path[1:])
    elif not path and value is not None:
        yield value if not isinstance(value, dict) else "{}"
