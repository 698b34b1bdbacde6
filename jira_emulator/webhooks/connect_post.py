"""Add-ons as recipients: signed with their secret, tried again (Atlassian's documentation, "Webhooks")."""

from collections.abc import Iterable
from dataclasses import replace

from jira_emulator.events import Event
from jira_emulator.host.tokens import request_token
from jira_emulator.model import Installation, User
from jira_emulator.state import Site
from jira_emulator.webhooks.post import Delivery
from jira_emulator.webhooks.subscriptions import Subscription, subscriptions


class ConnectPost:
    """The installed add-ons of a Cloud site."""

    most_retries = 5

    def subscriptions(self, site: Site, event: Event) -> Iterable[Subscription]:
        return subscriptions(site, event)

    def is_wanted(self, site: Site, subscription: Subscription) -> bool:
        installation = site.installations.get(subscription.addon_key)
        return installation is not None and installation.enabled

    def viewer(self, site: Site, subscription: Subscription) -> User | None:
        return site.installations[subscription.addon_key].app_user

    def headers(self, site: Site, delivery: Delivery) -> dict[str, str]:
        addon_key = delivery.subscription.addon_key
        token = _token(site.installations[addon_key], delivery.subscription.url)
        headers = {
            "Authorization": f"JWT {token}",
            "Content-Type": "application/json; charset=UTF-8",
            "User-Agent": "Atlassian HttpClient unknown / JIRA-1001.0.0-SNAPSHOT (100299) / Default",
            "X-Atlassian-Webhook-Identifier": delivery.identifier,
            "X-Atlassian-Webhook-Flow": "Primary" if delivery.event.primary else "Secondary",
        }
        if delivery.attempt:
            headers["X-Atlassian-Webhook-Retry"] = str(delivery.attempt)
        trace = delivery.event.trace
        if trace is not None and trace.addon_key == addon_key:
            headers["X-Atlassian-Webhook-Trace"] = trace.text
        return headers


def _token(installation: Installation, url: str) -> str:
    """Signed for the path under the add-on's base URL, or for the whole path of an address elsewhere."""
    try:
        return request_token(installation, "POST", url)
    except ValueError:
        return request_token(replace(installation, base_url=""), "POST", url)
