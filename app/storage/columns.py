"""Kinds of columns that the tables share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, Text, TypeDecorator, types

from app.engine.contract import Side


class Prose(TypeDecorator[str]):
    """Text that came from outside. PostgreSQL's text can't hold NUL nor half a surrogate pair: they become U+FFFD,
    so that one odd name stops nothing."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Document(TypeDecorator[Any]):
    """A JSON document that is stored and given back, never searched. `json`, not `jsonb`: it keeps what it was given
    to the letter, and takes the characters that `jsonb` refuses. None is SQL's NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)


def moment() -> DateTime:
    """A point in time, with its zone."""
    return DateTime(timezone=True)


def one_of(words: type[StrEnum], name: str) -> Enum:
    """A closed set of words, kept as text under a check constraint: a new word is a change of the constraint."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def side_column() -> Enum:
    return one_of(Side, "side")


TYPE_BY_ANNOTATION: dict[Any, types.TypeEngine[Any]] = {
    str: Text(),
    datetime: moment(),
    Side: side_column(),
}
