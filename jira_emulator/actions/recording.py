"""Storing a new version of an issue, with its changelog entry and its events."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jira_emulator.events import TRACE, Entity, Event
from jira_emulator.fields.table import slot_of
from jira_emulator.model import ChangeHistory, ChangeItem, Comment, Issue, User
from jira_emulator.state import Site


def field_changes(site: Site, before: Issue, after: Issue, field_ids: Iterable[str]) -> list[ChangeItem]:
    """The changelog's items for these fields."""
    items: list[ChangeItem] = []
    for field_id in field_ids:
        field = site.fields[field_id]
        slot = slot_of(field)
        assert slot is not None
        items += slot.kind.changes(field, slot.get(before), slot.get(after))
    return items


def parent_change(site: Site, before: Issue, after: Issue) -> list[ChangeItem]:
    """The changelog's item for another parent."""
    if before.parent_id == after.parent_id:
        return []
    old, new = _reference(site, before.parent_id), _reference(site, after.parent_id)
    return [ChangeItem("IssueParentAssociation", "jira", "parent", *old, *new)]


def _reference(site: Site, issue_id: int | None) -> tuple[str | None, str | None]:
    found = site.issues.get(issue_id) if issue_id is not None else None
    return (None, None) if found is None else (str(found.id), found.key)


def record(
    site: Site,
    after: Issue,
    actor: User | None,
    items: Iterable[ChangeItem],
    metadata: Mapping[str, Any] | None = None,
) -> tuple[Issue, ChangeHistory]:
    """Store the version with a new changelog entry, updated now."""
    history = ChangeHistory(
        id=site.next_id("history"),
        author=actor,
        created=moment(site, after),
        items=tuple(items),
        metadata=metadata,
    )
    stored = site.store(dataclasses.replace(after, updated=history.created, histories=(*after.histories, history)))
    return stored, history


def moment(site: Site, issue: Issue) -> datetime:
    """Now, but never before the issue's last change."""
    return max(site.now(), issue.updated)


def announce(
    site: Site,
    name: str,
    actor: User | None,
    issue: Issue | None = None,
    *,
    kind: str | None = None,
    comment: Comment | None = None,
    change: ChangeHistory | None = None,
    entity: Entity | None = None,
    primary: bool = True,
) -> None:
    """Publish an event that happened now."""
    site.publish(
        Event(
            name=name,
            at=site.now(),
            actor=actor,
            issue=issue,
            issue_event_type=kind,
            comment=comment,
            change=change,
            entity=entity,
            primary=primary,
            trace=TRACE.get(),
        )
    )


def changed_kind(items: Iterable[ChangeItem]) -> str:
    """The `issue_event_type_name` of an edit."""
    return "issue_assigned" if {item.field_id for item in items} == {"assignee"} else "issue_updated"
