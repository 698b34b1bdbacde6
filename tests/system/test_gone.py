"""What is gone from Jira holds up nothing that is still there, and is nobody's task for good."""

from __future__ import annotations

import pytest

from app.engine.contract import Side
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def delete(shop: Scene, side: Side, issue_id: str) -> None:
    shop.person(side, "admin").call("DELETE", f"/issue/{issue_id}")


def pending(shop: Scene) -> int:
    with shop.ports.store.transaction() as work:
        public_id = shop.synchronization().public_id
        (line,) = work.synchronizations.overview(shop.tenant_id(FIRST), public_id=public_id)
    return line.pending


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


def test_a_refused_issue_that_is_deleted_is_nobodys_task_any_more(shop: Scene) -> None:
    shop.fault(SECOND, "POST", "/issue$", status=400)
    issue_id = shop.create(FIRST, "Refused")
    shop.until_quiet()
    assert shop.incidents()

    delete(shop, FIRST, issue_id)
    shop.until_quiet()

    assert not shop.incidents()
    assert pending(shop) == 0
    assert shop.pair_of(FIRST, issue_id) is None


@pytest.mark.parametrize("is_at_once", [True, False])
def test_a_pair_whose_issues_were_both_deleted_is_nobodys_task_any_more(shop: Scene, is_at_once: bool) -> None:
    issue_id, other_id = shop.paired_issue("Not needed any more")
    delete(shop, FIRST, issue_id)
    if not is_at_once:
        shop.until_quiet()
        assert shop.incidents()
    delete(shop, SECOND, other_id)
    shop.until_quiet()

    assert not shop.incidents()
    assert pending(shop) == 0


def test_a_deleted_issue_is_told_to_a_person_and_its_counterpart_stays(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Needed on one side")
    delete(shop, FIRST, issue_id)

    shop.until_quiet()

    assert [incident.code for incident in shop.incidents()] == ["jira-not-found"]
    assert shop.shown(SECOND, other_id, "summary") == "Needed on one side"


def test_issues_that_are_hidden_with_their_projects_are_caught_up_with_when_they_are_back(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited"})
    shop.deliver()
    for side in Side:
        shop.fault(side, "", "", status=404, times=None)
    shop.work()
    assert shop.synchronization().suspension

    shop.emulator.faults.clear()
    shop.stop()
    shop.start()
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "Edited"
