"""Jira wrote, and its answer never came: nothing is written twice, and nothing is forgotten."""

from __future__ import annotations

import time

import pytest

from app.engine.contract import Side
from app.sync.open_pair import COUNTERPART_CREATED_TWICE
from app.sync.resolve import COMMENT_APPEARS_WITHIN, CREATION_SEARCH_LAG
from demo.person import document
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def test_a_creation_whose_answer_is_lost_is_found_by_search(shop: Scene) -> None:
    shop.fault(SECOND, "POST", "/issue$", reset="after")
    shop.create(FIRST, "Written once")

    shop.deliver()
    shop.work_once()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.until_quiet()

    shop.assert_equal()
    assert shop.comparison().second_issues == 1


def test_a_creation_is_not_repeated_while_the_search_index_lags(shop: Scene) -> None:
    shop.running(SECOND).site.index.lag_seconds = 1.0
    shop.fault(SECOND, "POST", "/issue$", reset="after")
    shop.create(FIRST, "Seen late")
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.until_quiet(seconds=20)
    assert len(shop.issues(SECOND)) == 1
    assert not shop.found_by_search(SECOND)

    wait_until(lambda: bool(shop.found_by_search(SECOND)))
    shop.until_quiet()

    assert shop.comparison().second_issues == 1
    shop.assert_equal()


def test_our_own_issue_created_webhook_completes_the_pair(shop: Scene) -> None:
    shop.running(SECOND).site.index.lag_seconds = 3600
    shop.fault(SECOND, "POST", "/issue$", reset="after")
    issue_id = shop.create(FIRST, "Told by a webhook")
    shop.deliver()
    shop.work_once()
    shop.deliver()

    shop.until_quiet(seconds=60)

    pair = shop.pair_of(FIRST, issue_id)
    assert pair is not None
    assert pair.is_complete
    assert len(shop.issues(SECOND)) == 1


def test_a_creation_that_left_no_trace_is_made_again_after_the_bound(shop: Scene) -> None:
    shop.fault(SECOND, "POST", "/issue$", reset="before")
    issue_id = shop.create(FIRST, "Never arrived")

    shop.until_quiet(seconds=CREATION_SEARCH_LAG.total_seconds() - 10)
    assert not shop.issues(SECOND)
    shop.until_quiet()

    assert shop.counterpart(FIRST, issue_id)
    shop.assert_equal()


def lose_the_counterpart(shop: Scene) -> tuple[str, str]:
    """An issue whose counterpart Jira made, while neither its answer, nor its webhook, nor a search shows it for longer
    than we look for it."""
    shop.running(SECOND).site.index.lag_seconds = 3600
    shop.fault(SECOND, "POST", "/issue$", reset="after")
    issue_id = shop.create(FIRST, "Came to light late")
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.work_once()
    (created,) = shop.issues(SECOND)
    return issue_id, str(created.id)


def test_a_counterpart_that_comes_to_light_late_is_taken_for_what_it_is(shop: Scene) -> None:
    """Jira refuses to create it again; before that is mended, somebody edits the first one."""
    issue_id, created_id = lose_the_counterpart(shop)
    shop.fault(SECOND, "POST", "/issue$", status=400, times=50)
    shop.until_quiet(CREATION_SEARCH_LAG.total_seconds() + 60)
    shop.emulator.faults.webhooks.drop = 0.0

    shop.person(SECOND).edit(created_id, fields={"summary": "Here all the time"})
    shop.until_quiet()

    assert shop.counterpart(FIRST, issue_id) == created_id
    assert shop.shown(FIRST, issue_id, "summary") == "Here all the time"
    shop.running(SECOND).site.index.lag_seconds = 0.0
    shop.assert_equal()


def test_a_counterpart_that_comes_to_light_after_it_was_made_again_is_shown_to_a_person(shop: Scene) -> None:
    issue_id, created_id = lose_the_counterpart(shop)
    shop.until_quiet(CREATION_SEARCH_LAG.total_seconds() + 60)
    kept_id = shop.counterpart(FIRST, issue_id)
    assert kept_id != created_id
    shop.emulator.faults.webhooks.drop = 0.0

    shop.person(SECOND).edit(created_id, fields={"summary": "The other one"})
    shop.until_quiet()

    assert len(shop.issues(FIRST)) == 1, "it is not taken for a new issue"
    (incident,) = shop.incidents()
    assert (incident.code, incident.side, incident.issue_id) == (COUNTERPART_CREATED_TWICE, SECOND, created_id)
    shop.person(SECOND, "admin").call("DELETE", f"/issue/{created_id}")
    shop.until_quiet()
    assert not shop.incidents()
    shop.running(SECOND).site.index.lag_seconds = 0.0
    shop.assert_equal()


@pytest.mark.parametrize("reset", ["before", "after"])
def test_an_edit_whose_answer_is_lost_is_made_once(shop: Scene, reset: str) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.fault(SECOND, "PUT", f"/issue/{other_id}$", reset=reset)
    shop.person(FIRST).edit(issue_id, fields={"summary": "As it is"}, update={"labels": [{"add": "urgent"}]})

    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "As it is"
    shop.assert_equal()
    assert not shop.conflicts()


@pytest.mark.parametrize("reset", ["before", "after"])
def test_a_comment_whose_answer_is_lost_is_there_once(shop: Scene, reset: str) -> None:
    issue_id, other_id = shop.paired_issue("Talked about")
    shop.fault(SECOND, "POST", f"/issue/{other_id}/comment$", reset=reset)
    shop.person(FIRST).comment(issue_id, "Said once")

    shop.until_quiet()

    assert len(shop.comments(SECOND, other_id)) == 1
    shop.assert_equal()


def test_a_comment_that_jira_takes_late_is_there_once(shop: Scene) -> None:
    """The answer is lost before Jira has done what it was asked: for a while nobody sees the comment."""
    issue_id, other_id = shop.paired_issue("Talked about")
    shop.fault(SECOND, "POST", f"/issue/{other_id}/comment$", reset="before")
    shop.person(FIRST).comment(issue_id, "Said once")
    shop.deliver()
    shop.work_once()

    shop.until_quiet(COMMENT_APPEARS_WITHIN.total_seconds() - 10)
    assert not shop.comments(SECOND, other_id), "it is not posted again while Jira may still be at work"
    shop.until_quiet()

    assert len(shop.comments(SECOND, other_id)) == 1
    shop.assert_equal()


@pytest.mark.parametrize("reset", ["before", "after"])
def test_a_comment_edit_whose_answer_is_lost_is_carried_on(shop: Scene, reset: str) -> None:
    issue_id, other_id = shop.paired_issue("Talked about")
    comment_id = shop.person(FIRST).comment(issue_id, "A first thought")
    shop.until_quiet()
    shop.fault(SECOND, "PUT", f"/issue/{other_id}/comment/", reset=reset)
    shop.person(FIRST).edit_comment(issue_id, comment_id, "A second thought")

    shop.until_quiet()

    assert len(shop.comments(SECOND, other_id)) == 1
    assert not shop.conflicts()
    shop.assert_equal()


def test_a_text_that_jira_normalises_survives_a_lost_answer(shop: Scene) -> None:
    """Jira stores a summary trimmed: what it shows is not what was written, and it counts as written all the same."""
    issue_id, other_id = shop.paired_issue("Trimmed", description=document("One."))
    shop.fault(SECOND, "PUT", f"/issue/{other_id}$", reset="after")
    shop.person(FIRST).edit(issue_id, fields={"description": document("Two.")})

    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "description") == document("Two.")
    shop.assert_equal()


def wait_until(condition: object, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
