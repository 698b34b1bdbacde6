"""What is gone from Jira holds up nothing that is still there, and is nobody's task for good."""

from __future__ import annotations

import pytest

from app.engine.contract import Side
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def delete_unheard(shop: Scene, side: Side, path: str) -> None:
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.person(side, "admin").call("DELETE", path)
    shop.emulator.faults.webhooks.drop = 0.0


@pytest.mark.parametrize("is_answer_lost", [False, True])
def test_a_copy_that_somebody_deleted_holds_up_no_other_comment(shop: Scene, is_answer_lost: bool) -> None:
    """Nobody had told us; with the lost answer, it happens between our edit and the look at what became of it."""
    issue_id, other_id = shop.paired_issue("Talked about")
    comment_id = shop.person(FIRST).comment(issue_id, "As it was")
    shop.until_quiet()
    (copy,) = shop.comments(SECOND, other_id)
    shop.person(FIRST).edit_comment(issue_id, comment_id, "Edited")
    if is_answer_lost:
        shop.fault(SECOND, "PUT", f"/issue/{other_id}/comment/", reset="before")
        shop.deliver()
        shop.work_once()
    delete_unheard(shop, SECOND, f"/issue/{other_id}/comment/{copy['id']}")

    shop.until_quiet()
    shop.person(FIRST).comment(issue_id, "Another one")
    shop.until_quiet()

    assert len(shop.comments(FIRST, issue_id)) == 2, "deletions are not carried"
    assert len(shop.comments(SECOND, other_id)) == 1
    assert not shop.incidents()
