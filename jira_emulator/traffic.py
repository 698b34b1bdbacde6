"""What a site was asked and what it sent: the last ones in full, all of them counted."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

KEPT = 1000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One REST call that was answered."""

    site: str
    at: datetime
    method: str
    path: str
    status: int
    account_id: str | None
    operation: str  # "GET /issue/<issue>"
    milliseconds: float


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """One attempt to deliver a webhook; `status` is None when there was no answer."""

    site: str
    at: datetime
    identifier: str
    event: str
    url: str
    attempt: int
    status: int | None
    outcome: str  # "delivered" | "retry" | "dropped" | "failed" | "lost on purpose"
    body: dict[str, Any]


class Traffic:
    """A log that several threads write to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: deque[RequestRecord] = deque(maxlen=KEPT)
        self._webhooks: deque[WebhookRecord] = deque(maxlen=KEPT)
        self._calls: Counter[tuple[str, str, str]] = Counter()

    def note_request(self, record: RequestRecord) -> None:
        with self._lock:
            self._requests.append(record)
            self._calls[record.site, record.account_id or "anonymous", record.operation] += 1

    def note_webhook(self, record: WebhookRecord) -> None:
        with self._lock:
            self._webhooks.append(record)

    def requests(self, site: str | None = None) -> list[RequestRecord]:
        """The last requests, newest first."""
        with self._lock:
            return [one for one in reversed(self._requests) if site in (None, one.site)]

    def webhooks(self, site: str | None = None) -> list[WebhookRecord]:
        """The last deliveries, newest first."""
        with self._lock:
            return [one for one in reversed(self._webhooks) if site in (None, one.site)]

    def calls(self, site: str | None = None) -> dict[str, dict[str, dict[str, int]]]:
        """How many calls: by site, account id and operation, since the last reset."""
        counted: dict[str, dict[str, dict[str, int]]] = {}
        with self._lock:
            rows = list(self._calls.items())
        for (of_site, account, operation), count in rows:
            if site in (None, of_site):
                counted.setdefault(of_site, {}).setdefault(account, {})[operation] = count
        return counted

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._requests.clear()
            self._webhooks.clear()
            self._calls.clear()


def as_json(record: RequestRecord | WebhookRecord) -> dict[str, Any]:
    return asdict(record) | {"at": record.at.isoformat()}
