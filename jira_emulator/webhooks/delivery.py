"""Delivering webhooks: at least once, unordered, retried with a back-off, given up after the fifth retry.

Source of the rules: Atlassian's documentation, "Webhooks", sections on retry, concurrency and flow.
"""

import heapq
import itertools
import json
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

import requests

from jira_emulator.beans import Shape
from jira_emulator.events import Event
from jira_emulator.faults import Faults
from jira_emulator.host.tokens import request_token
from jira_emulator.model import FailedDelivery, Installation
from jira_emulator.state import Site
from jira_emulator.traffic import Traffic, WebhookRecord
from jira_emulator.webhooks.bodies import webhook_body
from jira_emulator.webhooks.lanes import Lane
from jira_emulator.webhooks.subscriptions import Subscription, subscriptions

MOST_RETRIES = 5
RETRIED = frozenset({408, 409, 425, 429})
PRIMARY_AT_ONCE, SECONDARY_AT_ONCE = 20, 10
LARGEST_BODY = 25_000_000
BACK_OFF_SECONDS = (300.0, 900.0)


TopLevelParts = Literal["sometimes", "always", "never"]


@dataclass(slots=True)
class WebhookSettings:
    """How delivery goes. `retry_scale` multiplies the documented back-off of 5 to 15 minutes; secondary webhooks
    (documented to take up to 15 minutes) go out `secondary_delay_seconds` late. `top_level_parts` says whether bodies
    have the top-level `issue` and `user` that Atlassian's documentation leaves open.
    """

    retry_scale: float = 1.0
    secondary_delay_seconds: float = 0.0
    top_level_parts: TopLevelParts = "sometimes"
    connect_timeout_seconds: float = 5.0
    response_timeout_seconds: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook on its way."""

    identifier: str
    subscription: Subscription
    event: Event
    attempt: int = 0
    body: str | None = None  # fixed when it is sent for the first time


class Courier:
    """Delivers the webhooks of one site."""

    def __init__(self, site: Site, faults: Faults, traffic: Traffic, settings: WebhookSettings) -> None:
        self.site = site
        self._faults = faults
        self._traffic = traffic
        self._settings = settings
        self._due: list[tuple[float, int, Delivery]] = []
        self._sequence = itertools.count()
        self._changed = threading.Condition()
        self._sending: dict[int, Delivery] = {}  # by its number in the sequence
        self._stopped = False
        self._lanes: dict[tuple[str, bool], Lane] = {}
        self._sessions = threading.local()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"webhooks of {site.name}")
        site.listeners.append(self.hear)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop sending; what is waiting is lost."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for lane in list(self._lanes.values()):
            lane.stop()

    def hear(self, event: Event) -> None:
        """Queue the event for every add-on that wants it."""
        for subscription in subscriptions(self.site, event):
            identifier = str(uuid.UUID(int=self.site.random.getrandbits(128), version=4))
            delivery = Delivery(identifier=identifier, subscription=subscription, event=event)
            fate = self._faults.webhook_fate()
            if not fate.delays_seconds:
                self._note(delivery, None, "lost on purpose")
            for late in fate.delays_seconds:
                self._queue(delivery, late + (0 if event.primary else self._settings.secondary_delay_seconds))

    def pending(self) -> list[tuple[float, Delivery]]:
        """What waits, with its seconds, and what is being sent and may not arrive."""
        with self._changed:
            now = time.monotonic()
            waiting = [
                (max(due - now, 0.0), delivery) for due, _, delivery in sorted(self._due, key=lambda one: one[:2])
            ]
            return [(0.0, delivery) for delivery in self._sending.values()] + waiting

    def resume(self, pending: Iterable[tuple[float, Delivery]]) -> None:
        """Go on with what was pending before a restart."""
        for wait_seconds, delivery in pending:
            self._queue(delivery, max(wait_seconds, 0.0))

    def wait_until_idle(self, timeout_seconds: float, even_retries: bool = False) -> bool:
        """Wait until nothing is being sent and nothing but (unless asked for) retries waits."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_idle(even_retries), timeout_seconds)

    def _is_idle(self, even_retries: bool) -> bool:
        waiting = [one for _, _, one in self._due if even_retries or one.attempt == 0]
        return not waiting and not self._sending

    def _queue(self, delivery: Delivery, late_seconds: float) -> None:
        with self._changed:
            entry = (time.monotonic() + late_seconds, next(self._sequence), delivery)
            heapq.heappush(self._due, entry)
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._something_to_do():
                    self._changed.wait(self._until_next())
                if self._stopped:
                    return
                _, number, delivery = heapq.heappop(self._due)
                self._sending[number] = delivery
            self._lane(delivery).submit(partial(self._deliver, number, delivery))

    def _something_to_do(self) -> bool:
        return self._stopped or bool(self._due and self._due[0][0] <= time.monotonic())

    def _until_next(self) -> float | None:
        return max(self._due[0][0] - time.monotonic(), 0) if self._due else None

    def _lane(self, delivery: Delivery) -> Lane:
        """As many at once per host as Jira sends."""
        name = (urlsplit(delivery.subscription.url).netloc, delivery.event.primary)
        if name not in self._lanes:
            at_once = PRIMARY_AT_ONCE if delivery.event.primary else SECONDARY_AT_ONCE
            self._lanes[name] = Lane(at_once)
        return self._lanes[name]

    def _deliver(self, number: int, delivery: Delivery) -> None:
        try:
            installation = self.site.installations.get(delivery.subscription.addon_key)
            if installation is None or not installation.enabled:
                self._note(delivery, None, "dropped")
                return
            written = self._written(delivery, installation)
            if len((written.body or "").encode()) > LARGEST_BODY:
                self._note(delivery, None, "dropped")
                return
            self._settle(written, self._send(written, installation))
        finally:
            with self._changed:
                del self._sending[number]
                self._changed.notify_all()

    def _written(self, delivery: Delivery, installation: Installation) -> Delivery:
        if delivery.body is not None or delivery.subscription.exclude_body:
            return delivery
        with self.site.lock:
            shape = Shape(self.site, "2", installation.app_user)
            body = webhook_body(shape, delivery.event, self._has_top_level_parts(delivery))
        if delivery.subscription.webhook_ids:
            body["matchedWebhookIds"] = list(delivery.subscription.webhook_ids)
        return replace(delivery, body=json.dumps(body, ensure_ascii=False))

    def _has_top_level_parts(self, delivery: Delivery) -> bool:
        if self._settings.top_level_parts == "sometimes":
            return int(delivery.identifier[-1], 16) % 2 == 0
        return self._settings.top_level_parts == "always"

    def _send(self, delivery: Delivery, installation: Installation) -> int | None:
        """The answer's status; None when there was no answer."""
        url = delivery.subscription.url
        try:
            answer = self._session().post(
                url,
                data=(delivery.body or "").encode(),
                headers=self._headers(delivery, installation),
                timeout=(self._settings.connect_timeout_seconds, self._settings.response_timeout_seconds),
            )
        except requests.RequestException:
            return None
        return answer.status_code

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = requests.Session()
            session.max_redirects = 5
            session.trust_env = False
        return session

    def _headers(self, delivery: Delivery, installation: Installation) -> dict[str, str]:
        headers = {
            "Authorization": f"JWT {_token(installation, delivery.subscription.url)}",
            "Content-Type": "application/json; charset=UTF-8",
            "User-Agent": "Atlassian HttpClient unknown / JIRA-1001.0.0-SNAPSHOT (100299) / Default",
            "X-Atlassian-Webhook-Identifier": delivery.identifier,
            "X-Atlassian-Webhook-Flow": "Primary" if delivery.event.primary else "Secondary",
        }
        if delivery.attempt:
            headers["X-Atlassian-Webhook-Retry"] = str(delivery.attempt)
        trace = delivery.event.trace
        if trace is not None and trace.addon_key == installation.addon_key:
            headers["X-Atlassian-Webhook-Trace"] = trace.text
        return headers

    def _settle(self, delivery: Delivery, status: int | None) -> None:
        if status is not None and status < 300:
            self._note(delivery, status, "delivered")
        elif status is not None and status < 500 and status not in RETRIED:
            self._note(delivery, status, "dropped")
        elif delivery.attempt < MOST_RETRIES:
            self._note(delivery, status, "retry")
            self._queue(replace(delivery, attempt=delivery.attempt + 1), self.back_off_seconds())
        else:
            self._note(delivery, status, "failed")
            self._keep_failed(delivery)

    def back_off_seconds(self) -> float:
        """How long the next retry waits."""
        return self.site.random.uniform(*BACK_OFF_SECONDS) * self._settings.retry_scale

    def _keep_failed(self, delivery: Delivery) -> None:
        failed = FailedDelivery(
            delivery.subscription.addon_key,
            delivery.identifier,
            delivery.subscription.url,
            delivery.body,
            self.site.now(),
        )
        with self.site.lock:
            self.site.failed_deliveries.append(failed)

    def _note(self, delivery: Delivery, status: int | None, outcome: str) -> None:
        self._traffic.note_webhook(
            WebhookRecord(
                site=self.site.name,
                at=self.site.now(),
                identifier=delivery.identifier,
                event=delivery.event.name,
                url=delivery.subscription.url,
                attempt=delivery.attempt,
                status=status,
                outcome=outcome,
                body=json.loads(delivery.body) if delivery.body else {},
            )
        )


def _token(installation: Installation, url: str) -> str:
    """Signed for the path under the add-on's base URL, or for the whole path of an address elsewhere."""
    try:
        return request_token(installation, "POST", url)
    except ValueError:
        return request_token(replace(installation, base_url=""), "POST", url)
