"""Delete a synchronization. Issues stay as they are on both sides."""

from __future__ import annotations

from app.sync.actions import Action, check
from app.sync.create import note
from app.sync.permission import Visit
from app.sync.standing import find
from app.sync.status import Status


def delete(visit: Visit, public_id: str) -> None:
    """Stops it first, in a transaction of its own: no worker starts another write while it is being removed. Raises
    NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.DELETE, standing)
    synchronization_id = standing.synchronization.id
    with visit.ports.store.transaction() as work:
        work.synchronizations.set_wanted(synchronization_id, running=False)
    with visit.ports.store.transaction() as work:
        note(work, visit, "withdraw" if standing.status is Status.REQUEST_SENT else "delete", synchronization_id)
        work.synchronizations.delete(synchronization_id)
