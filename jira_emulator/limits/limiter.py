"""Lets calls through or refuses them, and counts them. Off until somebody switches it on."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from jira_emulator.limits.buckets import HourlyQuota, SlidingWindow, whole_seconds
from jira_emulator.limits.cost import is_read, points

POINTS_PER_HOUR = 65_000
BURSTS = {"GET": 100, "POST": 100, "PUT": 50, "DELETE": 50}
ISSUE_WRITES = ((20, 2.0), (100, 30.0))
MOST_WINDOWS = 2000


@dataclass(frozen=True, slots=True)
class LimitSizes:
    """The sizes: points an hour for each app (over all tenants, or `per_tenant`), calls a second for each tenant,
    endpoint and method, and (writes, seconds) for one issue.
    """

    points_per_hour: int = POINTS_PER_HOUR
    per_tenant: bool = False
    bursts: Mapping[str, int] = field(default_factory=lambda: dict(BURSTS))
    issue_writes: tuple[tuple[int, float], ...] = ISSUE_WRITES


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: who makes it (`addon_key` None: nobody's app), to which operation, on which issue."""

    tenant: str
    addon_key: str | None
    method: str
    path: str  # the operation's template
    issue_id: int | None = None

    @property
    def endpoint(self) -> tuple[str, str, str]:
        return (self.tenant, self.method, self.path)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call is refused, and when it may come again."""

    reason: str
    limit: int
    retry_after_seconds: int
    reset_at: float


class Limiter:
    """The limits of one emulator: apps are counted over all of its sites."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.enabled = False
        self._clock = clock
        self._lock = threading.Lock()
        self.resize(LimitSizes())

    def resize(self, sizes: LimitSizes) -> None:
        """Take other sizes, and count from nothing."""
        with self._lock:
            self.sizes = sizes
            self._quotas: dict[tuple[str, str], HourlyQuota] = {}
            self._bursts: dict[tuple[str, str, str], SlidingWindow] = {}
            self._issues: dict[tuple[str, int], list[SlidingWindow]] = {}

    def admit(self, attempt: Attempt) -> Refusal | None:
        """Let the call through and count it, or say why not."""
        now = self._clock()
        with self._lock:
            quota = self._quota(attempt)
            if quota is not None and not quota.remaining(now):
                reset = quota.reset_at(now)
                return Refusal(self._quota_reason(), quota.points, whole_seconds(reset - now), reset)
            windows = list(self._windows(attempt, now))
            for reason, window in windows:
                wait = window.wait_seconds(now)
                if wait > 0:
                    return Refusal(reason, window.most, whole_seconds(wait), now + wait)
            for _, window in windows:
                window.note(now)
        return None

    def charge(self, attempt: Attempt, body: Any) -> dict[str, str]:
        """Count the points of a call that was answered with this JSON; the headers that say how much is left."""
        now = self._clock()
        with self._lock:
            quota = self._quota(attempt)
            if quota is None:
                return {}
            quota.charge(now, points(attempt.method, attempt.path, body))
            return self._quota_headers(quota, now)

    def refusal_headers(self, attempt: Attempt, refusal: Refusal) -> dict[str, str]:
        """The headers of a 429."""
        now = self._clock()
        with self._lock:
            quota = self._quota(attempt)
            headers = {} if quota is None else self._quota_headers(quota, now)
        return headers | {
            "Retry-After": str(refusal.retry_after_seconds),
            "RateLimit-Reason": refusal.reason,
            "X-RateLimit-Limit": str(refusal.limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": iso_instant(refusal.reset_at),
            "X-RateLimit-NearLimit": "true",
        }

    def _quota(self, attempt: Attempt) -> HourlyQuota | None:
        if attempt.addon_key is None:
            return None
        owner = (attempt.addon_key, attempt.tenant if self.sizes.per_tenant else "")
        return self._quotas.setdefault(owner, HourlyQuota(self.sizes.points_per_hour))

    def _quota_reason(self) -> str:
        return "jira-quota-tenant-based" if self.sizes.per_tenant else "jira-quota-global-based"

    def _quota_headers(self, quota: HourlyQuota, now: float) -> dict[str, str]:
        name = "tenant-app-quota" if self.sizes.per_tenant else "global-app-quota"
        left, seconds = quota.remaining(now), whole_seconds(quota.reset_at(now) - now)
        headers = {
            "X-RateLimit-Limit": str(quota.points),
            "X-RateLimit-Remaining": str(left),
            "RateLimit-Policy": f'"{name}";q={quota.points};w=3600',
            "RateLimit": f'"{name}";r={left};t={seconds}',
        }
        return headers | {"X-RateLimit-NearLimit": "true"} if quota.is_near(now) else headers

    def _windows(self, attempt: Attempt, now: float) -> Iterator[tuple[str, SlidingWindow]]:
        """The windows that the call counts in, each with the reason that it gives."""
        most = self.sizes.bursts.get(attempt.method)
        if most is not None:
            yield "jira-burst-based", self._bursts.setdefault(attempt.endpoint, SlidingWindow(most, 1.0))
        if attempt.issue_id is not None and not is_read(attempt.method, attempt.path):
            for window in self._issue_windows((attempt.tenant, attempt.issue_id), now):
                yield "jira-per-issue-on-write", window

    def _issue_windows(self, issue: tuple[str, int], now: float) -> list[SlidingWindow]:
        if issue not in self._issues:
            if len(self._issues) >= MOST_WINDOWS:
                self._forget_idle(now)
            self._issues[issue] = [SlidingWindow(most, seconds) for most, seconds in self.sizes.issue_writes]
        return self._issues[issue]

    def _forget_idle(self, now: float) -> None:
        busy = {key: rows for key, rows in self._issues.items() if not all(one.is_idle(now) for one in rows)}
        self._issues = busy


def iso_instant(moment: float) -> str:
    """`2026-11-23T11:00:00Z`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
