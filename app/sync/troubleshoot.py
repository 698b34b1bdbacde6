"""What a person may have to look at: open incidents, and conflicts with the values that gave way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.engine.contract import Contract, Side
from app.sync.actions import Action, check
from app.sync.permission import Visit
from app.sync.records import Incident, KeptConflict, Pair
from app.sync.standing import Standing, find, visible_sides
from app.sync.wording import PARTNERS_MATTER

MOST = 100


@dataclass(frozen=True)
class IssueReference:
    """`address` opens it in its own Jira."""

    key: str
    address: str


@dataclass(frozen=True)
class Findings:
    """Newest first, at most `MOST` of each. What is wrong at a partner in another Jira is said without their own names
    for things."""

    standing: Standing
    incidents: Sequence[Incident]
    conflicts: Sequence[KeptConflict]
    contract: Contract | None
    pairs: Mapping[int, Pair]

    def issue(self, pair_id: int | None, side: Side) -> IssueReference | None:
        """The issue of this side, or where it has none yet its counterpart; None for an issue that has no pair."""
        pair = self.pairs.get(pair_id or 0)
        for one in (side, side.other):
            key = None if pair is None else pair.issue_key(one)
            if key is not None:
                return IssueReference(key, f"{self.standing.synchronization.end(one).site_address}/browse/{key}")
        return None


def troubleshoot(visit: Visit, public_id: str) -> Findings:
    """Raises NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.TROUBLESHOOT, standing)
    synchronization_id, visible = standing.synchronization.id, visible_sides(visit, standing)
    with visit.ports.store.transaction() as work:
        configuration = work.configurations.published(synchronization_id)
        incidents = [told(incident, visible) for incident in work.incidents.open(synchronization_id, MOST)]
        conflicts = work.conflicts.of_synchronization(synchronization_id, MOST)
        concerned = {kept.pair_id for kept in conflicts} | {one.pair_id for one in incidents if one.pair_id is not None}
        pairs = work.pairs.by_ids(sorted(concerned))
    return Findings(standing, incidents, conflicts, configuration.contract if configuration else None, pairs)


def told(incident: Incident, visible: frozenset[Side]) -> Incident:
    if incident.side is None or incident.side in visible:
        return incident
    return replace(incident, sentence=PARTNERS_MATTER, issue_id=None)
