"""Taking a component or version out of every issue that has it, or putting another one in its place."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.actions.recording import announce, field_changes, record
from jira_emulator.fields.table import slot_of
from jira_emulator.fields.writing import as_attributes, in_order
from jira_emulator.model import Issue, User
from jira_emulator.state import Site


def holders(site: Site, thing: Any, field_id: str) -> list[Issue]:
    """The issues whose field has this thing."""
    return [one for one in site.issues.values() if thing in _members(site, one, field_id)]


def swap(
    site: Site,
    actor: User | None,
    thing: Any,
    replacements: Mapping[str, Any | None],
    issues: Iterable[Issue] | None = None,
) -> None:
    """In these issues (by default all), put the field's replacement (None: nothing) where the field has the thing.

    Every changed issue gets a changelog entry and an event, which only follows from what was done to the thing.
    """
    for issue in list(site.issues.values() if issues is None else issues):
        wanted = {
            field_id: _without(site, issue, field_id, thing, replacement)
            for field_id, replacement in replacements.items()
            if thing in _members(site, issue, field_id)
        }
        if wanted:
            _store(site, actor, issue, wanted)


def _members(site: Site, issue: Issue, field_id: str) -> tuple[Any, ...]:
    slot = slot_of(site.fields[field_id])
    value = slot.get(issue) if slot is not None else None
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _without(site: Site, issue: Issue, field_id: str, thing: Any, replacement: Any | None) -> Any:
    members = _members(site, issue, field_id)
    slot = slot_of(site.fields[field_id])
    assert slot is not None
    if not isinstance(slot.get(issue), tuple):
        return replacement
    kept: Iterable[Any] = {one for one in members if one is not thing}
    return in_order({*kept, *([replacement] if replacement is not None else [])})


def _store(site: Site, actor: User | None, before: Issue, wanted: Mapping[str, Any]) -> None:
    after = dataclasses.replace(before, **as_attributes(site, before, wanted))
    items = field_changes(site, before, after, wanted)
    stored, history = record(site, after, actor, items)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history, primary=False)
