"""A synchronization as one visitor stands to it: which of its sides are at the place where the page was opened."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.contract import Side
from app.errors import Unknown
from app.sync.caller import Place
from app.sync.permission import Visit, administered, permit_place
from app.sync.records import End, Synchronization
from app.sync.status import Acceptance, Status, status

UNKNOWN = "There is no such synchronization here. Somebody may have deleted it; reload the page."


@dataclass(frozen=True)
class Standing:
    """`sides` are those that the visitor answers for at this place: never empty."""

    synchronization: Synchronization
    sides: frozenset[Side]

    @property
    def is_requester(self) -> bool:
        return Side.FIRST in self.sides

    @property
    def is_partner(self) -> bool:
        return Side.SECOND in self.sides

    @property
    def status(self) -> Status:
        return status(self.synchronization.facts, seen_from_requester=not self.is_partner)


def find(visit: Visit, public_id: str) -> Standing:
    """Raises NotPermitted for somebody who may not be at this place at all, and Unknown for a synchronization of
    another place: whoever asks for it is not told that it exists."""
    permit_place(visit)
    with visit.ports.store.transaction() as work:
        synchronization = work.synchronizations.by_public_id(public_id)
        tenant = work.tenants.get(visit.tenant_id)
    if synchronization is None or tenant is None:
        raise Unknown(UNKNOWN)
    sides = sides_at(synchronization, visit.tenant_id, tenant.site_address, visit.caller.place)
    if not sides:
        raise Unknown(UNKNOWN)
    return Standing(synchronization, sides)


def sides_at(synchronization: Synchronization, tenant_id: int, site_address: str, place: Place) -> frozenset[Side]:
    """The sides in this Jira, and for the page of a project those in this project. An end that nobody has looked up yet
    is known by address and key alone, and counts only while its request waits for an answer."""
    is_open = synchronization.acceptance is Acceptance.REQUESTED
    return frozenset(
        end.side
        for end in (synchronization.first, synchronization.second)
        if is_in_jira(end, tenant_id, site_address, is_open) and is_at_place(end, place)
    )


def is_in_jira(end: End, tenant_id: int, site_address: str, is_open_request: bool) -> bool:
    if end.tenant_id is None:
        return is_open_request and end.site_address == site_address
    return end.tenant_id == tenant_id


def is_at_place(end: End, place: Place) -> bool:
    if place.project_id is None:
        return True
    return end.project_key == place.project_key if end.project_id is None else end.project_id == place.project_id


def editable_sides(visit: Visit, standing: Standing) -> frozenset[Side]:
    """The sides whose mapping the visitor may change: those of the place, and another one in the same Jira if they
    administer its project, too."""
    elsewhere = {
        end.project_id: end.side
        for end in (standing.synchronization.first, standing.synchronization.second)
        if end.side not in standing.sides and end.tenant_id == visit.tenant_id and end.project_id is not None
    }
    return standing.sides | {elsewhere[project_id] for project_id in administered(visit, elsewhere)}


def visible_sides(visit: Visit, standing: Standing) -> frozenset[Side]:
    """The sides whose own names the visitor sees. In one Jira nobody hides from anybody."""
    ends = (standing.synchronization.first, standing.synchronization.second)
    return standing.sides | {end.side for end in ends if end.tenant_id == visit.tenant_id}
