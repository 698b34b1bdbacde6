"""Holds of a plan and refusals of Jira, as incidents that a person can find, understand and settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.engine.contract import Side
from app.engine.plan import Hold
from app.sync.ports import Work
from app.sync.records import Mark


def report_holds(work: Work, synchronization_id: int, holds: Sequence[Hold], mark: Mark, at: datetime) -> None:
    """For an issue that has no pair."""
    for hold in holds:
        report_hold(work, synchronization_id, hold, None, mark.side, mark.issue_id, at)


def report_hold(
    work: Work,
    synchronization_id: int,
    hold: Hold,
    pair_id: int | None,
    side: Side,
    issue_id: str | None,
    at: datetime,
) -> None:
    work.incidents.report(
        synchronization_id=synchronization_id,
        code=hold.code,
        sentence=hold.reason,
        place=hold.place,
        pair_id=pair_id,
        side=side,
        issue_id=issue_id,
        at=at,
    )
