"""What the bell rings for, by name (`app.queue.bell`): id in, use case called, outcome obeyed."""

from __future__ import annotations

from app.sync.backfill import backfill_page as carry_backfill_page
from app.sync.sync_issue import sync_issue as bring_issue_in_step
from workers.context import ports


def sync_issue(mark_id: int) -> None:
    bring_issue_in_step(ports(), mark_id)


def backfill_page(backfill_id: int) -> None:
    carry_backfill_page(ports(), backfill_id)
