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
)

MOST_ATTEMPTS = 12
"""With the delays below about an hour: longer outages end in an incident whose next try a change or a person starts."""

LONGEST_DELAY_SECONDS = 600.0


@dataclass(frozen=True)
class Retry:
    """Try again after this many seconds. `counts` is False where the delay is Jira's wish and says nothing about us."""

    after_seconds: float
    counts: bool = True


@dataclass(frozen=True)
class GiveUp:
    """Trying again would end the same way: a person has to look at it."""


@dataclass(frozen=True)
class Ignore:
    """Somebody else goes on with it."""


Verdict = Retry | GiveUp | Ignore

_PASSING = (JiraUnreachable, JiraAnswerLost, JiraFailing, JiraCollision)


def verdict(error: BackboneError, attempts: int, spread: float) -> Verdict:
    """`attempts` counts the tries before this one; `spread` in [0, 1) keeps many issues from coming back at once."""
    match error:
        case LeaseLost():
            return Ignore()
        case JiraBusy(retry_after_seconds=seconds):
            return Retry(seconds * (1 + 0.2 * spread) + 0.1, counts=False)
        case JiraAccessLost():
            return Retry(LONGEST_DELAY_SECONDS) if attempts < 2 else GiveUp()
        case _ if isinstance(error, _PASSING) and attempts < MOST_ATTEMPTS:
            return Retry(delay_seconds(attempts, spread))
        case _:
            return GiveUp()


def delay_seconds(attempts: int, spread: float) -> float:
    """1 s, 2 s, 4 s … up to ten minutes, plus up to a fifth."""
    return float(min(LONGEST_DELAY_SECONDS, 2.0**attempts)) * (1 + 0.2 * spread)


def spread_of(mark_id: int, attempts: int) -> float:
    """A spread that needs no random numbers: neighbours differ, the same try of the same mark does not."""
    return ((mark_id * 2654435761 + attempts * 40503) % 1000) / 1000
