"""A worker process: takes jobs by lane, live edits first."""

from __future__ import annotations

from collections.abc import Sequence

from rq import Queue, SimpleWorker

from app.queue.bell import connect
from app.sync.records import Lane
from workers.context import ports

URGENCY = (Lane.LIVE, Lane.BACKFILL, Lane.RECONCILE)


def work(redis_url: str, lanes: Sequence[Lane] = URGENCY) -> None:
    """Runs until SIGTERM or SIGINT, then finishes the job at hand. Jobs run in this process: a fork per job would cost
    more than most jobs do, and a crash loses nothing (leases run out, intents are resolved)."""
    ports()
    redis = connect(redis_url)
    redis.connection_pool.connection_kwargs["socket_timeout"] = None
    queues = [Queue(str(lane), connection=redis) for lane in lanes]
    SimpleWorker(queues, connection=redis, log_job_description=False).work(logging_level="WARNING")
