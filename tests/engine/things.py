"""Contracts, mappings and readings to test with, built with as few words as a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.engine.base import Base, FieldBase
from app.engine.changes import base_of
from app.engine.contract import (
    CommentRule,
    Contract,
    Direction,
    FieldKind,
    FieldRule,
    IssueTypeRule,
    Side,
)
from app.engine.kinds import digest_of
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping
from app.engine.plan import PairView
from app.engine.snapshot import (
    Absent,
    CommentReading,
    Empty,
    FieldReading,
    FieldState,
    Snapshot,
    Unmapped,
    Value,
)

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KINDS_OF_FIELDS = {
    "summary": FieldKind.LINE,
    "description": FieldKind.RICH_TEXT,
    "priority": FieldKind.OPTION,
    "labels": FieldKind.LABELS,
}
PRIORITIES = ("high", "medium", "low")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def adf(*paragraphs: str) -> dict[str, Any]:
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]
    return {"type": "doc", "version": 1, "content": blocks}


def rule(alias: str, **changes: Any) -> FieldRule:
    options = PRIORITIES if alias == "priority" else ()
    return FieldRule(alias, KINDS_OF_FIELDS[alias], **{"options": options, **changes})


def contract(*rules: FieldRule, comments: Direction = Direction.BOTH, issue: Direction = Direction.BOTH) -> Contract:
    fields = rules or tuple(rule(alias) for alias in KINDS_OF_FIELDS)
    return Contract(issue_types=(IssueTypeRule("task", issue),), fields=fields, comments=CommentRule(comments))


def mapping(side: Side, wanted: Contract) -> SideMapping:
    """Ids differ between the sides, as those of two sites do."""
    number = "1" if side is Side.FIRST else "2"
    return SideMapping(
        project_id=f"{number}0000",
        issue_types=(Correspondence("task", f"{number}1", "Task"),),
        fields=tuple(field_mapping(entry, number) for entry in wanted.fields),
    )


def field_mapping(entry: FieldRule, number: str) -> FieldMapping:
    options = tuple(Correspondence(name, f"{number}{index}", name.title()) for index, name in enumerate(entry.options))
    return FieldMapping(entry.alias, entry.alias, entry.alias.title(), options)


def configuration(wanted: Contract | None = None, number: int = 1) -> Configuration:
    wanted = wanted or contract()
    return Configuration(number, wanted, mapping(Side.FIRST, wanted), mapping(Side.SECOND, wanted))


def state(content: Any) -> FieldState:
    """None is empty; a state stays as it is; anything else is a value."""
    if isinstance(content, Value | Empty | Absent | Unmapped):
        return content
    return Empty() if content is None else Value(content)


def reading(content: Any, minutes: float = 0) -> FieldReading:
    shown = state(content)
    digest = digest_of(shown.content if isinstance(shown, Value) else getattr(shown, "raw", None))
    return FieldReading(shown, digest, at(minutes))


def snapshot(fields: Mapping[str, FieldReading], *comments: CommentReading, **changes: Any) -> Snapshot:
    details = {"issue_id": "1", "issue_key": "ONE-1", "issue_type": Value("task"), "created_at": START, **changes}
    return Snapshot(fields=fields, comments=comments, **details)


def view(alias: str, first: FieldReading, second: FieldReading, base: FieldBase | None = None) -> PairView:
    known = {} if base is None else {alias: base}
    return PairView(snapshot({alias: first}), snapshot({alias: second}, issue_key="TWO-2"), Base(known))


def agreed_on(first: Any, second: Any = ..., number: int = 1) -> FieldBase:
    """The base after both sides showed this; the second side what the first did, unless it is given."""
    return base_of(reading(first), reading(first if second is ... else second), number)


def comment(
    comment_id: str, text: Any, minutes: float = 0, *, created: float = 0, author: str = "Ann"
) -> CommentReading:
    body = adf(text) if isinstance(text, str) else text
    return CommentReading(comment_id, author, body, digest_of(body), at(created), at(minutes))
