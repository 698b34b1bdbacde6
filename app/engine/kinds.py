"""The kinds of field: how each is read, digested and written. A new kind is one entry of `KINDS` and its tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.contract import FieldKind
from app.engine.mapping import FieldMapping
from app.engine.raw import Json
from app.engine.snapshot import Content, Empty, FieldState, Unmapped, Value


@dataclass(frozen=True)
class Kind:
    """`read` gets a side's own value (never None), `essence` is the part of it whose change counts, `write` turns
    canonical content into the side's own; `from_changelog` reads the raw and text form of a changelog (`to`,
    `toString`). `is_set`: merged element by element and written with verbs."""

    read: Callable[[Json, FieldMapping], FieldState]
    essence: Callable[[Json], Json]
    write: Callable[[Content, FieldMapping], Json]
    from_changelog: Callable[[str | None, str | None, FieldMapping], FieldState]
    is_set: bool = False
    is_writable: Callable[[Content, FieldMapping], bool] = lambda content, mapping: True
    """Whether the side has a value of its own for this content."""


def digest_of(value: Json) -> str:
    """A digest that does not depend on the order of keys."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()[:32]


def read_field(kind: FieldKind, raw: Json, mapping: FieldMapping) -> tuple[FieldState, str]:
    """The state and the digest of a value as the side gave it; None is empty."""
    entry = KINDS[kind]
    if raw is None:
        return Empty(), digest_of(None)
    state = entry.read(raw, mapping)
    return state, digest_of(None if state == Empty() else entry.essence(raw))


def is_writable(kind: FieldKind, state: FieldState, mapping: FieldMapping | None) -> bool:
    """Whether a side can be given this state; a side whose mapping the partner keeps to itself decides on its own."""
    return not isinstance(state, Value) or mapping is None or KINDS[kind].is_writable(state.content, mapping)


# -- lines -----------------------------------------------------------------------------------------------------


def read_line(raw: Json, mapping: FieldMapping) -> FieldState:
    return Value(str(raw)) if str(raw) else Empty()


def line_from_changelog(raw: str | None, text: str | None, mapping: FieldMapping) -> FieldState:
    return Value(text) if text else Empty()


def as_it_is(content: Content, mapping: FieldMapping) -> Json:
    return content


# -- rich texts ------------------------------------------------------------------------------------------------


def read_rich_text(raw: Json, mapping: FieldMapping) -> FieldState:
    """ADF and wiki markup are kept as they are; a document of nothing but empty paragraphs is empty."""
    if isinstance(raw, str):
        return Value(raw) if raw.strip() else Empty()
    content = raw.get("content") if isinstance(raw, dict) else None
    blocks = content if isinstance(content, list) else ()
    return Empty() if all(is_empty_paragraph(block) for block in blocks) else Value(raw)


def is_empty_paragraph(block: Json) -> bool:
    return isinstance(block, dict) and block.get("type") == "paragraph" and not block.get("content")


# -- options ---------------------------------------------------------------------------------------------------


def read_option(raw: Json, mapping: FieldMapping) -> FieldState:
    option_id = option_id_of(raw)
    name = (raw.get("name") or raw.get("value")) if isinstance(raw, dict) else None
    return option_state(option_id, str(name or option_id), mapping)


def option_id_of(raw: Json) -> str:
    """What is no option at all stands for itself, and is held as a value without counterpart."""
    return str(raw["id"]) if isinstance(raw, dict) and "id" in raw else str(raw)


def option_state(option_id: str, name: str, mapping: FieldMapping) -> FieldState:
    alias = next((option.alias for option in mapping.options if option.id == option_id), None)
    return Unmapped(name) if alias is None else Value(alias)


def write_option(content: Content, mapping: FieldMapping) -> Json:
    return {"id": next(option.id for option in mapping.options if option.alias == content)}


def has_option(content: Content, mapping: FieldMapping) -> bool:
    return any(option.alias == content for option in mapping.options)


def option_from_changelog(raw: str | None, text: str | None, mapping: FieldMapping) -> FieldState:
    return Empty() if raw is None else option_state(raw, text or raw, mapping)


# -- labels ----------------------------------------------------------------------------------------------------


def read_labels(raw: Json, mapping: FieldMapping) -> FieldState:
    names = labels_of(raw)
    return Value(tuple(names)) if names else Empty()


def labels_of(raw: Json) -> list[str]:
    return sorted({str(name) for name in raw}) if isinstance(raw, list) else []


def write_labels(content: Content, mapping: FieldMapping) -> Json:
    return list(content)


def labels_from_changelog(raw: str | None, text: str | None, mapping: FieldMapping) -> FieldState:
    return read_labels((text or "").split(), mapping)


KINDS: dict[FieldKind, Kind] = {
    FieldKind.LINE: Kind(read_line, str, as_it_is, line_from_changelog),
    FieldKind.RICH_TEXT: Kind(read_rich_text, lambda raw: raw, as_it_is, line_from_changelog),
    FieldKind.OPTION: Kind(read_option, option_id_of, write_option, option_from_changelog, is_writable=has_option),
    FieldKind.LABELS: Kind(read_labels, labels_of, write_labels, labels_from_changelog, is_set=True),
}
