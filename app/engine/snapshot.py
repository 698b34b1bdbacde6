"""One issue in the contract's words: what the engine compares, and what partners exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Content = Any
"""Canonical content by kind: LINE and OPTION a str (the alias), RICH_TEXT ADF or wiki text, LABELS a sorted tuple of
str."""


@dataclass(frozen=True)
class Value:
    content: Content
    state: Literal["value"] = "value"


@dataclass(frozen=True)
class Empty:
    state: Literal["empty"] = "empty"


@dataclass(frozen=True)
class Absent:
    """Not visible, not on the screen, not in the answer. Never causes a write or a deletion."""

    state: Literal["absent"] = "absent"


@dataclass(frozen=True)
class Unmapped:
    """There, but without an alias. `raw` is the value as people on that side read it."""

    raw: str
    state: Literal["unmapped"] = "unmapped"


FieldState = Value | Empty | Absent | Unmapped


@dataclass(frozen=True)
class FieldReading:
    """One field as one side showed it. `raw_digest` is over the side's own value: equal digests mean "not changed
    here", whatever the mapping says today. `changed_at` is by the changelog, or when the issue was created."""

    state: FieldState
    raw_digest: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class CommentReading:
    """One comment that may travel. `body` still carries the author line when we wrote it."""

    id: str
    author_name: str
    body: Content
    raw_digest: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Snapshot:
    """One side's issue. `comments_complete` says that a comment which is not listed is not there (for us).
    `history_id` is the newest changelog entry that was there when it was read: the post-write check looks for entries
    behind it."""

    issue_id: str
    issue_key: str
    issue_type: FieldState
    created_at: datetime
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    comments: tuple[CommentReading, ...] = ()
    comments_complete: bool = True
    history_id: str | None = None

    def reading(self, alias: str) -> FieldReading | None:
        return self.fields.get(alias)

    def comment(self, comment_id: str) -> CommentReading | None:
        return next((comment for comment in self.comments if comment.id == comment_id), None)
