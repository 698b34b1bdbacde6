"""Values of the engine as JSON documents and back."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_document(value: object) -> Any:
    kind: Any = type(value)
    return _adapter(kind).dump_python(value, mode="json")


def from_document(kind: type[T], document: Any) -> T:
    """Raises pydantic's ValidationError when the document is no such thing."""
    known: Any = kind
    value: T = _adapter(known).validate_python(_with_sets(document))
    return value


def _with_sets(document: Any) -> Any:
    """JSON has no tuples: where the content of a value is a list, it was a set's (`app.engine.snapshot.Content`)."""
    match document:
        case {"state": "value", "content": [*elements]}:
            return {**document, "content": tuple(elements)}
        case {"state": "value"}:
            return document
        case dict():
            return {name: _with_sets(part) for name, part in document.items()}
        case list():
            return [_with_sets(part) for part in document]
        case _:
            return document
