"""A pair of which no issue can be read any more: there is nothing to keep in step, and nothing for a person to do."""

from __future__ import annotations

from app.engine.contract import Side
from app.errors import JiraNotFound
from app.sync.held_pair import HeldPair
from app.sync.trouble import is_project_lost


def forget_if_gone(held: HeldPair) -> bool:
    """Clears the marks and settles the incidents of a pair whose issues are all gone, and lets go of it; one that never
    got a counterpart is discarded. Nothing is written to Jira.

    False while one of the issues is there: whether the other one was deleted or is hidden, a person has to say. False
    as well when a project as a whole is lost: all its issues may come back.
    """
    with held.ports.store.transaction() as work:
        marks = work.marks.of_issues(held.synchronization.id, held.issues)
    if any(is_there(held, side) for side, _ in held.issues) or is_project_lost(held.ports, held.synchronization):
        return False
    with held.transaction() as work:
        for mark in marks:
            work.marks.clear(mark.id, mark.raised)
        work.incidents.settle(held.synchronization.id, issues=held.issues, at=held.now())
        work.pairs.release(held.lease)
        work.pairs.discard(held.pair.id)
    return True


def is_there(held: HeldPair, side: Side) -> bool:
    issue_id = held.pair.issue_id(side)
    assert issue_id is not None
    try:
        held.site(side).read_issue(issue_id, ())
    except JiraNotFound:
        return False
    return True
