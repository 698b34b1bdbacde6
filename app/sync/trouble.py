"""An error ended a sync: the mark gets its next try, or an incident that says what a person has to do."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from app.errors import BackboneError, JiraAccessLost, JiraError, JiraNotFound
from app.sync.held_pair import look_again_later
from app.sync.ports import Ports, Work
from app.sync.records import Mark, Synchronization
from app.sync.retry import GiveUp, Ignore, Retry, spread_of, verdict

log = structlog.get_logger(__name__)

ACCESS_LOST = "jira-access-lost"


def settle_trouble(ports: Ports, synchronization: Synchronization, mark: Mark, error: BackboneError) -> None:
    """Obeys the verdict. Holds this issue's later changes only: nobody else waits for it."""
    decision = verdict(error, mark.attempts, spread_of(mark.id, mark.attempts))
    log.warning(
        "sync_trouble",
        mark=mark.id,
        synchronization=synchronization.id,
        code=error.code,
        verdict=str(decision),
    )
    match decision:
        case Retry():
            try_again_later(ports, mark, error, decision)
        case GiveUp():
            give_up(ports, synchronization, mark, error)
        case Ignore():
            look_again_later(ports, mark)


def try_again_later(ports: Ports, mark: Mark, error: BackboneError, decision: Retry) -> None:
    """An incident that is reported on the way is settled by the try that goes through."""
    now = ports.clock.now()
    with ports.store.transaction() as work:
        if decision.is_incident:
            report(work, mark, error, now)
        until = now + timedelta(seconds=decision.after_seconds)
        work.marks.postpone(mark.id, until, attempts=mark.attempts + int(decision.counts))


def give_up(ports: Ports, synchronization: Synchronization, mark: Mark, error: BackboneError) -> None:
    suspended = isinstance(error, JiraAccessLost | JiraNotFound) and is_project_lost(ports, synchronization)
    with ports.store.transaction() as work:
        report(work, mark, error, ports.clock.now())
        if suspended:
            work.synchronizations.suspend(synchronization.id, ACCESS_LOST)
        work.marks.park(mark.id, up_to=mark.raised)


def report(work: Work, mark: Mark, error: BackboneError, at: datetime) -> None:
    work.incidents.report(
        synchronization_id=mark.synchronization_id,
        code=error.code,
        sentence=error.sentence,
        side=mark.side,
        issue_id=mark.issue_id,
        at=at,
    )


def is_project_lost(ports: Ports, synchronization: Synchronization) -> bool:
    """Whether one of the projects as a whole is out of our reach: then the synchronization stops instead of failing
    issue by issue. A project that just does not answer now is not lost."""
    for end in (synchronization.first, synchronization.second):
        if end.tenant_id is None or end.project_id is None:
            continue
        try:
            ports.sites.open(end.tenant_id, "live").project(end.project_id)
        except (JiraAccessLost, JiraNotFound):
            return True
        except JiraError:
            continue
    return False
