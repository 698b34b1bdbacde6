"""What is to be done about an error: the one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import (
    BackboneError,
    JiraAccessLost,
    JiraAnswerLost,
    JiraBusy,
    JiraCollision,
    JiraFailing,
    JiraUnreachable,
    LeaseLost,
    OutOfTime,
    SecretUnreadable,
    StoppedMeanwhile,
)

MOST_ATTEMPTS = 12
"""With the delays below 37 to 44 minutes: after a longer outage a person is told, while it is tried on."""

LONGEST_DELAY_SECONDS = 600.0


@dataclass(frozen=True)
class Retry:
    """Try again after this many seconds. `counts` is False where the delay is Jira's wish and says nothing about us;
    `is_incident` is True where it has lasted so long that a person is told."""

    after_seconds: float
    counts: bool = True
    is_incident: bool = False


@dataclass(frozen=True)
class GiveUp:
    """Trying again would end the same way: a person has to look at it. A change or a start is the next try."""


@dataclass(frozen=True)
class Ignore:
    """Nothing is wrong: the next start goes on with it."""


Verdict = Retry | GiveUp | Ignore

_PASSING = (JiraUnreachable, JiraAnswerLost, JiraFailing, JiraCollision, SecretUnreadable, OutOfTime, LeaseLost)
"""Nothing is wrong with the issue: sooner or later it goes through. Another process may have the right keys. Whoever
took a pair over clears its mark, or is too slow for it as well: then growing delays leave one of them alone with it."""


def verdict(error: BackboneError, attempts: int, spread: float) -> Verdict:
    """`attempts` counts the tries before this one; `spread` in [0, 1) keeps many issues from coming back at once."""
    match error:
        case StoppedMeanwhile():
            return Ignore()
        case JiraBusy(retry_after_seconds=seconds):
            return Retry(seconds * (1 + 0.2 * spread) + 0.1, counts=False)
        case JiraAccessLost():
            return Retry(LONGEST_DELAY_SECONDS) if attempts < 2 else GiveUp()
        case _ if isinstance(error, _PASSING):
            return Retry(delay_seconds(attempts, spread), is_incident=attempts >= MOST_ATTEMPTS)
        case _:
            return GiveUp()


def delay_seconds(attempts: int, spread: float) -> float:
    """1 s, 2 s, 4 s … up to ten minutes, plus up to a fifth."""
    doubled = 2.0 ** min(attempts, MOST_ATTEMPTS)
    return min(LONGEST_DELAY_SECONDS, doubled) * (1 + 0.2 * spread)


def spread_of(mark_id: int, attempts: int) -> float:
    """A spread that needs no random numbers: neighbours differ, the same try of the same mark does not."""
    return ((mark_id * 2654435761 + attempts * 40503) % 1000) / 1000
