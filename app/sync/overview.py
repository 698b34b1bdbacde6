"""The list of synchronizations: of a project, or of a whole Jira."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import ceil
from typing import Any

from app.errors import Unknown
from app.sync.permission import Visit, permit_place
from app.sync.records import Backfill, BackfillState, SynchronizationOverview
from app.sync.standing import UNKNOWN, Standing, sides_at
from app.sync.status import Status

LINES_A_PAGE = 50
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    standing: Standing
    counts: SynchronizationOverview

    @property
    def running_backfills(self) -> tuple[Backfill, ...]:
        if self.standing.status is not Status.RUNNING:
            return ()
        return tuple(one for one in self.counts.backfills if one.state is BackfillState.RUNNING)


class Order(StrEnum):
    NEWEST = "newest"
    NAME = "name"
    STATUS = "status"
    ACTIVITY = "activity"
    INCIDENTS = "errors"


@dataclass(frozen=True)
class Selection:
    """What somebody wants to see. `page` counts from 1; one behind the end shows the last."""

    text: str = ""
    status: Status | None = None
    order: Order = Order.NEWEST
    page: int = 1


@dataclass(frozen=True)
class Overview:
    """`total` is before, `found` after filtering."""

    lines: tuple[Line, ...]
    total: int
    found: int
    page: int
    pages: int


def overview(visit: Visit, selection: Selection = Selection()) -> Overview:
    """A constant number of statements and at most two calls. Raises NotPermitted, JiraError."""
    permit_place(visit)
    lines = all_lines(visit)
    found = sorted((line for line in lines if is_wanted(line, selection)), key=SORT_KEYS[selection.order])
    pages = max(1, ceil(len(found) / LINES_A_PAGE))
    page = min(max(1, selection.page), pages)
    shown = found[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    return Overview(tuple(shown), len(lines), len(found), page, pages)


def line(visit: Visit, public_id: str) -> Line:
    """One line, as it is now. Raises NotPermitted, Unknown."""
    permit_place(visit)
    found = all_lines(visit, public_id)
    if not found:
        raise Unknown(UNKNOWN)
    return found[0]


def all_lines(visit: Visit, public_id: str | None = None) -> Sequence[Line]:
    """Newest first; only the one with the `public_id`, when that is given."""
    place = visit.caller.place
    with visit.ports.store.transaction() as work:
        tenant = work.tenants.get(visit.tenant_id)
        rows = work.synchronizations.overview(
            visit.tenant_id, project_id=place.project_id, project_key=place.project_key, public_id=public_id
        )
    address = tenant.site_address if tenant else ""
    standings = ((row, sides_at(row.synchronization, visit.tenant_id, address, place)) for row in rows)
    return [Line(Standing(row.synchronization, sides), row) for row, sides in standings if sides]


def is_wanted(line: Line, selection: Selection) -> bool:
    synchronization = line.standing.synchronization
    ends = (synchronization.first, synchronization.second)
    words = [synchronization.name, *(f"{end.project_key} {end.project_name} {end.site_address}" for end in ends)]
    has_text = selection.text.casefold() in " ".join(words).casefold()
    return has_text and selection.status in (None, line.standing.status)


SORT_KEYS: Mapping[Order, Callable[[Line], Any]] = {
    Order.NEWEST: lambda line: -line.standing.synchronization.id,
    Order.NAME: lambda line: line.standing.synchronization.name.casefold(),
    Order.STATUS: lambda line: (line.standing.status, line.standing.synchronization.name.casefold()),
    Order.ACTIVITY: lambda line: LONG_AGO - (line.counts.last_activity_at or LONG_AGO),
    Order.INCIDENTS: lambda line: (-line.counts.incidents, line.standing.synchronization.name.casefold()),
}
