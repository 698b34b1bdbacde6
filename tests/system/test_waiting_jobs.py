"""Nobody works for a while: what waits in the queue stays bounded."""

from __future__ import annotations

from app.engine.contract import Side
from app.sync.start import Scope
from tests.system.scene import Scene


def test_the_sweep_adds_nothing_to_a_long_queue(shop: Scene) -> None:
    shop.bell.long_queue = 5
    shop.create(Side.FIRST, "Waiting")
    shop.deliver()
    for _ in range(100):
        shop.clock.advance(21)
        shop.look()
    assert len(shop.bell.marks) == 5

    shop.bell.marks.clear()
    shop.until_quiet()
    assert len(shop.issues(Side.SECOND)) == 1, "a queue that forgot everything is filled again"


def test_a_page_that_waits_for_a_worker_is_not_rung_for_every_second(stopped: Scene) -> None:
    stopped.start(Scope.ALL_THAT_MATCH)
    for _ in range(60):
        stopped.clock.advance(1)
        stopped.look()
    assert len(stopped.bell.backfills) <= 2 * 4
