"""Which add-ons want to hear of an event: the `webhooks` modules of their descriptors."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jira_emulator.events import Event
from jira_emulator.jql import JqlError, Query, parse
from jira_emulator.model import Installation
from jira_emulator.searching import Context, View, indexed_properties
from jira_emulator.state import Site

UNFILTERED = ("issuelink_", "jira:version_", "project_", "user_", "issuetype_")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One module that fits an event, and where it wants it."""

    addon_key: str
    url: str
    exclude_body: bool


def subscriptions(site: Site, event: Event) -> Iterator[Subscription]:
    """Every module of an enabled add-on that wants this event."""
    for installation in site.installations.values():
        if not installation.enabled:
            continue
        for module in _modules(installation):
            if module.get("event") == event.name and _fits(site, installation, module, event):
                yield Subscription(
                    installation.addon_key,
                    _url(installation, module, event),
                    module.get("excludeBody") is True,
                )


def _modules(installation: Installation) -> list[dict[str, Any]]:
    modules = installation.descriptor.get("modules", {}).get("webhooks", [])
    return [one for one in modules if isinstance(one, dict)]


def _url(installation: Installation, module: dict[str, Any], event: Event) -> str:
    path = str(module.get("url", ""))
    if event.issue is not None:
        path = path.replace("{issue.id}", str(event.issue.id)).replace("{issue.key}", event.issue.key)
        path = path.replace("{project.id}", str(event.issue.project.id))
        path = path.replace("{project.key}", event.issue.project.key)
    return path if path.startswith("http") else f"{installation.base_url}/{path.lstrip('/')}"


def _fits(site: Site, installation: Installation, module: dict[str, Any], event: Event) -> bool:
    written = module.get("filter")
    if not written or event.issue is None or event.name.startswith(UNFILTERED):
        return True
    query = _parsed(str(written))
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
