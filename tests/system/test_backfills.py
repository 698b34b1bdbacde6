"""Carrying over what is there already: when it goes on, what it costs, and what its troubles end in."""

from __future__ import annotations

from app.engine.contract import Side
from app.sync.records import Lane
from app.sync.start import Scope
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def there_already(shop: Scene, number: int, *, comment: str = "") -> list[str]:
    """Issues of the first side that no webhook told of."""
    shop.emulator.faults.webhooks.drop = 1.0
    issue_ids = [shop.create(FIRST, f"There already {each}") for each in range(number)]
    for issue_id in issue_ids if comment else ():
        shop.person(FIRST).comment(issue_id, comment)
    shop.emulator.settle()
    shop.emulator.faults.webhooks.drop = 0.0
    return issue_ids


def test_from_now_on_does_not_go_on_with_an_earlier_start(stopped: Scene) -> None:
    """All that match was started by mistake, and stopped before its first page."""
    shop = stopped
    there_already(shop, 3)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.stop()

    shop.start(Scope.FROM_NOW_ON)
    shop.until_quiet()

    assert shop.issues(SECOND) == []


def test_what_a_backfill_leaves_to_a_sync_waits_behind_live_edits(stopped: Scene) -> None:
    """Issues with comments get a sync of their own. The sweep looks before any worker had the time."""
    shop = stopped
    issue_ids = there_already(shop, 3, comment="Said before")
    shop.emulator.faults.webhooks.drop = 1.0
    shop.start(Scope.ALL_THAT_MATCH)
    shop.work_once()
    rung = len(shop.bell.lanes)
    assert shop.bell.lanes == [Lane.BACKFILL] * rung

    shop.clock.advance(1)
    shop.look()
    assert len(shop.bell.lanes) == rung > 0, "their jobs are waiting already"
    shop.clock.advance(30)
    shop.look()
    assert shop.bell.lanes == [Lane.BACKFILL] * rung * 2

    shop.emulator.faults.webhooks.drop = 0.0
    shop.person(FIRST).edit(issue_ids[0], fields={"summary": "Edited meanwhile"})
    shop.deliver()
    shop.look()
    assert shop.bell.lanes[2 * rung :] == [Lane.LIVE]


def test_both_directions_cost_no_call_per_issue(stopped: Scene) -> None:
    """Twenty bare issues of one side; then both projects once more, with everything in step."""
    shop = stopped
    there_already(shop, 20)
    shop.emulator.faults.webhooks.drop = 1.0
    shop.emulator.traffic.reset()

    shop.start(Scope.ALL_THAT_MATCH)
    shop.until_quiet()
    assert len(shop.issues(SECOND)) == 20
    a_page_each_way_and_one_creation = dict(shop.calls())
    assert sum(a_page_each_way_and_one_creation.values()) <= 6, a_page_each_way_and_one_creation

    shop.emulator.traffic.reset()
    shop.stop()
    shop.start(Scope.ALL_THAT_MATCH)
    shop.until_quiet()
    a_page_each_way = dict(shop.calls())
    assert sum(a_page_each_way.values()) <= 4, a_page_each_way
