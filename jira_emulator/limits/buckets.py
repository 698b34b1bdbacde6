"""The arithmetic of limits. Times are seconds since 1970; nothing here reads a clock."""

import math
from collections import deque
from dataclasses import dataclass

HOUR_SECONDS = 3600


@dataclass(slots=True)
class HourlyQuota:
    """Points that come back all at once at the top of each UTC hour."""

    points: int
    _hour: int = -1
    _spent: int = 0

    def remaining(self, now: float) -> int:
        """What is left of this hour's points; never below nothing."""
        self._turn(now)
        return max(self.points - self._spent, 0)

    def charge(self, now: float, cost: int) -> None:
        """Spend points. The call that uses the last ones may cost more than was left."""
        self._turn(now)
        self._spent += cost

    def reset_at(self, now: float) -> int:
        """When the next hour begins."""
        return (int(now) // HOUR_SECONDS + 1) * HOUR_SECONDS

    def is_near(self, now: float) -> bool:
        """Whether less than a fifth is left."""
        return self.remaining(now) * 5 < self.points

    def _turn(self, now: float) -> None:
        """Begin the hour; a clock that goes back gives nothing back."""
        hour = int(now) // HOUR_SECONDS
        if hour > self._hour:
            self._hour, self._spent = hour, 0


class SlidingWindow:
    """At most `most` calls in any `seconds`, however the time is cut."""

    __slots__ = ("_times", "most", "seconds")

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._times: deque[float] = deque()

    def wait_seconds(self, now: float) -> float:
        """How long until the next call may come; 0 when it may come now."""
        self._forget(now)
        if len(self._times) < self.most:
            return 0.0
        return self._times[0] + self.seconds - now if self._times else self.seconds

    def note(self, now: float) -> None:
        """Count a call that was let through."""
        self._times.append(now)

    def remaining(self, now: float) -> int:
        """How many calls may come now."""
        self._forget(now)
        return max(self.most - len(self._times), 0)

    def is_idle(self, now: float) -> bool:
        """Whether it has forgotten everything."""
        self._forget(now)
        return not self._times

    def _forget(self, now: float) -> None:
        while self._times and now >= self._times[0] + self.seconds:
            self._times.popleft()


def whole_seconds(wait_seconds: float) -> int:
    """A wait for `Retry-After`: never 0."""
    return max(math.ceil(wait_seconds), 1)
