"""Which add-ons want to hear of an event: by the `webhooks` modules of their descriptors, and by what they
registered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jira_emulator.events import Event, PropertyChange
from jira_emulator.model import Installation, Project, Version
from jira_emulator.state import Site
from jira_emulator.webhooks.filters import fits_fields, fits_property, fits_query
from jira_emulator.webhooks.registration import registered_by


@dataclass(frozen=True, slots=True)
class Subscription:
    """One module that fits an event (or all registered webhooks that do), and where it wants it."""

    addon_key: str
    url: str
    exclude_body: bool = False
    webhook_ids: tuple[int, ...] = ()  # of registered webhooks: the body's `matchedWebhookIds`


def subscriptions(site: Site, event: Event) -> Iterator[Subscription]:
    """What every enabled add-on wants of this event."""
    for installation in site.installations.values():
        if installation.enabled:
            yield from _by_descriptor(site, installation, event)
            yield from _by_registration(site, installation, event)


def _by_descriptor(site: Site, installation: Installation, event: Event) -> Iterator[Subscription]:
    for module in _modules(installation):
        if module.get("event") == event.name and _fits(site, installation, module, event):
            url = _url(installation, module, event)
            yield Subscription(installation.addon_key, url, module.get("excludeBody") is True)


def _by_registration(site: Site, installation: Installation, event: Event) -> Iterator[Subscription]:
    """One delivery for all of the add-on's registered webhooks: they share their address."""
    fitting = [
        one
        for one in registered_by(site, installation.addon_key)
        if event.name in one.events
        if fits_fields(one.fields, event) and fits_property(one.property_keys, event)
        if fits_query(site, installation, one.jql, event)
    ]
    if fitting:
        ids = tuple(one.id for one in fitting)
        yield Subscription(installation.addon_key, fitting[0].url, webhook_ids=ids)


def _modules(installation: Installation) -> list[dict[str, Any]]:
    modules = installation.descriptor.get("modules", {}).get("webhooks", [])
    return [one for one in modules if isinstance(one, dict)]


def _fits(site: Site, installation: Installation, module: dict[str, Any], event: Event) -> bool:
    keys = module.get("propertyKeys")
    wanted = {str(key) for key in keys} if isinstance(keys, list) and keys else None
    return fits_property(wanted, event) and fits_query(site, installation, str(module.get("filter") or ""), event)


def _url(installation: Installation, module: dict[str, Any], event: Event) -> str:
    """The module's address with the variables of Atlassian's documentation ("Webhook", URL variables) filled in."""
    path = str(module.get("url", ""))
    for name, value in _variables(event).items():
        path = path.replace(f"{{{name}}}", value)
    return path if path.startswith("http") else f"{installation.base_url}/{path.lstrip('/')}"


def _variables(event: Event) -> dict[str, str]:
    known: dict[str, str] = {}
    issue, entity = event.issue, event.entity
    if issue is not None:
        known |= {"issue.id": str(issue.id), "issue.key": issue.key}
    project = issue.project if issue is not None else entity if isinstance(entity, Project) else None
    if project is not None:
        known |= {"project.id": str(project.id), "project.key": project.key}
    if isinstance(entity, PropertyChange):
        known["property.key"] = entity.key
    if isinstance(entity, Version):
        known["version.id"] = str(entity.id)
    return known
