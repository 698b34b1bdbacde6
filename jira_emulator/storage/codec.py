"""From the emulator's values to JSON and back.

Plain values are themselves; everything else is an object of one key with an exclamation mark. Things that are compared
by identity (users, projects, statuses, ...) become numbers, and are written once, beside. Reading builds nothing but
the emulator's own dataclasses and enums: a file can't make it run anything.
"""

import base64
import dataclasses
import enum
import json
import random
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from jira_emulator.text import RichText

PACKAGE = "jira_emulator."


class NotReadable(Exception):
    """A document does not fit the emulator's classes."""


def as_text(document: Any) -> str:
    """JSON in ASCII: a file can hold any text, also what is no proper Unicode."""
    return json.dumps(document, separators=(",", ":"))


def is_thing(value: object) -> bool:
    """Whether it is a dataclass that is compared by identity."""
    return dataclasses.is_dataclass(value) and type(value).__eq__ is object.__eq__


def kind_of(cls: type) -> str:
    """`model:Comment`: the class's module in the emulator, and its name."""
    return f"{cls.__module__.removeprefix(PACKAGE)}:{cls.__qualname__}"


def field_names(cls: Any) -> list[str]:
    """The names of a dataclass's fields; of an enum's members."""
    if issubclass(cls, enum.Enum):
        return [one.name for one in cls]
    return [one.name for one in dataclasses.fields(cls)]


class Writer:
    """Writes the values of one site, and remembers the number of each thing and every class that it met."""

    def __init__(self) -> None:
        self.things: list[Any] = []
        self.classes: set[type] = set()
        self._numbers: dict[int, int] = {}

    def adopt(self, things: Mapping[int, Any]) -> None:
        """Take over the numbers of things that were read. Raises `NotReadable` when one is missing."""
        if sorted(things) != list(range(len(things))):
            raise NotReadable("A thing is missing.")
        for number in range(len(things)):
            self._number(things[number])

    def document(self, value: Any) -> Any:
        """The value as JSON. Raises `TypeError` for what can't be kept."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if type(value) is list:
            return [self.document(one) for one in value]
        if isinstance(value, dict):
            return self._mapping(value)
        if is_thing(value):
            return {"!thing": self._number(value)}
        if dataclasses.is_dataclass(value):
            self.classes.add(type(value))
            return {f"!{kind_of(type(value))}": self.fields(value)}
        return self._marked(value)

    def fields(self, value: Any) -> dict[str, Any]:
        """A dataclass's values by the names of its fields."""
        self.classes.add(type(value))
        return {name: self.document(getattr(value, name)) for name in field_names(type(value))}

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        if all(type(key) is str and not key.startswith("!") for key in value):
            return {key: self.document(one) for key, one in value.items()}
        return {"!dict": [[self.document(key), self.document(one)] for key, one in value.items()]}

    def _number(self, thing: Any) -> int:
        number = self._numbers.setdefault(id(thing), len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number

    def _marked(self, value: Any) -> dict[str, Any]:
        match value:
            case enum.Enum():
                self.classes.add(type(value))
                return {"!enum": [kind_of(type(value)), value.name]}
            case tuple():
                return {"!tuple": [self.document(one) for one in value]}
            case set() | frozenset():
                members = sorted((self.document(one) for one in value), key=as_text)
                return {f"!{type(value).__name__}": members}
            case datetime():
                return {"!datetime": value.isoformat()}
            case date():
                return {"!date": value.isoformat()}
            case timedelta():
                return {"!seconds": value.total_seconds()}
            case bytes():
                return {"!bytes": base64.b64encode(value).decode()}
            case RichText():
                return {"!text": [self.document(form) for form in value.forms]}
            case random.Random():
                return {"!random": self.document(value.getstate())}
            case _:
                raise TypeError(f"{type(value)} can't be kept on disk")


class Reader:
    """Reads the values of one site. `things` are there by number from the beginning, still empty."""

    def __init__(self, kinds: Mapping[int, str]) -> None:
        self.things = {number: _empty(class_named(kind)) for number, kind in kinds.items()}

    def value(self, document: Any) -> Any:
        """The value of a document. Raises `NotReadable`."""
        if isinstance(document, list):
            return [self.value(one) for one in document]
        if not isinstance(document, dict):
            return document
        if len(document) == 1:
            ((mark, content),) = document.items()
            if mark.startswith("!"):
                return self._marked(mark[1:], content)
        return {key: self.value(one) for key, one in document.items()}

    def fill(self, thing: Any, fields: Mapping[str, Any]) -> Any:
        """Give a dataclass its values."""
        if list(fields) != field_names(type(thing)):
            raise NotReadable(f"{type(thing).__name__} has other fields.")
        for name, document in fields.items():
            object.__setattr__(thing, name, self.value(document))
        return thing

    def _marked(self, mark: str, content: Any) -> Any:
        read = _MARKS.get(mark)
        if read is not None:
            return read(self, content)
        return self.fill(_empty(class_named(mark)), content)


def _empty(cls: type) -> Any:
    if not dataclasses.is_dataclass(cls):
        raise NotReadable(f"{cls.__name__} is no dataclass.")
    return object.__new__(cls)


def class_named(kind: str) -> type:
    """The emulator's dataclass or enum of this name. Raises `NotReadable`."""
    module, _, name = kind.partition(":")
    found = getattr(sys.modules.get(PACKAGE + module), name, None)
    if not isinstance(found, type) or kind_of(found) != kind:
        raise NotReadable(f"There is no {kind}.")
    if not dataclasses.is_dataclass(found) and not issubclass(found, enum.Enum):
        raise NotReadable(f"{kind} is not kept.")
    return found


def _enum(reader: Reader, content: Any) -> Any:
    cls: Any = class_named(content[0])
    if not issubclass(cls, enum.Enum):
        raise NotReadable(f"{content[0]} is no enum.")
    return cls[content[1]]


def _random(reader: Reader, content: Any) -> random.Random:
    dice = random.Random()
    dice.setstate(reader.value(content))
    return dice


def _text(reader: Reader, content: Any) -> RichText:
    wiki, adf = (reader.value(form) for form in content)
    return RichText(wiki=wiki, adf=adf)


_MARKS: dict[str, Callable[[Reader, Any], Any]] = {
    "thing": lambda reader, content: reader.things[content],
    "dict": lambda reader, content: {reader.value(key): reader.value(one) for key, one in content},
    "tuple": lambda reader, content: tuple(reader.value(one) for one in content),
    "set": lambda reader, content: {reader.value(one) for one in content},
    "frozenset": lambda reader, content: frozenset(reader.value(one) for one in content),
    "datetime": lambda reader, content: datetime.fromisoformat(content),
    "date": lambda reader, content: date.fromisoformat(content),
    "seconds": lambda reader, content: timedelta(seconds=content),
    "bytes": lambda reader, content: base64.b64decode(content),
    "enum": _enum,
    "random": _random,
    "text": _text,
}
