"""Change a synchronization's name and description."""

from __future__ import annotations

from app.errors import Invalid
from app.sync.actions import Action, check
from app.sync.create import note
from app.sync.permission import Visit
from app.sync.standing import Standing, find
from app.sync.wording import text_problems


def edit(visit: Visit, public_id: str, *, name: str, description: str) -> Standing:
    """Raises NotPermitted, Unknown, WrongState, Invalid."""
    standing = find(visit, public_id)
    check(Action.EDIT, standing)
    found = text_problems(name, description)
    if found:
        raise Invalid(found)
    with visit.ports.store.transaction() as work:
        work.synchronizations.change_text(standing.synchronization.id, name=name, description=description)
        note(work, visit, "edit", standing.synchronization.id)
    return find(visit, public_id)
