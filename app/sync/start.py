"""Let changes flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from app.engine.contract import Contract, Side
from app.errors import WrongState
from app.sync.actions import Action, check
from app.sync.backfill_course import BACKFILL
from app.sync.create import note
from app.sync.permission import Visit
from app.sync.ports import Work
from app.sync.records import Synchronization
from app.sync.standing import Standing, find
from app.sync.sweep import RING_AGAIN_AFTER


class Scope(StrEnum):
    """What about the issues that are there already. Changes made between a stop and a start are caught up with either
    way; `FROM_NOW_ON` leaves alone what was before the first start, and ends what an earlier start still had to carry
    over. `ALL_THAT_MATCH` goes over everything anew.
    """

    FROM_NOW_ON = "from-now-on"
    ALL_THAT_MATCH = "all-that-match"


def start(visit: Visit, public_id: str, scope: Scope) -> Standing:
    """Also clears a suspension, and tries again at once what had failed or is held. Raises NotPermitted, Unknown,
    WrongState, also while the add-on is missing on one side."""
    standing = find(visit, public_id)
    check(Action.START, standing)
    synchronization_id = standing.synchronization.id
    with visit.ports.store.transaction() as work:
        refuse_without_add_on(work, standing.synchronization)
        work.synchronizations.set_wanted(synchronization_id, running=True)
        work.marks.try_again(synchronization_id, visit.now())
        if scope is Scope.FROM_NOW_ON and standing.synchronization.first_started_at is None:
            work.marks.forget_unpaired(synchronization_id)
        backfill_ids = begin_backfills(work, synchronization_id, scope, visit.now())
        note(work, visit, f"start {scope}", synchronization_id)
    for backfill_id in backfill_ids:
        visit.ports.bell.ring_backfill(backfill_id)
    return find(visit, public_id)


def refuse_without_add_on(work: Work, synchronization: Synchronization) -> None:
    for end in (synchronization.first, synchronization.second):
        tenant = None if end.tenant_id is None else work.tenants.get(end.tenant_id)
        if tenant is None or not tenant.is_active:
            host = end.site_address.partition("://")[2]
            raise WrongState(f"The add-on is not installed on {host}. Once it is installed there again, restart.")


def begin_backfills(work: Work, synchronization_id: int, scope: Scope, now: datetime) -> Sequence[int]:
    """What an earlier start had still to carry over ends here, with its incidents. Returns what to ring for."""
    configuration = work.configurations.published(synchronization_id)
    sides = backfilled_sides(configuration.contract) if configuration and scope is Scope.ALL_THAT_MATCH else ()
    backfill_ids = [backfill.id for backfill in work.backfills.start(synchronization_id, sides, now)]
    work.backfills.note_rung(backfill_ids, not_again_before=now + RING_AGAIN_AFTER)
    for side in Side:
        work.incidents.settle_place(synchronization_id, side=side, place=BACKFILL, at=now)
    return backfill_ids


def backfilled_sides(contract: Contract) -> tuple[Side, ...]:
    """The sides whose issues may have a counterpart created on the other."""
    return tuple(
        side for side in Side if any(rule.direction.allows_writing(side.other) for rule in contract.issue_types)
    )
