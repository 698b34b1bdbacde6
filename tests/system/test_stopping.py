"""Somebody stops the synchronization while a worker is at it: nothing more is written, and nothing is forgotten."""

from __future__ import annotations

from app.engine.contract import Side
from app.sync.bulk_creation import CREATIONS_A_CALL
from app.sync.delete import delete
from app.sync.start import Scope
from tests.system.meanwhile import happening
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def test_a_stop_after_the_reading_stops_the_write_and_the_next_start_makes_it(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited"})
    shop.deliver()

    shop.work_once(happening(shop.ports, "read_issue", shop.stop))
    assert shop.shown(SECOND, other_id, "summary") == "As it was"
    assert not shop.incidents()

    shop.start()
    shop.until_quiet()
    assert shop.shown(SECOND, other_id, "summary") == "Edited"


def test_a_stop_after_the_reading_leaves_no_counterpart_that_a_deletion_would_forget(shop: Scene) -> None:
    shop.create(FIRST, "Not needed any more")
    shop.deliver()

    shop.work_once(happening(shop.ports, "read_issue", shop.stop))
    delete(shop.requester, shop.synchronization().public_id)

    assert not shop.issues(SECOND)


def test_a_stop_during_a_page_of_existing_issues_stops_its_next_batch(stopped: Scene) -> None:
    shop = stopped
    count = CREATIONS_A_CALL + 2
    for number in range(count):
        shop.create(FIRST, f"There already {number}")
    shop.deliver()
    shop.start(Scope.ALL_THAT_MATCH)
    shop.bell.marks.clear()

    shop.work_once(happening(shop.ports, "create_issues", shop.stop))
    assert len(shop.issues(SECOND)) == CREATIONS_A_CALL
    assert not shop.incidents()

    shop.start()
    shop.until_quiet()
    assert len(shop.issues(SECOND)) == count
    shop.assert_equal()
