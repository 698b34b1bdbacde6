"""A worker process: takes jobs by lane, live edits first, and outlives its Redis."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import FrameType

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.timeouts import UnixSignalDeathPenalty

from app.errors import OutOfTime
from app.queue.bell import connect
from app.sync.records import Lane
from workers.context import ports

log = structlog.get_logger(__name__)

URGENCY = (Lane.LIVE, Lane.BACKFILL, Lane.RECONCILE)

PAUSE_SECONDS = 1.0


class OurTimeLimit(UnixSignalDeathPenalty):
    """A job that takes too long meets an error of ours: what is to be done about it is decided as for any other."""

    def handle_death_penalty(self, signum: int, frame: FrameType | None) -> None:
        raise OutOfTime


class StoppableWorker(SimpleWorker):
    """Knows whether it was asked to end, or ended because its Redis went away."""

    death_penalty_class = OurTimeLimit
    is_asked_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_asked_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def work(redis_url: str, lanes: Sequence[Lane] = URGENCY) -> None:
    """Runs until SIGTERM or SIGINT, then finishes the job at hand. Jobs run in this process: a fork per job would cost
    more than most jobs do, and a crash loses nothing (leases run out, intents are resolved)."""
    ports()
    redis = connect(redis_url)
    redis.connection_pool.connection_kwargs["socket_timeout"] = None
    try:
        while not is_stopped_by_request(redis, lanes):
            time.sleep(PAUSE_SECONDS)
    except StopRequested:
        return


def is_stopped_by_request(redis: Redis, lanes: Sequence[Lane]) -> bool:
    """Works until somebody asks it to end (True), or Redis goes away in the middle of something, which RQ's worker does
    not survive (False)."""
    queues = [Queue(str(lane), connection=redis) for lane in lanes]
    worker: StoppableWorker | None = None
    try:
        worker = StoppableWorker(queues, connection=redis, log_job_description=False)
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("queue_lost", error=type(error).__name__)
    return worker is not None and worker.is_asked_to_stop
