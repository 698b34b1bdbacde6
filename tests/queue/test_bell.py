"""The bell on a real Redis, and without one."""

from __future__ import annotations

import pytest

from app.queue import bell
from app.queue.bell import RqBell, connect
from app.sync.records import Lane


def test_there_is_room_in_a_lane_until_many_wait_there(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "LONG_QUEUE", 3)
    with connect(redis_url) as redis:
        one = RqBell(redis)
        for mark_id in range(2):
            one.ring(mark_id, Lane.LIVE)
        one.ring_backfill(1)
        assert [one.room(lane) for lane in (Lane.LIVE, Lane.BACKFILL, Lane.RECONCILE)] == [1, 2, 3]
        for mark_id in range(4):
            one.ring(mark_id, Lane.LIVE)
        assert one.room(Lane.LIVE) == 0


def test_there_is_no_room_where_there_is_no_redis() -> None:
    with connect("redis://127.0.0.1:1/0") as redis:
        assert RqBell(redis).room(Lane.LIVE) == 0
