"""The life of a synchronization by its forms: within one Jira, and between two."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from tests.stage import Stage
from tests.web.steps import create_here, do, elsewhere, here, requests_of, rows_of, send_request


def test_created_started_stopped_renamed_and_deleted(jiras: Stage) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")
    page = jiras.open_project("SHOP")

    assert "RUNNING" in do(page, public_id, "start", scope="from-now-on").text
    assert "STOPPED" in do(page, public_id, "stop").text
    assert "Another name" in do(page, public_id, "edit", name="Another name", description="").text
    assert rows_of(do(page, public_id, "delete").text) == []


def test_start_of_all_that_match_shows_a_backfill_for_each_side(jiras: Stage) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")

    row = do(jiras.open_project("SHOP"), public_id, "start", scope="all-that-match").text

    assert row.count("<progress") == 2
    assert 'hx-trigger="every 2s"' in row


def test_form_posted_twice_makes_one(jiras: Stage) -> None:
    form = here(jiras, "OPS")
    page = jiras.open_project("SHOP")

    once, twice = (page.call("POST", "/synchronizations", **form) for _ in range(2))

    assert rows_of(once.text) == rows_of(twice.text) != []


def test_everything_wrong_with_a_form_is_said_at_once_and_nothing_typed_is_lost(jiras: Stage) -> None:
    form = here(jiras, "OPS", name="n" * 101, description="d" * 2001)

    answer = jiras.open_project("SHOP").call("POST", "/synchronizations", **form)

    assert answer.status_code == 422
    assert "101 characters" in answer.text
    assert "2,001 characters" in answer.text
    assert "n" * 101 in answer.text
    assert "d" * 2001 in answer.text


def test_text_is_shown_as_text(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS", name="<script>alert(1)</script>")

    assert "<script>alert" not in jiras.open_project("SHOP").html


def test_what_does_not_fit_the_status_is_said_in_a_sentence(jiras: Stage) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")

    refused = do(jiras.open_project("SHOP"), public_id, "stop")

    assert refused.status_code == 409
    assert refused.json()["sentence"] == "It is stopped already."


@pytest.mark.parametrize("action", ["start", "stop", "edit", "delete", "accept", "decline", "configuration"])
def test_another_projects_and_another_jiras_synchronization_is_as_good_as_none(jiras: Stage, action: str) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")

    for stranger in (jiras.open_project("HR", "admin"), jiras.open_project("PLAT"), jiras.open_admin(jiras.globex)):
        assert do(stranger, public_id, action, name="x").status_code == 404
        assert do(stranger, "0" * 16, action, name="x").status_code == 404


def test_partner_accepts_and_both_sides_may_start_and_stop(jiras: Stage) -> None:
    public_id = send_request(jiras, "SHOP", jiras.globex.address, "plat", message="Shall we?")
    assert "REQUEST SENT" in jiras.open_project("SHOP").html

    partner = jiras.open_project("PLAT")
    assert requests_of(partner.html) == [public_id]
    assert "Shall we?" in partner.html
    assert "STOPPED" in do(partner, public_id, "accept").text

    assert "RUNNING" in do(partner, public_id, "start", scope="from-now-on").text
    assert "STOPPED" in do(jiras.open_project("SHOP"), public_id, "stop").text


def test_partner_declines_and_the_requester_deletes_it(jiras: Stage) -> None:
    public_id = send_request(jiras, "SHOP", jiras.globex.address, "PLAT")

    partner = jiras.open_project("PLAT")
    assert requests_of(do(partner, public_id, "decline").text) == []

    requester = jiras.open_project("SHOP")
    assert "DECLINED" in requester.html
    assert rows_of(do(requester, public_id, "delete").text) == []


def test_request_is_for_the_admins_of_that_project_only(jiras: Stage) -> None:
    send_request(jiras, "SHOP", jiras.globex.address, "PLAT")

    assert requests_of(jiras.open_project("DESK").html) == []
    assert jiras.open_project("PLAT", "member").answer.status_code == 403


def test_request_to_nobody_looks_like_any_other(jiras: Stage) -> None:
    """Neither the answer nor what is asked of Jira tells whether there is such a partner."""
    targets = ((jiras.globex.address, "PLAT"), (jiras.globex.address, "NONE"), ("nowhere.example", "PLAT"))
    answers = []
    for address, key in targets:
        answer = jiras.open_project("SHOP").call("POST", "/synchronizations", **elsewhere(address, key))
        answers.append((answer.status_code, json.loads(answer.headers["HX-Trigger"])))

    assert answers[0] == answers[1] == answers[2]


def test_bulk_start_leaves_out_what_does_not_fit_and_says_why(jiras: Stage) -> None:
    first = create_here(jiras, "SHOP", "OPS")
    second = create_here(jiras, "SHOP", "HR", part="admin")
    page = jiras.open_admin(jiras.acme)
    do(page, first, "start", scope="from-now-on")

    answer = page.call("POST", "/synchronizations/bulk/start", chosen=[first, second])

    flag = json.loads(answer.headers["HX-Trigger"])["backbone:flag"]
    assert flag["title"] == "1 synchronization started"
    assert "It is running already." in flag["body"]


def test_configuration_gets_a_new_number_and_keeps_what_was_typed_when_it_is_wrong(jiras: Stage) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")
    page = jiras.open_project("SHOP")
    form = form_of(page.call("GET", f"/synchronizations/{public_id}/configuration").text)

    wrong = do(page, public_id, "configuration", **form | {"type-0-second": form["type-1-second"]})
    saved = do(page, public_id, "configuration", **form | {"field-1-direction": "to-second"})
    late = do(page, public_id, "configuration", **form)

    assert wrong.status_code == 422
    assert "used in another row already" in wrong.text
    assert "Configuration 2 is in effect" in saved.headers["HX-Trigger"]
    assert late.status_code == 409


def form_of(html: str) -> dict[str, str]:
    """What a browser would send of the configuration's form."""
    reader = FormReader()
    reader.feed(html)
    return reader.values


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("name"):
            self.values[str(found["name"])] = found.get("value") or ""
        if tag == "select":
            self.select = None if "disabled" in found else found.get("name")
        if tag == "option" and self.select and "selected" in found:
            self.values[self.select] = found.get("value") or ""
