"""Start, stop, edit, delete, one by one and many at once; and what is said when it does not fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.engine.contract import Side
from app.errors import Invalid, Unknown, WrongState
from app.sync.bulk import start_all, stop_all
from app.sync.delete import delete
from app.sync.edit import edit
from app.sync.overview import line
from app.sync.permission import Visit
from app.sync.standing import find
from app.sync.start import Scope, start
from app.sync.status import Status
from app.sync.stop import stop
from tests.sync.two_sites import TwoSites

Act = Callable[[Visit, str], object]

ACTS: dict[str, Act] = {
    "start": lambda visit, public_id: start(visit, public_id, Scope.FROM_NOW_ON),
    "stop": stop,
    "edit": lambda visit, public_id: edit(visit, public_id, name="Mine now", description=""),
    "delete": delete,
}


def test_from_now_on_carries_nothing_over(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    assert start(sites.requester(), made.public_id, Scope.FROM_NOW_ON).status is Status.RUNNING
    assert line(sites.requester(), made.public_id).running_backfills == ()
    assert sites.bell.backfills == []


def test_all_that_match_carries_over_both_sides_the_first_first_and_rings_for_it(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    start(sites.requester(), made.public_id, Scope.ALL_THAT_MATCH)
    backfills = line(sites.requester(), made.public_id).running_backfills
    assert [backfill.side for backfill in sorted(backfills, key=lambda one: one.id)] == [Side.FIRST, Side.SECOND]
    assert sites.bell.backfills == sorted(backfill.id for backfill in backfills)


def test_changes_made_while_it_was_stopped_are_due_after_the_start(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    stop(sites.requester(), made.public_id)
    with sites.ports.store.transaction() as work:
        marks = work.marks.raise_(made.id, Side.FIRST, ["10001"], sites.ports.clock.now())
        assert work.marks.due(sites.ports.clock.now(), 10) == []
    start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    with sites.ports.store.transaction() as work:
        assert list(work.marks.due(sites.ports.clock.now(), 10)) == list(marks)


def test_either_side_starts_and_stops_what_was_accepted(sites: TwoSites) -> None:
    made = sites.accepted()
    assert start(sites.partner(), made.public_id, Scope.FROM_NOW_ON).status is Status.RUNNING
    assert stop(sites.requester(), made.public_id).status is Status.STOPPED
    assert sites.audited(made.id)[-2:] == ["start from-now-on", "stop"]


def test_a_start_clears_a_suspension(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    with sites.ports.store.transaction() as work:
        work.synchronizations.suspend(made.id, "jira-access-lost")
    assert find(sites.requester(), made.public_id).status is Status.RESTART_REQUIRED
    assert start(sites.requester(), made.public_id, Scope.FROM_NOW_ON).status is Status.RUNNING


def test_what_runs_is_not_started_and_what_is_stopped_is_not_stopped(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    with pytest.raises(WrongState, match="stopped already"):
        stop(sites.requester(), made.public_id)
    start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    with pytest.raises(WrongState, match="running already"):
        start(sites.requester(), made.public_id, Scope.ALL_THAT_MATCH)
    assert sites.bell.backfills == []


def test_an_open_request_is_not_started(sites: TwoSites) -> None:
    made = sites.requested()
    with pytest.raises(WrongState, match="has not answered"):
        start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    with pytest.raises(WrongState, match="Accept or decline"):
        start(sites.partner(), made.public_id, Scope.FROM_NOW_ON)


def test_the_partner_can_not_edit_or_delete_a_request_that_is_open(sites: TwoSites) -> None:
    made = sites.requested()
    for act in (ACTS["edit"], ACTS["delete"]):
        with pytest.raises(WrongState):
            act(sites.partner(), made.public_id)
    assert find(sites.requester(), made.public_id).synchronization.name == made.name


def test_name_and_description_are_changed_and_what_is_too_long_is_refused(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    changed = edit(sites.requester(), made.public_id, name="Shop to help", description="Both teams").synchronization
    assert (changed.name, changed.description) == ("Shop to help", "Both teams")
    with pytest.raises(Invalid) as refused:
        edit(sites.requester(), made.public_id, name="n" * 101, description="d" * 2001)
    assert [problem.place for problem in refused.value.problems] == ["name", "description"]


def test_what_runs_is_deleted_and_the_trail_stays(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    start(sites.requester(), made.public_id, Scope.ALL_THAT_MATCH)
    delete(sites.requester(), made.public_id)
    with pytest.raises(Unknown):
        find(sites.requester(), made.public_id)
    assert sites.audited(made.id) == ["create", "start all-that-match", "delete"]


def test_of_many_each_has_its_own_outcome(sites: TwoSites) -> None:
    runs, waits = sites.agreed_at_once(), sites.requested()
    outcome = start_all(sites.requester(), [waits.public_id, "0000000000000000", runs.public_id, runs.public_id])
    assert outcome.done == (runs.public_id,)
    assert [public_id for public_id, _ in outcome.refused] == [waits.public_id, "0000000000000000"]
    assert all(sentence for _, sentence in outcome.refused)
    assert stop_all(sites.requester(), [runs.public_id]).done == (runs.public_id,)
    assert sites.bell.backfills == []


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_has_nothing_to_do_with_it_is_not_told_that_it_exists(sites: TwoSites, act: Act) -> None:
    """The admin of another project of the same Jira, and everybody of another Jira."""
    made = sites.agreed_at_once()
    for visit in (sites.visit("acme", "admin", "OPS"), sites.partner(), sites.visit("globex", "admin")):
        with pytest.raises(Unknown) as refused:
            act(visit, made.public_id)
        with pytest.raises(Unknown) as unknown:
            act(visit, "0000000000000000")
        assert refused.value.sentence == unknown.value.sentence
    assert find(sites.requester(), made.public_id).synchronization == made


def test_without_the_add_on_on_one_side_there_is_no_restart(sites: TwoSites) -> None:
    made, globex = sites.accepted(), sites.tenants["globex"]
    with sites.ports.store.transaction() as work:
        work.tenants.set_active(globex.id, active=False)
    try:
        with pytest.raises(WrongState, match="The add-on is not installed on"):
            start(sites.requester(), made.public_id, Scope.FROM_NOW_ON)
    finally:
        with sites.ports.store.transaction() as work:
            work.tenants.set_active(globex.id, active=True)
    assert start(sites.requester(), made.public_id, Scope.FROM_NOW_ON).status is Status.RUNNING
