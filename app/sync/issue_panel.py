"""The panel on an issue: its counterparts, and how they are doing, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.errors import NotPermitted, Unknown
from app.sync.permission import SIGN_IN, Visit
from app.sync.records import PairStanding
from app.sync.status import is_exchanging
from app.sync.wording import PARTNERS_MATTER


class Health(StrEnum):
    IN_STEP = "in step"
    PENDING = "pending"
    NEEDS_ATTENTION = "needs attention"
    PAUSED = "paused"
    BEING_CREATED = "being created"


@dataclass(frozen=True)
class Counterpart:
    """`address` opens the issue in its own Jira; None until it exists."""

    synchronization_name: str
    key: str | None
    address: str | None
    health: Health
    sentence: str
    last_written_at: datetime | None


def counterparts(visit: Visit) -> Sequence[Counterpart]:
    """Of the issue on which the page was opened: whoever sees the issue in Jira sees its panel. One statement, no call.
    Raises NotPermitted, Unknown."""
    if visit.caller.account_id is None:
        raise NotPermitted(SIGN_IN)
    if visit.caller.place.issue_id is None:
        raise Unknown("This panel is shown on an issue.")
    with visit.ports.store.transaction() as work:
        standings = work.pairs.standings(visit.tenant_id, visit.caller.place.issue_id)
    return [counterpart(standing) for standing in standings]


def counterpart(standing: PairStanding) -> Counterpart:
    health, sentence = health_of(standing)
    key = standing.counterpart_key
    address = f"{standing.counterpart_address}/browse/{key}" if key else None
    return Counterpart(standing.synchronization_name, key, address, health, sentence, standing.last_written_at)


def health_of(standing: PairStanding) -> tuple[Health, str]:
    if not is_exchanging(standing.facts):
        return (
            Health.PAUSED,
            "The synchronization is stopped. Changes are remembered and carried over at the next start.",
        )
    if standing.incident is not None:
        return Health.NEEDS_ATTENTION, standing.incident or PARTNERS_MATTER
    if standing.counterpart_key is None:
        return Health.BEING_CREATED, "The other issue is being created."
    if standing.is_pending:
        return Health.PENDING, "A change is on its way."
    return Health.IN_STEP, "Everything that is exchanged is the same on both sides."
