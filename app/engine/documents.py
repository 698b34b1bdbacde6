"""Values of the engine as JSON documents and back: what is stored, and what partners send each other.

`from_document(type, to_document(value)) == value` for every value of the engine. Unions are told apart by their `kind`
or `state`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.engine.raw import Json
from app.errors import BackboneError

T = TypeVar("T")


class BadDocument(BackboneError):
    """A document is not what it should be. `places` are the paths in it, without its contents."""

    code = "bad-document"

    def __init__(self, kind: str, places: tuple[str, ...]) -> None:
        super().__init__(f"This is no {kind}: {', '.join(places)}.")
        self.places = places


def to_document(value: object) -> Json:
    kind: Any = type(value)
    return adapter_of(kind).dump_python(value, mode="json")


def from_document(kind: type[T], document: Json) -> T:
    """Raises BadDocument, which names every place that is wrong."""
    known: Any = kind
    try:
        value: T = adapter_of(known).validate_python(with_sets(document))
    except ValidationError as error:
        places = tuple(".".join(map(str, problem["loc"])) or "the whole" for problem in error.errors())
        raise BadDocument(kind.__name__, places) from None
    return value


@cache
def adapter_of(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def with_sets(document: Json) -> Json:
    """JSON has no tuples: where the content of a value is a list, it was a set's tuple (`app.engine.snapshot.Content`).
    What is inside a content or a comment's body is left alone."""
    match document:
        case {"state": "value", "content": [*elements]}:
            return {**document, "content": tuple(elements)}
        case {"state": "value"}:
            return document
        case dict():
            return {name: part if name == "body" else with_sets(part) for name, part in document.items()}
        case list():
            return [with_sets(part) for part in document]
        case _:
            return document
