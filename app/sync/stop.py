"""Let no more changes flow. What changes meanwhile is remembered, and caught up with at the next start."""

from __future__ import annotations

from app.sync.actions import Action, check
from app.sync.create import note
from app.sync.permission import Visit
from app.sync.standing import Standing, find


def stop(visit: Visit, public_id: str) -> Standing:
    """A write that is under way is finished. Raises NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.STOP, standing)
    with visit.ports.store.transaction() as work:
        work.synchronizations.set_wanted(standing.synchronization.id, running=False)
        note(work, visit, "stop", standing.synchronization.id)
    return find(visit, public_id)
