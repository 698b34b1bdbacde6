"""Jira Cloud's JSON, v3, as the engine's raw values, and back. Shapes: the OpenAPI document of Jira Cloud REST v3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.engine.raw import (
    MARKER_KEY,
    HistoryEntry,
    HistoryItem,
    IssueDraft,
    RawComment,
    RawIssue,
    RawWrite,
)

ALWAYS_READ = ("project", "issuetype", "created", "updated", "creator")

INTERNAL_COMMENT_KEY = "sd.public.comment"
"""Jira Service Management's property of internal comments: `{"internal": true}`."""

OPERATION_KEY = "operation"


def time_of(text: str) -> datetime:
    """`2026-11-23T10:00:00.000+0000`, as Jira writes dates inside JSON."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def issue_of(body: Mapping[str, Any]) -> RawIssue:
    """An IssueBean. Fields that are not in the answer stay out: they were not visible."""
    fields = dict(body["fields"])
    comments, is_complete = comments_of(fields.pop("comment", None))
    creator = fields.get("creator") or {}
    return RawIssue(
        id=str(body["id"]),
        key=body["key"],
        project_id=str(fields["project"]["id"]),
        issue_type_id=str(fields["issuetype"]["id"]),
        created_at=time_of(fields["created"]),
        updated_at=time_of(fields["updated"]),
        fields={name: value for name, value in fields.items() if name not in ALWAYS_READ},
        comments=comments,
        comments_complete=is_complete,
        history=history_of(body.get("changelog")),
        creator_id=creator.get("accountId"),
        operation_id=marker_of(body.get("properties")),
    )


def comments_of(page: Mapping[str, Any] | None) -> tuple[tuple[RawComment, ...], bool]:
    """The inline comments of an issue, and whether they are all there are."""
    if page is None:
        return (), False
    comments = tuple(comment_of(comment) for comment in page["comments"])
    return comments, page.get("total", len(comments)) <= len(comments)


def comment_of(body: Mapping[str, Any]) -> RawComment:
    author = body.get("author") or {}
    properties = {entry.get("key"): entry.get("value") for entry in body.get("properties") or ()}
    return RawComment(
        id=str(body["id"]),
        author_id=author.get("accountId"),
        author_name=author.get("displayName") or "Somebody",
        body=body["body"],
        created_at=time_of(body["created"]),
        updated_at=time_of(body["updated"]),
        restricted=is_restricted(body, properties),
        operation_id=marker_of(properties),
    )


def is_restricted(body: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    internal = properties.get(INTERNAL_COMMENT_KEY)
    is_internal = isinstance(internal, dict) and internal.get("internal") in (True, "true")
    return bool(body.get("visibility")) or body.get("jsdPublic") is False or is_internal


def marker_of(properties: Mapping[str, Any] | None) -> str | None:
    marker = (properties or {}).get(MARKER_KEY)
    operation_id = marker.get(OPERATION_KEY) if isinstance(marker, dict) else None
    return operation_id if isinstance(operation_id, str) else None


def history_of(changelog: Mapping[str, Any] | None) -> tuple[HistoryEntry, ...]:
    """Jira gives the newest first inside an issue, the oldest first on its changelog's pages: sorted here, old to
    new."""
    entries = [entry_of(entry) for entry in (changelog or {}).get("histories", ())]
    return tuple(sorted(entries, key=lambda entry: (entry.created_at, int(entry.id))))


def entry_of(body: Mapping[str, Any]) -> HistoryEntry:
    extra = (body.get("historyMetadata") or {}).get("extraData") or {}
    return HistoryEntry(
        id=str(body["id"]),
        created_at=time_of(body["created"]),
        author_id=(body.get("author") or {}).get("accountId"),
        items=tuple(item_of(item) for item in body.get("items", ())),
        operation_id=extra.get(OPERATION_KEY),
    )


def item_of(body: Mapping[str, Any]) -> HistoryItem:
    return HistoryItem(
        field_id=body.get("fieldId") or body["field"],
        from_raw=body.get("from"),
        from_text=body.get("fromString"),
        to_raw=body.get("to"),
        to_text=body.get("toString"),
    )


# -- what we send ----------------------------------------------------------------------------------------------


def creation_of(draft: IssueDraft) -> dict[str, Any]:
    """IssueUpdateDetails of POST /issue, with the marker in the same call: the issue is never without it."""
    fields = {
        **draft.write.fields,
        "project": {"id": draft.project_id},
        "issuetype": {"id": draft.issue_type_id},
    }
    return {"fields": fields, "properties": [property_of(draft.operation_id)]}


def edit_of(write: RawWrite, operation_id: str) -> dict[str, Any]:
    """IssueUpdateDetails of PUT /issue/{id}. `historyMetadata` names the operation in the changelog entry."""
    metadata = {
        "type": "backbone-issue-sync",
        "description": "Backbone Issue Sync",
        "extraData": {OPERATION_KEY: operation_id},
    }
    body: dict[str, Any] = {"historyMetadata": metadata}
    if write.fields:
        body["fields"] = dict(write.fields)
    if write.update:
        body["update"] = {name: [dict(verb) for verb in verbs] for name, verbs in write.update.items()}
    return body


def property_of(operation_id: str) -> dict[str, Any]:
    return {"key": MARKER_KEY, "value": {OPERATION_KEY: operation_id}}
