"""Bring one pair in step, starting from one dirty mark."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from app.engine.mapping import Configuration
from app.errors import BackboneError, StorageUnavailable
from app.sync.bring_in_step import bring_in_step
from app.sync.held_pair import HeldPair, hold, look_again_later
from app.sync.open_pair import open_pair
from app.sync.ports import Ports
from app.sync.records import Mark, Pair, Synchronization
from app.sync.status import is_exchanging
from app.sync.trouble import settle_trouble

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Assignment:
    """What a mark asks for, as it stood before anything was read from Jira."""

    mark: Mark
    synchronization: Synchronization
    configuration: Configuration
    pair: Pair | None


def sync_issue(ports: Ports, mark_id: int) -> None:
    """Reads what changed, decides, and writes it to the other side. Safe to call at any time and any number of times.

    Errors of Jira end here: the mark gets its next try, or an incident. Raises StorageUnavailable; the mark stays dirty
    then and the sweep finds it.
    """
    assignment = read_assignment(ports, mark_id)
    if assignment is None:
        return
    held: HeldPair | None = None
    try:
        held = hold_pair(ports, assignment)
        if held is not None:
            bring_in_step(held)
    except StorageUnavailable:
        raise
    except BackboneError as error:
        stop_here(ports, assignment, held, error)
    except (
        Exception
    ) as error:  # a mistake of ours must not stop the queue: it is logged whole, and shown as an incident
        log.exception("sync_failed", mark=mark_id, synchronization=assignment.synchronization.id)
        stop_here(ports, assignment, held, unforeseen(error))


def stop_here(ports: Ports, assignment: Assignment, held: HeldPair | None, error: BackboneError) -> None:
    """The mark is dealt with first: a worker that dies in between leaves a lease that runs out, not a forgotten
    change."""
    settle_trouble(ports, assignment.synchronization, assignment.mark, error)
    if held is not None:
        with ports.store.transaction() as work:
            work.pairs.release(held.lease)


def read_assignment(ports: Ports, mark_id: int) -> Assignment | None:
    """None when there is nothing to do: the mark is clean, or its synchronization does not exchange now."""
    with ports.store.transaction() as work:
        mark = work.marks.get(mark_id)
        if mark is None or not mark.is_dirty:
            return None
        synchronization = work.synchronizations.get(mark.synchronization_id)
        if synchronization is None or not is_exchanging(synchronization.facts):
            return None
        configuration = work.configurations.published(synchronization.id)
        if configuration is None:
            return None
        pair = work.pairs.of_issue(synchronization.id, mark.side, mark.issue_id)
    return Assignment(mark, synchronization, configuration, pair)


def hold_pair(ports: Ports, assignment: Assignment) -> HeldPair | None:
    """The pair under our lease; None when the issue is not to be synchronized, or somebody else works on it."""
    mark, synchronization, configuration = (
        assignment.mark,
        assignment.synchronization,
        assignment.configuration,
    )
    if assignment.pair is None:
        return open_pair(ports, synchronization, configuration, mark)
    held = hold(ports, synchronization, configuration, assignment.pair)
    if held is None:
        look_again_later(ports, mark)
    return held


def unforeseen(error: Exception) -> BackboneError:
    return BackboneError(f"Something went wrong in a way that we did not foresee ({type(error).__name__}).")
