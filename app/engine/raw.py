"""One issue in one side's own terms, as an adapter read it: input of `snapshot.read_snapshot`, nothing is mapped
yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Json = Any
"""Any JSON value, as `json.loads` gives it."""

TextFormat = Literal["adf", "wiki"]


@dataclass(frozen=True)
class RawComment:
    """`body` is ADF (a dict) or wiki markup (a str), by the side's API. `restricted`: visible to a group, role or
    agents only; such a comment never leaves its side. `operation_id` is our marker's, when properties were read."""

    id: str
    author_id: str | None
    author_name: str
    body: Json
    created_at: datetime
    updated_at: datetime
    restricted: bool = False
    operation_id: str | None = None


@dataclass(frozen=True)
class HistoryItem:
    """One line of a changelog entry. The texts are Jira's `fromString` and `toString`, the raws its `from` and `to`."""

    field_id: str
    from_raw: str | None
    from_text: str | None
    to_raw: str | None
    to_text: str | None


@dataclass(frozen=True)
class HistoryEntry:
    """One changelog entry. `operation_id` is what we put into `historyMetadata` when the entry is our own write."""

    id: str
    created_at: datetime
    author_id: str | None
    items: tuple[HistoryItem, ...]
    operation_id: str | None = None


@dataclass(frozen=True)
class RawIssue:
    """`fields` is keyed by the side's field ids; a key that is missing was not visible (`ABSENT`), `None` is empty.
    `history` runs from old to new and may lack its beginning. `operation_id` is our marker's, when it was asked for."""

    id: str
    key: str
    project_id: str
    issue_type_id: str
    created_at: datetime
    updated_at: datetime
    fields: Mapping[str, Json]
    comments: tuple[RawComment, ...] = ()
    comments_complete: bool = True
    history: tuple[HistoryEntry, ...] = ()
    creator_id: str | None = None
    operation_id: str | None = None


@dataclass(frozen=True)
class RawWrite:
    """What an adapter is to write, in the side's own terms: `fields` are set as a whole, `update` holds Jira's verbs
    (`{"labels": [{"add": "x"}, {"remove": "y"}]}`). No field is in both (Jira Cloud REST v3, PUT /issue)."""

    fields: Mapping[str, Json]
    update: Mapping[str, tuple[Mapping[str, Json], ...]]
    text_format: TextFormat = "adf"
    """`wiki` when a text is to be put back from a changelog, which knows only wiki markup: written through API v2."""


@dataclass(frozen=True)
class IssueDraft:
    """An issue to be created. `operation_id` becomes the marker, in the same call (`properties` of POST /issue)."""

    operation_id: str
    project_id: str
    issue_type_id: str
    write: RawWrite


MARKER_KEY = "backbone-issue-sync"
"""Entity property on every issue and comment that we create: `{"operation": "<operation id>"}`. Anyone who may edit can
write it too, so it is believed only where it names an open intent of ours."""
