"""A pause after a failure, so that a dead Redis is not asked again by every single request."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE_SECONDS = 3.0


class Breaker:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed_until = 0.0

    def allows(self) -> bool:
        return self._clock() >= self._closed_until

    def trip(self) -> None:
        self._closed_until = self._clock() + PAUSE_SECONDS
