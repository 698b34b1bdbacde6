"""What could not be carried over is carried over once it can be: by itself, or when a person says so."""

from __future__ import annotations

from cryptography.fernet import Fernet
from rq.timeouts import JobTimeoutException

from app.engine.contract import Side
from app.storage.secrets import KEYRING
from tests.system.scene import House, Scene
from workers.queues import StoppableWorker

FIRST, SECOND = Side.FIRST, Side.SECOND


def stop_and_start(shop: Scene) -> None:
    shop.stop()
    shop.start()
    shop.until_quiet()


def test_an_edit_that_met_a_lost_access_is_carried_after_stop_and_start(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.fault(SECOND, "", "", status=403, times=None)
    shop.person(FIRST).edit(issue_id, fields={"summary": "While access was lost"})
    shop.until_quiet(7200)
    assert shop.synchronization().suspension
    shop.emulator.faults.clear()

    stop_and_start(shop)

    assert shop.shown(SECOND, other_id, "summary") == "While access was lost"
    assert not shop.incidents()
    shop.assert_equal()


def test_what_jira_refused_is_tried_again_by_stop_and_start(shop: Scene) -> None:
    shop.fault(SECOND, "POST", "/issue$", status=400)
    issue_id = shop.create(FIRST, "Refused once")
    shop.until_quiet()
    assert [incident.code for incident in shop.incidents()] == ["jira-refused"]

    stop_and_start(shop)

    assert shop.counterpart(FIRST, issue_id)
    assert not shop.incidents()


def test_an_outage_however_long_ends_by_itself_and_a_person_is_told_meanwhile(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.fault(SECOND, "", "", status=500, times=None)
    shop.person(FIRST).edit(issue_id, fields={"summary": "During the outage"})
    shop.until_quiet(1800)
    assert not shop.incidents()
    shop.until_quiet(7200)
    assert [incident.code for incident in shop.incidents()] == ["jira-failing"]

    shop.emulator.faults.clear()
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "During the outage"
    assert not shop.incidents()


def test_a_worker_without_the_right_keys_parks_nothing(shop: Scene, system_house: House) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Under a wrong key"})
    shop.deliver()
    KEYRING.use([Fernet.generate_key().decode()])
    shop.work_once()
    KEYRING.use(system_house.secret_keys)
    assert not shop.incidents()

    shop.until_quiet(60)

    assert shop.shown(SECOND, other_id, "summary") == "Under a wrong key"
    assert not shop.incidents()


def test_a_job_that_took_too_long_is_tried_again(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.fault(SECOND, "PUT", f"/issue/{other_id}$", delay_milliseconds=1500)
    shop.person(FIRST).edit(issue_id, fields={"summary": "Slow"})
    shop.deliver()
    with StoppableWorker.death_penalty_class(1, JobTimeoutException):  # type: ignore[no-untyped-call]
        shop.work_once()
    assert not shop.incidents()

    shop.until_quiet(60)

    assert shop.shown(SECOND, other_id, "summary") == "Slow"
    assert not shop.incidents()
