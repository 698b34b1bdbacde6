"""Webhooks come at least once, in any order, and now and then not at all."""

from __future__ import annotations

from app.engine.contract import Side
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def test_a_webhook_that_comes_twice_is_one_sync(shop: Scene) -> None:
    issue_id, _ = shop.paired_issue("Told twice")
    shop.emulator.faults.webhooks.double = 1.0
    shop.emulator.traffic.reset()

    shop.person(FIRST).edit(issue_id, fields={"summary": "Told twice, done once"})
    shop.until_quiet()

    assert sum(shop.calls().values()) == 2, shop.calls()
    shop.assert_equal()


def test_a_lost_webhook_is_caught_up_with_by_the_next_change(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Not told")
    shop.emulator.faults.webhooks.drop = 1.0
    shop.person(FIRST).edit(issue_id, fields={"summary": "Nobody heard of it"})
    shop.person(FIRST).comment(issue_id, "Nor of this")
    shop.until_quiet()
    assert shop.shown(SECOND, other_id, "summary") == "Not told"

    shop.emulator.faults.webhooks.drop = 0.0
    shop.person(FIRST).edit(issue_id, update={"labels": [{"add": "heard"}]})
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "Nobody heard of it"
    shop.assert_equal()


def test_shuffled_webhooks_end_with_both_sides_equal(shop: Scene) -> None:
    shop.emulator.faults.webhooks.shuffle_seconds = 0.3
    shop.emulator.faults.webhooks.double = 0.5
    people = {side: shop.person(side) for side in Side}
    issues = [(side, shop.create(side, f"Shuffled on {side}, {number}")) for side in Side for number in range(3)]
    for number in range(3):
        for side, issue_id in issues:
            people[side].edit(issue_id, fields={"summary": f"Shuffled, {issue_id}, {number}"})
            people[side].comment(issue_id, f"Said {number}")
        shop.work_once()

    shop.until_quiet()

    assert len(shop.issues(FIRST)) == len(shop.issues(SECOND)) == 6
    shop.assert_equal()


def test_our_own_writes_cause_no_write_even_when_they_are_not_known_as_ours(shop: Scene) -> None:
    with shop.nothing_echoed():
        issue_id, other_id = shop.paired_issue("Comes back")
        shop.emulator.traffic.reset()

        shop.person(FIRST).edit(issue_id, fields={"summary": "Comes back changed"})
        shop.person(SECOND).comment(other_id, "Comes back as well")
        shop.until_quiet()

        assert shop.writes() == 2, shop.calls()
    shop.assert_equal()
