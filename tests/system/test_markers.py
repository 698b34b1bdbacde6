"""Clones and forgeries carry our marker too: they mean nothing, and are issues like any other."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from app.engine.contract import Side
from app.engine.raw import MARKER_KEY
from tests.system.dying import Died, Life, mortal
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def with_marker(shop: Scene, side: Side, summary: str, marker: Any) -> str:
    """An issue that a person made with this marker on it."""
    fields = {"project": {"key": shop.keys[side]}, "issuetype": {"name": "Task"}, "summary": summary}
    body = {"fields": fields, "properties": [{"key": MARKER_KEY, "value": marker}]}
    return str(shop.person(side).call("POST", "/issue", body)["id"])


def marker_of(shop: Scene, side: Side, issue_id: str) -> Any:
    return shop.person(side).call("GET", f"/issue/{issue_id}/properties/{MARKER_KEY}")["value"]


def test_a_clone_of_a_counterpart_gets_a_counterpart_of_its_own(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("The model")

    clone_id = with_marker(shop, SECOND, "CLONE - The model", marker_of(shop, SECOND, other_id))
    shop.until_quiet()

    assert shop.counterpart(SECOND, clone_id) != issue_id
    assert shop.counterpart(FIRST, issue_id) == other_id
    shop.assert_equal()


def test_a_forged_marker_means_nothing(shop: Scene) -> None:
    for marker in ({"operation": "11111111-2222-3333-4444-555555555555"}, {"operation": 7}, ["x"], "y"):
        with_marker(shop, SECOND, "Forged", marker)

    shop.until_quiet()

    assert len(shop.issues(FIRST)) == 4
    shop.assert_equal()


def test_a_clone_of_a_counterpart_whose_answer_was_lost_is_not_taken_for_it(shop: Scene) -> None:
    shop.fault(SECOND, "POST", "/issue$", reset="after")
    shop.running(SECOND).site.index.lag_seconds = 3600
    shop.emulator.faults.webhooks.drop = 0.0
    issue_id = shop.create(FIRST, "The model")
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.work_once()
    (created,) = shop.issues(SECOND)
    shop.emulator.faults.webhooks.drop = 0.0

    clone_id = with_marker(shop, SECOND, "The clone", marker_of(shop, SECOND, str(created.id)))
    shop.until_quiet(seconds=20)
    assert shop.counterpart(SECOND, clone_id) != issue_id
    shop.person(SECOND).edit(str(created.id), fields={"summary": "The real one"})
    shop.until_quiet()

    assert shop.counterpart(FIRST, issue_id) == str(created.id)
    shop.running(SECOND).site.index.lag_seconds = 0.0
    shop.assert_equal()


def test_our_own_creation_is_left_to_the_worker_that_makes_it(shop: Scene) -> None:
    """The webhook of our creation comes while its worker still waits for the answer, or has just died."""
    issue_id = shop.create(FIRST, "Slowly created")
    shop.deliver()
    die_right_after_the_creation(shop)

    shop.deliver()
    shop.clock.advance(10)
    shop.work()
    assert len(shop.issues(FIRST)) == 1, "another worker has the pair: its issue is not taken for a new one"
    shop.expire_leases()
    shop.until_quiet()

    assert shop.counterpart(FIRST, issue_id)
    shop.assert_equal()


def die_right_after_the_creation(shop: Scene) -> None:
    for step in range(50):
        with suppress(Died):
            shop.work_once(mortal(shop.ports, Life(step)))
        if shop.issues(SECOND):
            return
        shop.expire_leases()
        shop.clock.advance(30)
        shop.look()
    raise AssertionError("the counterpart was never created")
