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
    known: Any = kind
    value: T = _adapter(known).validate_python(document)
    return value
