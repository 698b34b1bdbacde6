"""From one side's own terms to the contract's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.engine.contract import Contract, FieldRule
from app.engine.kinds import digest_of, read_field
from app.engine.mapping import FieldMapping, SideMapping
from app.engine.raw import HistoryEntry, RawComment, RawIssue
from app.engine.snapshot import Absent, CommentReading, FieldReading, FieldState, Snapshot, Unmapped, Value


def read_snapshot(raw: RawIssue, mapping: SideMapping, contract: Contract) -> Snapshot:
    """The issue as the contract sees it: only its fields, and only comments that everybody may see."""
    changed_at = last_changes(raw.history)
    rules = [(rule, entry) for rule in contract.fields if (entry := mapping.field(rule.alias)) is not None]
    return Snapshot(
        issue_id=raw.id,
        issue_key=raw.key,
        issue_type=issue_type_state(raw.issue_type_id, mapping),
        created_at=raw.created_at,
        fields={rule.alias: reading_of(raw, rule, entry, changed_at) for rule, entry in rules},
        comments=tuple(read_comment(comment) for comment in raw.comments if not comment.restricted),
        comments_complete=raw.comments_complete,
        history_id=raw.history[-1].id if raw.history else None,
    )


def issue_type_state(issue_type_id: str, mapping: SideMapping) -> FieldState:
    alias = next((entry.alias for entry in mapping.issue_types if entry.id == issue_type_id), None)
    return Unmapped(issue_type_id) if alias is None else Value(alias)


def last_changes(history: tuple[HistoryEntry, ...]) -> Mapping[str, datetime]:
    """When each field was changed last, by the side's field id; the history runs from old to new."""
    return {item.field_id: entry.created_at for entry in history for item in entry.items}


def reading_of(
    raw: RawIssue, rule: FieldRule, mapping: FieldMapping, changed_at: Mapping[str, datetime]
) -> FieldReading:
    if mapping.field_id not in raw.fields:
        return FieldReading(Absent(), "")
    state, digest = read_field(rule.kind, raw.fields[mapping.field_id], mapping)
    return FieldReading(state, digest, changed_at.get(mapping.field_id, raw.created_at))


def read_comment(raw: RawComment) -> CommentReading:
    return CommentReading(
        id=raw.id,
        author_name=raw.author_name,
        body=raw.body,
        raw_digest=digest_of(raw.body),
        created_at=raw.created_at,
        changed_at=raw.updated_at,
    )
