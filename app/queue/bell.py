"""The bell: an RQ job that carries an id. Jobs are named, not imported: the web process never loads a worker's code."""

from __future__ import annotations

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

from app.queue.breaker import Breaker
from app.sync.records import Lane

log = structlog.get_logger(__name__)

SYNC_ISSUE = "workers.jobs.sync_issue"
BACKFILL_PAGE = "workers.jobs.backfill_page"

LONG_QUEUE = 1000
"""So many jobs keep workers busy for minutes. The sweep adds none to them; a webhook still does, one for an issue."""

JOB_TIMEOUT_SECONDS = 600
FAILED_JOBS_ARE_KEPT_SECONDS = 3600


def connect(redis_url: str) -> Redis:
    """Short time-outs: a webhook is answered although Redis is not there."""
    return Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=2.0)


class RqBell:
    """The `Bell` port. While Redis does not answer it stays silent for some seconds at a time; the sweep takes over."""

    def __init__(self, redis: Redis) -> None:
        self._queues = {lane: Queue(str(lane), connection=redis) for lane in Lane}
        self._breaker = Breaker()

    def ring(self, mark_id: int, lane: Lane = Lane.LIVE) -> None:
        self._enqueue(lane, SYNC_ISSUE, mark_id)

    def ring_backfill(self, backfill_id: int) -> None:
        self._enqueue(Lane.BACKFILL, BACKFILL_PAGE, backfill_id)

    def room(self, lane: Lane) -> int:
        if not self._breaker.allows():
            return 0
        try:
            return max(0, LONG_QUEUE - self._queues[lane].count)
        except RedisError as error:
            self._breaker.trip()
            log.warning("bell_silent", lane=lane, error=type(error).__name__)
            return 0

    def _enqueue(self, lane: Lane, job: str, subject_id: int) -> None:
        if not self._breaker.allows():
            return
        try:
            self._queues[lane].enqueue_call(
                job,
                args=(subject_id,),
                timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=FAILED_JOBS_ARE_KEPT_SECONDS,
            )
        except RedisError as error:
            self._breaker.trip()
            log.warning("bell_silent", job=job, subject=subject_id, error=type(error).__name__)
