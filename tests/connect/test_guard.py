"""Nothing can be reached that does not say what it takes; and who comes in is who the token says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet
from flask import Flask, jsonify
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.connect import guard
from app.settings import Settings
from tests.connect.conftest import authorization, content, install, running
from tests.connect.jira_side import Site

PAGE = "/pages-of-the-test/project?projectId=10001&projectKey=ONE"


def show_caller() -> Any:
    caller = guard.caller()
    place = caller.place
    return jsonify(
        tenant=caller.tenant_id,
        account=caller.account_id,
        place=[place.project_id, place.project_key, place.issue_id],
        ticket=guard.place_ticket(),
    )


def show_caller_to_a_call() -> Any:
    return show_caller()


def forgotten() -> str:
    return "seen"


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with running(settings) as app:
        app.add_url_rule("/pages-of-the-test/project", view_func=guard.opened_page(show_caller))
        view = guard.page_call(show_caller_to_a_call)
        app.add_url_rule("/calls-of-the-test", view_func=view, methods=["GET", "POST"])
        app.add_url_rule("/forgotten", view_func=forgotten)
        yield app


def opened(client: FlaskClient, site: Site, path: str = PAGE, **claims: Any) -> TestResponse:
    token = site.request_token("GET", path, **{"sub": "someone", **claims})
    return client.get(f"{path}{'&' if '?' in path else '?'}jwt={token}")


def called(client: FlaskClient, token: str, ticket: str | None = None) -> TestResponse:
    headers = authorization(token) | ({"X-Backbone-Place": ticket} if ticket is not None else {})
    return client.get("/calls-of-the-test", headers=headers)


def test_every_view_says_what_it_takes(settings: Settings) -> None:
    with running(settings) as app:
        silent = [rule.endpoint for rule in app.url_map.iter_rules() if guard.entry_of(app, rule.endpoint) is None]

    assert silent == []


def test_what_everybody_may_see_is_known_by_name(settings: Settings) -> None:
    with running(settings) as app:
        rules = app.url_map.iter_rules()
        open_to_all = {rule.rule for rule in rules if guard.entry_of(app, rule.endpoint) is guard.Entry.ANYONE}

    assert open_to_all == {
        "/static/<path:filename>",
        "/atlassian-connect.json",
        "/health/live",
        "/health/ready",
        "/metrics",
    }


def test_a_view_that_says_nothing_can_t_be_reached(client: FlaskClient, installed: Site) -> None:
    token = installed.request_token("GET", "/forgotten")

    assert client.get("/forgotten").status_code == 404
    assert client.get(f"/forgotten?jwt={token}").status_code == 404
    assert client.get("/forgotten", headers=authorization(token)).status_code == 404


def test_an_opened_page_knows_who_and_where(client: FlaskClient, installed: Site) -> None:
    answer = content(opened(client, installed))

    assert answer["account"] == "someone"
    assert answer["place"] == ["10001", "ONE", None]


def test_somebody_who_is_not_signed_in_has_no_account(client: FlaskClient, installed: Site) -> None:
    assert content(opened(client, installed, sub=None))["account"] is None


@pytest.mark.parametrize(
    "changed",
    [
        PAGE.replace("10001", "10002"),
        f"{PAGE}&issueId=5",
        PAGE.replace("&projectKey=ONE", ""),
        f"{PAGE}&projectId=10002",
    ],
)
def test_an_address_that_was_changed_is_refused(client: FlaskClient, installed: Site, changed: str) -> None:
    token = installed.request_token("GET", PAGE, sub="someone")

    assert client.get(f"{changed}&jwt={token}").status_code == 401


def test_the_order_and_the_spelling_of_the_query_don_t_matter(client: FlaskClient, installed: Site) -> None:
    path = f"/pages-of-the-test/project?projectKey=ONE&cp=&name={quote('é ~*+&')}&projectId=10001"

    assert opened(client, installed, path).status_code == 200


@pytest.mark.parametrize("path", ["//pages-of-the-test/project", "/pages-of-the-test//project"])
def test_an_address_that_can_be_read_in_two_ways_is_not_served(client: FlaskClient, installed: Site, path: str) -> None:
    assert opened(client, installed, path).status_code in (308, 401, 404)


def test_a_page_needs_its_token_in_the_address_and_only_once(client: FlaskClient, installed: Site) -> None:
    token = installed.request_token("GET", PAGE)

    assert client.get(PAGE).status_code == 401
    assert client.get(PAGE, headers=authorization(token)).status_code == 401
    assert client.get(f"{PAGE}&jwt={token}&jwt={token}").status_code == 401


def test_a_context_token_opens_no_page(client: FlaskClient, installed: Site) -> None:
    assert client.get(f"{PAGE}&jwt={installed.context_token()}").status_code == 401


def test_the_token_of_a_page_s_address_calls_nothing(client: FlaskClient, installed: Site) -> None:
    assert called(client, installed.request_token("GET", "/calls-of-the-test", sub="someone")).status_code == 401


def test_a_context_token_in_the_address_calls_nothing(client: FlaskClient, installed: Site) -> None:
    assert client.get(f"/calls-of-the-test?jwt={installed.context_token()}").status_code == 401


def test_a_call_knows_the_place_from_the_page_s_ticket(client: FlaskClient, installed: Site) -> None:
    ticket = content(opened(client, installed))["ticket"]

    answer = content(called(client, installed.context_token("someone"), ticket))

    assert (answer["account"], answer["place"]) == ("someone", ["10001", "ONE", None])


def test_a_call_without_a_ticket_knows_what_the_token_says(client: FlaskClient, installed: Site) -> None:
    context = {"jira": {"project": {"id": "10001", "key": "ONE"}, "issue": {"id": 7, "key": "ONE-1"}}}

    assert content(called(client, installed.context_token("someone", context)))["place"] == ["10001", "ONE", "7"]


@pytest.mark.parametrize("context", [None, [], "x", {"jira": []}, {"jira": {"project": "x", "issue": {"id": True}}}])
def test_a_context_of_another_shape_says_nothing(client: FlaskClient, installed: Site, context: Any) -> None:
    assert content(called(client, installed.context_token("someone", context)))["place"] == [None, None, None]


def test_a_ticket_of_somebody_else_is_refused(client: FlaskClient, installed: Site, other_site: Site) -> None:
    ticket = content(opened(client, installed))["ticket"]
    install(client, other_site)

    assert called(client, installed.context_token("another"), ticket).status_code == 401
    assert called(client, installed.context_token(None), ticket).status_code == 401
    assert called(client, other_site.context_token("someone"), ticket).status_code == 401


def test_a_ticket_of_another_place_than_the_token_s_is_refused(client: FlaskClient, installed: Site) -> None:
    ticket = content(opened(client, installed))["ticket"]
    elsewhere = {"jira": {"project": {"id": "10002"}}}

    assert called(client, installed.context_token("someone", elsewhere), ticket).status_code == 401


def test_a_forged_ticket_is_refused(client: FlaskClient, installed: Site) -> None:
    forged = URLSafeTimedSerializer("another key", salt="place-ticket").dumps([1, "someone", "10001", "ONE", None])

    for ticket in (forged, "", "x", forged[:-2]):
        assert called(client, installed.context_token("someone"), ticket).status_code == 401


def test_a_ticket_outlives_a_change_of_keys(client: FlaskClient, installed: Site, settings: Settings) -> None:
    ticket = content(opened(client, installed))["ticket"]
    changed = replace(settings, secret_keys=(Fernet.generate_key().decode(), *settings.secret_keys))
    with running(changed) as later:
        later.add_url_rule("/calls-of-the-test", view_func=guard.page_call(show_caller))

        assert called(later.test_client(), installed.context_token("someone"), ticket).status_code == 200


def test_a_page_may_be_framed_by_its_own_site_alone(client: FlaskClient, installed: Site, other_site: Site) -> None:
    install(client, other_site)

    policy = opened(client, installed).headers["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors {installed.address}")
    assert "script-src 'self' https://connect-cdn.atl-paas.net;" in policy
    assert "unsafe" not in policy


def test_a_refusal_does_not_say_where_a_site_is(client: FlaskClient, installed: Site) -> None:
    """Somebody who knows a `clientKey` and no secret learns nothing from the answer."""
    forged = Site("https://x", installed.keys, client_key=installed.client_key)

    answer = opened(client, forged)

    assert answer.status_code == 401
    assert installed.address not in f"{answer.headers}{answer.text}"


def test_nothing_is_kept_by_the_browser(client: FlaskClient, installed: Site) -> None:
    ticket = content(opened(client, installed))["ticket"]
    for answer in (opened(client, installed), called(client, installed.context_token("someone"), ticket)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers


def test_a_person_gets_a_page_and_a_program_gets_json(client: FlaskClient) -> None:
    page = client.get(PAGE, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    program = client.get(PAGE)

    assert (page.status_code, page.mimetype) == (401, "text/html")
    assert "Open the page in Jira again." in page.text
    assert (program.status_code, content(program)["code"]) == (401, "not-authenticated")


def test_an_error_of_ours_shows_no_stack_trace(settings: Settings) -> None:
    def broken() -> str:
        raise ZeroDivisionError("a secret in the message")

    with running(settings) as app:
        app.add_url_rule("/broken", view_func=guard.anyone(broken))
        answer = app.test_client().get("/broken")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_importing_the_engine_loads_no_flask() -> None:
    program = "import sys, app.engine.plan; sys.exit('flask' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
