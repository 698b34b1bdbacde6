"""Misbehaviour on demand, decided by a seed."""

import random
import re
import threading
from dataclasses import dataclass, field
from typing import Literal

from jira_emulator.latency import Latency

Reset = Literal["before", "after"]


@dataclass(slots=True)
class RequestFault:
    """What happens to the next `times` matching requests (None: until cleared), each with the given chance.

    `status` answers instead of Jira (with `headers`), after the call took effect when `takes_effect`; `reset` breaks
    the connection before or after it took effect; `delay_milliseconds` alone only makes the answer late.
    """

    method: str = ""  # empty: any
    path: str = ""  # a regular expression, searched in the path; empty: any
    site: str = ""
    times: int | None = 1
    skip: int = 0
    chance: float = 1.0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    takes_effect: bool = False
    reset: Reset | None = None
    delay_milliseconds: float = 0.0

    def fits(self, site: str, method: str, path: str) -> bool:
        if self.site not in ("", site) or self.method.upper() not in ("", method):
            return False
        return re.search(self.path, path) is not None


@dataclass(slots=True)
class WebhookFaults:
    """Chances between 0 and 1 that a delivery is lost, sent twice, or held back up to `delay_seconds`.

    Held back and shuffled deliveries overtake each other: `shuffle_seconds` is the width of the window.
    """

    drop: float = 0.0
    double: float = 0.0
    delay: float = 0.0
    delay_seconds: float = 1.0
    shuffle_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one delivery: how many copies go out, and how late each is. No copies: lost."""

    delays_seconds: tuple[float, ...]


class Faults:
    """The faults of one emulator; none until somebody asks for them."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self.latency = Latency()
        self.requests: list[RequestFault] = []
        self.webhooks = WebhookFaults()
        self.reseed(seed)

    def reseed(self, seed: int) -> None:
        """Begin the same row of accidents again."""
        self._random = random.Random(f"faults:{seed}")

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self.requests.clear()
            self.webhooks = WebhookFaults()
            self.latency = Latency()

    def add(self, fault: RequestFault) -> None:
        with self._lock:
            self.requests.append(fault)

    def take(self, site: str, method: str, path: str) -> RequestFault | None:
        """The fault of this request, if one is due; uses it up."""
        if not self.requests:
            return None
        with self._lock:
            for fault in self.requests:
                if fault.fits(site, method, path) and self._happens(fault.chance):
                    return self._used(fault)
        return None

    def late_milliseconds(self) -> float:
        """How late the next answer is."""
        if not self.latency.milliseconds:
            return 0.0
        with self._lock:
            return self.latency.draw(self._random)

    def _happens(self, chance: float) -> bool:
        return chance >= 1 or self._random.random() < chance

    def _used(self, fault: RequestFault) -> RequestFault | None:
        if fault.skip:
            fault.skip -= 1
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.requests.remove(fault)
        return fault

    def webhook_fate(self) -> Fate:
        """What happens to the next delivery."""
        wanted, dice = self.webhooks, self._random
        with self._lock:
            if dice.random() < wanted.drop:
                return Fate(())
            copies = 2 if dice.random() < wanted.double else 1
            return Fate(tuple(self._delay(wanted) for _ in range(copies)))

    def _delay(self, wanted: WebhookFaults) -> float:
        late = self._random.random() * wanted.shuffle_seconds
        if self._random.random() < wanted.delay:
            late += self._random.random() * wanted.delay_seconds
        return late
