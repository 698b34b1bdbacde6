"""What narrows a webhook down: JQL, changed fields, property keys (Atlassian's documentation, "Webhooks")."""

from collections.abc import Collection
from functools import lru_cache

from jira_emulator.events import Event, PropertyChange
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.model import Installation
from jira_emulator.searching import Context, View, indexed_properties
from jira_emulator.state import Site

FILTERED_BY_JQL = ("jira:issue_", "issue_property_", "worklog_", "comment_", "attachment_")


def fits_query(site: Site, installation: Installation, jql: str, event: Event) -> bool:
    """Whether the event's issue fits, as it was right after the event; other events than an issue's always do."""
    if not jql or event.issue is None or not event.name.startswith(FILTERED_BY_JQL):
        return True
    query = _parsed(jql)
    if query is None:
        return False
    view = View(event.issue, site, installation.app_user, indexed_properties(site))
    return query.matches(view, Context(site, installation.app_user), strict=False)


@lru_cache(maxsize=256)
def _parsed(jql: str) -> Query | None:
    try:
        return parse(jql)
    except JqlError:
        return None


def fits_fields(wanted: Collection[str] | None, event: Event) -> bool:
    """Whether an edit changed one of the fields; other events always fit."""
    if wanted is None or event.name != "jira:issue_updated":
        return True
    return event.change is not None and any(item.field_id in wanted for item in event.change.items)


def fits_property(wanted: Collection[str] | None, event: Event) -> bool:
    """Whether one of the properties changed; other events always fit."""
    if wanted is None or not isinstance(event.entity, PropertyChange):
        return True
    return event.entity.key in wanted
