"""Fields that hold text, numbers and times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from jira_emulator.beans import Shape, day, instant, rich
from jira_emulator.fields.kinds import TEXT_LIMIT, FieldRefused, Reading, as_list, item
from jira_emulator.model import ChangeItem, Field
from jira_emulator.richtext import validate_adf
from jira_emulator.text import RichText

SHORT_TEXT_LIMIT = 255
LARGEST_NUMBER = 1e14
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
NOT_A_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"


def _plain_changes(field: Field, before: str | None, after: str | None) -> list[ChangeItem]:
    return [] if before == after else [item(field, (None, before), (None, after))]


@dataclass(frozen=True)
class Line:
    """One line of text: trimmed, without line breaks."""

    limit: int = 255
    required: bool = False

    def read(self, value: Any, reading: Reading) -> str | None:
        if value is not None and not isinstance(value, str):
            raise FieldRefused("Operation value must be a string")
        line = (value or "").strip()
        if self.required and not line:
            raise FieldRefused("You must specify a summary of the issue.")
        if len(line) > self.limit:
            raise FieldRefused(f"{reading.field.name} can't exceed {self.limit} characters.")
        if "\n" in line or "\r" in line:
            raise FieldRefused("The summary is invalid because it contains newline characters.")
        return line or None

    def show(self, value: str | None, shape: Shape) -> str | None:
        return value

    def changes(self, field: Field, before: str | None, after: str | None) -> list[ChangeItem]:
        return _plain_changes(field, before, after)


@dataclass(frozen=True)
class ShortText:
    """The text of a custom field, as it was written."""

    def read(self, value: Any, reading: Reading) -> str | None:
        if value is not None and not isinstance(value, str):
            raise FieldRefused("Operation value must be a string")
        if value is not None and len(value) > SHORT_TEXT_LIMIT:
            raise FieldRefused(
                f"The entered text is too long. It exceeds the allowed limit of {SHORT_TEXT_LIMIT} characters."
            )
        return value or None

    def show(self, value: str | None, shape: Shape) -> str | None:
        return value

    def changes(self, field: Field, before: str | None, after: str | None) -> list[ChangeItem]:
        return _plain_changes(field, before, after)


@dataclass(frozen=True)
class Address(ShortText):
    """The text of a URL field."""

    def read(self, value: Any, reading: Reading) -> str | None:
        text = super().read(value, reading)
        if text is not None and not _is_address(text):
            raise FieldRefused("Not a valid URL")
        return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path)


@dataclass(frozen=True)
class LongText:
    """Description, environment and paragraphs: ADF in v3, wiki markup in v2."""

    def read(self, value: Any, reading: Reading) -> RichText | None:
        return read_rich(value, reading.adf)

    def show(self, value: RichText | None, shape: Shape) -> Any:
        return rich(shape, value)

    def changes(self, field: Field, before: RichText | None, after: RichText | None) -> list[ChangeItem]:
        if before is after or (before is not None and before.same_as(after)):
            return []
        return _plain_changes(field, _wiki(before), _wiki(after))


def _wiki(text: RichText | None) -> str | None:
    return None if text is None else text.as_wiki()


def read_rich(value: Any, adf: bool) -> RichText | None:
    """Rich text of a request. Raises `FieldRefused`."""
    if value is None or value == "":
        return None
    if adf:
        return read_document(value)
    if not isinstance(value, str):
        raise FieldRefused("Operation value must be a string")
    if len(value) > TEXT_LIMIT:
        raise FieldRefused(TOO_LONG)
    return RichText(wiki=value)


def read_document(value: Any) -> RichText | None:
    """An ADF document; an empty one is no text. Raises `FieldRefused`."""
    if not isinstance(value, dict) or value.get("type") != "doc" or value.get("version") != 1:
        raise FieldRefused(NOT_A_DOCUMENT)
    if validate_adf(value):
        raise FieldRefused("INVALID_INPUT")
    if text_length(value) > TEXT_LIMIT:
        raise FieldRefused(TOO_LONG)
    return RichText(adf=value) if value.get("content") else None


def text_length(node: Any) -> int:
    """How many characters of text a document holds."""
    return sum(len(text) for text in _texts(node))


def _texts(node: Any) -> Iterable[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for child in node.get("content") or ():
            yield from _texts(child)


@dataclass(frozen=True)
class Number:
    """A number field; whole numbers are shown as JSON numbers with a fraction, as Jira does."""

    def read(self, value: Any, reading: Reading) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldRefused("Operation value must be a number")
        if not abs(value) <= LARGEST_NUMBER:
            raise FieldRefused("The number is out of range.")
        return float(value)

    def show(self, value: float | None, shape: Shape) -> float | None:
        return value

    def changes(self, field: Field, before: float | None, after: float | None) -> list[ChangeItem]:
        return _plain_changes(field, number_text(before), number_text(after))


def number_text(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value == int(value) else str(value)


@dataclass(frozen=True)
class Day:
    """A date without a time."""

    def read(self, value: Any, reading: Reading) -> date | None:
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise FieldRefused('Invalid date format. Please enter the date in the format "yyyy-MM-dd".') from None

    def show(self, value: date | None, shape: Shape) -> str | None:
        return day(value)

    def changes(self, field: Field, before: date | None, after: date | None) -> list[ChangeItem]:
        if before == after:
            return []
        return [item(field, _dated(before), _dated(after))]


def _dated(value: date | None) -> tuple[str | None, str | None]:
    return (None, None) if value is None else (value.isoformat(), f"{value.isoformat()} 00:00:00.0")


@dataclass(frozen=True)
class Instant:
    """A point in time."""

    def read(self, value: Any, reading: Reading) -> datetime | None:
        if value is None or value == "":
            return None
        return read_instant(value)

    def show(self, value: datetime | None, shape: Shape) -> str | None:
        return instant(value)

    def changes(self, field: Field, before: datetime | None, after: datetime | None) -> list[ChangeItem]:
        return _plain_changes(field, instant(before), instant(after))


def read_instant(value: Any) -> datetime:
    """`2026-11-23T10:00:00.000+0000`. Raises `FieldRefused`."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise FieldRefused(f"Error parsing date string: {value}") from None


@dataclass(frozen=True)
class Labels:
    """Free words: kept once each, in order."""

    def read(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return tuple(sorted({self._label(one) for one in as_list(value)}))

    def _label(self, value: Any) -> str:
        if not isinstance(value, str):
            raise FieldRefused("string expected at index 0")
        if not value or any(character.isspace() for character in value):
            raise FieldRefused(f"The label '{value}' contains spaces which is invalid.")
        if len(value) > 255:
            raise FieldRefused(f"The label '{value}' exceeds the maximum length of 255 characters.")
        return value

    def show(self, value: tuple[str, ...] | None, shape: Shape) -> list[str]:
        return list(value or ())

    def changes(self, field: Field, before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> list[ChangeItem]:
        if (before or ()) == (after or ()):
            return []
        return [item(field, ("", " ".join(before or ())), ("", " ".join(after or ())))]
