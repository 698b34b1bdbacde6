"""What a person may have to look at: open incidents, and conflicts with the values that gave way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.engine.contract import Contract, Side
from app.sync.actions import Action, check
from app.sync.permission import Visit
from app.sync.records import Incident, KeptConflict
from app.sync.standing import Standing, find, visible_sides
from app.sync.wording import PARTNERS_MATTER

MOST = 100


@dataclass(frozen=True)
class Findings:
    """Newest first, at most `MOST` of each. What is wrong at a partner in another Jira is said without their own names
    for things."""

    standing: Standing
    incidents: Sequence[Incident]
    conflicts: Sequence[KeptConflict]
    contract: Contract | None


def troubleshoot(visit: Visit, public_id: str) -> Findings:
    """Raises NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.TROUBLESHOOT, standing)
    synchronization_id, visible = standing.synchronization.id, visible_sides(visit, standing)
    with visit.ports.store.transaction() as work:
        configuration = work.configurations.published(synchronization_id)
        incidents = [told(incident, visible) for incident in work.incidents.open(synchronization_id, MOST)]
        conflicts = work.conflicts.of_synchronization(synchronization_id, MOST)
    return Findings(standing, incidents, conflicts, configuration.contract if configuration else None)


def told(incident: Incident, visible: frozenset[Side]) -> Incident:
    if incident.side is None or incident.side in visible:
        return incident
    return replace(incident, sentence=PARTNERS_MATTER, issue_id=None)
