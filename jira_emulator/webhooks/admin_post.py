"""Administrators' webhooks of a Data Center site: signed by HMAC, sent once (Atlassian's documentation, "Managing
webhooks": asynchronous, `X-Hub-Signature`; no retries are documented).
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from jira_emulator.events import Event
from jira_emulator.model import User
from jira_emulator.state import Site
from jira_emulator.webhooks.admin_webhooks import AdminWebhook
from jira_emulator.webhooks.filters import fits_query
from jira_emulator.webhooks.post import Delivery
from jira_emulator.webhooks.subscriptions import Subscription, event_variables


@dataclass(frozen=True, slots=True)
class AdminSubscription(Subscription):
    """A webhook that fits an event."""

    webhook_id: int = 0


class AdminPost:
    """The webhooks that the administrators of a Data Center site made."""

    most_retries = 0

    def subscriptions(self, site: Site, event: Event) -> Iterator[Subscription]:
        for one in list(site.admin_webhooks.values()):
            if one.enabled and event.name in one.events and fits_query(site, one.changed_by, one.jql, event):
                yield AdminSubscription("", _address(one, event), one.excludes_body, webhook_id=one.id)

    def is_wanted(self, site: Site, subscription: Subscription) -> bool:
        webhook = _webhook(site, subscription)
        return webhook is not None and webhook.enabled

    def viewer(self, site: Site, subscription: Subscription) -> User | None:
        webhook = _webhook(site, subscription)
        return None if webhook is None else webhook.changed_by

    def headers(self, site: Site, delivery: Delivery) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Atlassian HttpClient 5.0.6 / JIRA-10.3.15 (10030015) / Default",
            "X-Atlassian-Webhook-Identifier": delivery.identifier,
        }
        webhook = _webhook(site, delivery.subscription)
        if webhook is not None and webhook.secret:
            headers["X-Hub-Signature"] = signature(webhook.secret, (delivery.body or "").encode())
        return headers


def signature(secret: str, body: bytes) -> str:
    """`sha256=` and the HMAC of the body."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def _webhook(site: Site, subscription: Subscription) -> AdminWebhook | None:
    assert isinstance(subscription, AdminSubscription)
    return site.admin_webhooks.get(subscription.webhook_id)


def _address(webhook: AdminWebhook, event: Event) -> str:
    """The address with its variables (`${issue.key}`) filled in."""
    address = webhook.url
    for name, value in event_variables(event).items():
        address = address.replace(f"${{{name}}}", value)
    return address
