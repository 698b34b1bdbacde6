"""What a person may have to look at: open incidents, and conflicts with the values that gave way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.contract import Contract
from app.sync.actions import Action, check
from app.sync.permission import Visit
from app.sync.records import Incident, KeptConflict
from app.sync.standing import Standing, find

MOST = 100


@dataclass(frozen=True)
class Findings:
    """Newest first, at most `MOST` of each."""

    standing: Standing
    incidents: Sequence[Incident]
    conflicts: Sequence[KeptConflict]
    contract: Contract | None


def troubleshoot(visit: Visit, public_id: str) -> Findings:
    """Raises NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.TROUBLESHOOT, standing)
    synchronization_id = standing.synchronization.id
    with visit.ports.store.transaction() as work:
        configuration = work.configurations.published(synchronization_id)
        incidents = work.incidents.open(synchronization_id, MOST)
        conflicts = work.conflicts.of_synchronization(synchronization_id, MOST)
    return Findings(standing, incidents, conflicts, configuration.contract if configuration else None)
