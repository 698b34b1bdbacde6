"""Webhooks that add-ons register by REST: checked, kept for 30 days, and gone with the add-on.

Source: Jira Cloud REST v3, "Webhooks" (`POST /webhook`), and Atlassian's documentation, "Webhooks", on dynamic ones.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jira_emulator.jql import JqlError, parse
from jira_emulator.jql.model import Clause, Condition, FieldReference, Not, Operator
from jira_emulator.model import DynamicWebhook, Installation
from jira_emulator.state import Site

LIFETIME = timedelta(days=30)
MOST_OF_AN_ADDON = 100
EVENTS = frozenset(
    {
        "jira:issue_created",
        "jira:issue_updated",
        "jira:issue_deleted",
        "comment_created",
        "comment_updated",
        "comment_deleted",
        "issue_property_set",
        "issue_property_deleted",
        "sprint_created",
        "sprint_updated",
        "sprint_closed",
        "sprint_deleted",
        "sprint_started",
        "jira:version_released",
        "jira:version_unreleased",
        "jira:version_created",
        "jira:version_moved",
        "jira:version_updated",
        "jira:version_merged",
        "jira:version_deleted",
    }
)
JQL_FIELDS = frozenset({"issuekey", "project", "issuetype", "status", "priority", "assignee", "reporter"})
JQL_OPERATORS = frozenset({Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN})
EPIC_LABEL = "gh-epic-label"
TOO_MANY = "Maximum number of webhooks already registered."
WRONG_BASE = "The URL must use the same base URL as the app."


@dataclass(frozen=True, slots=True)
class WantedWebhook:
    """One element of the request."""

    events: tuple[str, ...]
    jql: str
    fields: tuple[str, ...] | None
    property_keys: tuple[str, ...] | None


def registered_by(site: Site, addon_key: str) -> list[DynamicWebhook]:
    """The add-on's webhooks that have not expired, oldest first."""
    now = site.now()
    return [one for one in site.dynamic_webhooks.values() if one.addon_key == addon_key and one.expires > now]


def register(site: Site, installation: Installation, url: str, wanted: WantedWebhook) -> DynamicWebhook | list[str]:
    """Register one webhook, or say what is wrong with it."""
    with site.lock:
        problems = [*_url_problems(site, installation, url), *_problems(site, wanted)]
        if len(registered_by(site, installation.addon_key)) >= MOST_OF_AN_ADDON:
            problems.append(TOO_MANY)
        if problems:
            return problems
        one = DynamicWebhook(
            id=site.next_id("webhook"),
            addon_key=installation.addon_key,
            url=url,
            events=wanted.events,
            jql=wanted.jql,
            fields=wanted.fields,
            property_keys=wanted.property_keys,
            expires=site.now() + LIFETIME,
        )
        site.dynamic_webhooks[one.id] = one
        return one


def unregister(site: Site, addon_key: str, ids: Collection[int] | None = None) -> None:
    """Remove the add-on's webhooks of these ids (None: all); what is not its own is left alone."""
    with site.lock:
        for one in list(site.dynamic_webhooks.values()):
            if one.addon_key == addon_key and (ids is None or one.id in ids):
                del site.dynamic_webhooks[one.id]


def refresh(site: Site, addon_key: str, ids: Collection[int]) -> datetime:
    """Let the add-on's webhooks of these ids live another 30 days; the moment when they expire."""
    with site.lock:
        expires = site.now() + LIFETIME
        for one in registered_by(site, addon_key):
            if one.id in ids:
                site.dynamic_webhooks[one.id] = replace(one, expires=expires)
        return expires


def _url_problems(site: Site, installation: Installation, url: str) -> Iterator[str]:
    if not f"{url}/".startswith(f"{installation.base_url}/"):
        yield WRONG_BASE
    for one in registered_by(site, installation.addon_key):
        if one.url != url:
            yield f"Only a single URL per app is allowed to be registered via REST API. Currently used URL: {one.url}"
            return


def _problems(site: Site, wanted: WantedWebhook) -> Iterator[str]:
    if not wanted.events:
        yield "At least one event is required."
    for event in wanted.events:
        if event not in EVENTS:
            yield f"The event '{event}' is not supported."
    yield from _query_problems(site, wanted.jql)


def _query_problems(site: Site, jql: str) -> Iterator[str]:
    try:
        query = parse(jql)
    except JqlError as refusal:
        yield from refusal.messages
        return
    if query.where is None:
        yield "A JQL filter is required."
        return
    if query.order_terms:
        yield "ORDER BY is not supported in the JQL filter of a webhook."
    for clause in _clauses(query.where):
        if not _is_allowed(site, clause.field):
            yield f"The field '{clause.field.name}' is not supported in the JQL filter of a webhook."
        if clause.operator not in JQL_OPERATORS:
            yield f"The operator '{clause.operator.value}' is not supported in the JQL filter of a webhook."


def _clauses(condition: Condition) -> Iterator[Clause]:
    if isinstance(condition, Clause):
        yield condition
    elif isinstance(condition, Not):
        yield from _clauses(condition.part)
    else:
        for part in condition.parts:
            yield from _clauses(part)


def _is_allowed(site: Site, field: FieldReference) -> bool:
    if field.property_key is not None:
        return field.name.lower() == "issue.property"
    return field.name.lower() in JQL_FIELDS or field.name.lower() in _epic_labels(site)


def _epic_labels(site: Site) -> set[str]:
    """`cf[id]` of the one kind of custom field that may be named."""
    schemas = [one.schema for one in site.fields.values() if one.schema is not None]
    return {f"cf[{one.custom_id}]" for one in schemas if (one.custom or "").endswith(EPIC_LABEL)}
