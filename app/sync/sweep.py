"""Find what is due and has no job: the queue may lose anything at any time."""

from __future__ import annotations

from datetime import timedelta

from app.sync.ports import Ports
from app.sync.records import Lane

RING_AGAIN_AFTER = timedelta(seconds=20)
"""A mark or a page that was rung for is left to its job for so long; a job that got lost costs no more than this."""

MARKS_A_SWEEP = 500


def sweep(ports: Ports) -> int:
    """Rings for dirty marks whose next try has come, and for backfills that nobody works on, as long as their queues
    are not long: what waits there already is not made more. Returns how many."""
    return sum(sweep_lane(ports, lane) for lane in Lane) + sweep_backfills(ports)


def sweep_lane(ports: Ports, lane: Lane) -> int:
    now, room = ports.clock.now(), min(MARKS_A_SWEEP, ports.bell.room(lane))
    if not room:
        return 0
    with ports.store.transaction() as work:
        marks = work.marks.due(now, room, lane)
        work.marks.note_rung(marks, now, not_again_before=now + RING_AGAIN_AFTER)
    for mark_id in marks:
        ports.bell.ring(mark_id, lane)
    return len(marks)


def sweep_backfills(ports: Ports) -> int:
    now = ports.clock.now()
    if not ports.bell.room(Lane.BACKFILL):
        return 0
    with ports.store.transaction() as work:
        backfills = work.backfills.due(now)
        work.backfills.note_rung(backfills, not_again_before=now + RING_AGAIN_AFTER)
    for backfill_id in backfills:
        ports.bell.ring_backfill(backfill_id)
    return len(backfills)
