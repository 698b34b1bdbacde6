"""Who is told of a site's events, and how what is sent is signed: one kind for each flavour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from jira_emulator.events import Event
from jira_emulator.model import User
from jira_emulator.state import Site
from jira_emulator.webhooks.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook on its way."""

    identifier: str
    subscription: Subscription
    event: Event
    attempt: int = 0
    body: str | None = None  # fixed when it is sent for the first time


class Post(Protocol):
    """The recipients of one flavour's webhooks."""

    @property
    def most_retries(self) -> int:
        """How often a delivery is tried again."""
        ...

    def subscriptions(self, site: Site, event: Event) -> Iterable[Subscription]:
        """Everybody who wants the event."""
        ...

    def is_wanted(self, site: Site, subscription: Subscription) -> bool:
        """Whether the recipient is still there."""
        ...

    def viewer(self, site: Site, subscription: Subscription) -> User | None:
        """Through whose eyes the body is seen."""
        ...

    def headers(self, site: Site, delivery: Delivery) -> dict[str, str]:
        """The headers of the request, signed."""
        ...
