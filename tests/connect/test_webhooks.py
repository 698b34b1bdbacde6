"""Webhooks are taken when they are Jira's, refused when they are not, and never break anything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from werkzeug.serving import make_server

from app.connect.events import EVENTS, Use
from app.engine.contract import Side
from app.settings import Settings
from app.storage.tables import DeliveryRow, MarkRow, TenantRow
from app.sync.records import End
from tests.connect.conftest import install, rows, running, send_webhook
from tests.connect.jira_side import Site

ISSUE = {"id": "10001", "key": "ONE-1", "fields": {"project": {"id": "10000", "key": "ONE"}}}
UPDATED = {"timestamp": 1_700_000_000_123, "user": {"accountId": "someone"}, "issue": ISSUE}


@contextmanager
def one_log_line() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as logs:
        yield logs
    assert len(logs) == 1, logs


def test_a_webhook_is_stored_with_its_ids_and_time(client: FlaskClient, app: Flask, installed: Site) -> None:
    assert send_webhook(client, installed, "issue_updated", UPDATED).status_code == 204

    (row,) = rows(app, DeliveryRow)
    assert (row.identifier, row.event, row.issue_id, row.project_id) == (
        "delivery-1",
        "jira:issue_updated",
        "10001",
        "10000",
    )
    assert row.occurred_at == datetime.fromtimestamp(1_700_000_000.123, UTC)


def test_a_repeated_webhook_is_stored_once(client: FlaskClient, app: Flask, installed: Site) -> None:
    for _ in range(2):
        assert send_webhook(client, installed, "issue_updated", UPDATED).status_code == 204

    assert len(rows(app, DeliveryRow)) == 1


@pytest.mark.parametrize("identifier", [None, "", "with space", "x" * 201])
def test_without_a_usable_identifier_the_body_tells_repetitions_apart(
    client: FlaskClient, app: Flask, installed: Site, identifier: str | None
) -> None:
    for body in (UPDATED, UPDATED, {**UPDATED, "timestamp": 5}):
        send_webhook(client, installed, "issue_updated", body, identifier=identifier)

    assert len(rows(app, DeliveryRow)) == 2


def test_two_sites_may_use_the_same_identifier(
    client: FlaskClient, app: Flask, installed: Site, other_site: Site
) -> None:
    install(client, other_site)
    for site in (installed, other_site):
        assert send_webhook(client, site, "issue_updated", UPDATED).status_code == 204

    assert len({row.tenant_id for row in rows(app, DeliveryRow)}) == 2


# -- bad input: one log line each, nothing stored ----------------------------------------------------------------


def test_a_webhook_with_a_bad_signature_is_401(client: FlaskClient, app: Flask, installed: Site) -> None:
    with one_log_line():
        answer = send_webhook(client, installed.with_new_secret(), "issue_updated", UPDATED)

    assert answer.status_code == 401
    assert rows(app, DeliveryRow) == []


def test_a_webhook_signed_by_another_tenant_is_401(
    client: FlaskClient, app: Flask, installed: Site, other_site: Site
) -> None:
    install(client, other_site)
    token = replace(other_site, client_key=installed.client_key).request_token("POST", "/webhooks/issue_updated")

    with one_log_line():
        assert send_webhook(client, installed, "issue_updated", UPDATED, token=token).status_code == 401
    assert rows(app, DeliveryRow) == []


def test_the_tenant_is_the_token_s_whatever_the_body_says(
    client: FlaskClient, app: Flask, installed: Site, other_site: Site
) -> None:
    install(client, other_site)
    body = {**UPDATED, "clientKey": installed.client_key, "baseUrl": installed.address}
    body["issue"] = {**ISSUE, "self": f"{installed.address}/rest/api/2/issue/10001"}

    send_webhook(client, other_site, "issue_updated", body)

    (row,) = rows(app, DeliveryRow)
    assert row.tenant_id == 2


def test_a_webhook_of_an_unknown_tenant_is_401(client: FlaskClient, app: Flask, site: Site) -> None:
    with one_log_line():
        assert send_webhook(client, site, "issue_updated", UPDATED).status_code == 401
    assert rows(app, DeliveryRow) == []


def test_a_webhook_that_is_too_large_is_413(client: FlaskClient, app: Flask, installed: Site) -> None:
    with one_log_line():
        answer = send_webhook(client, installed, "issue_updated", {**UPDATED, "pad": "x" * 100_000})

    assert answer.status_code == 413
    assert rows(app, DeliveryRow) == []


def test_a_body_is_refused_by_its_announced_length_before_it_is_sent(app: Flask, installed: Site) -> None:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.putrequest("POST", "/webhooks/issue_updated")
        token = installed.request_token("POST", "/webhooks/issue_updated")
        connection.putheader("Authorization", f"JWT {token}")
        connection.putheader("Content-Length", "30000000")
        connection.endheaders()

        assert connection.getresponse().status == 413
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()


NOT_JSON = [b"", b"x", b"{", b"[]", b"null", b'"x"', b"17", b"\xff", b'{"a":', b"[" * 50_000, b'{"a":' * 20_000]


@pytest.mark.parametrize("body", [*NOT_JSON, b'{"timestamp":' + b"9" * 5000 + b"}"])
@pytest.mark.parametrize("name", ["issue_updated", "worklog_created"])
def test_a_webhook_that_is_not_json_is_400(
    client: FlaskClient, app: Flask, installed: Site, body: bytes, name: str
) -> None:
    with one_log_line():
        assert send_webhook(client, installed, name, body).status_code == 400
    assert rows(app, DeliveryRow) == []


def test_a_webhook_for_an_issue_that_nobody_syncs_is_204_and_marks_nothing(
    client: FlaskClient, app: Flask, installed: Site
) -> None:
    with one_log_line():
        assert send_webhook(client, installed, "issue_updated", UPDATED).status_code == 204
    with app.extensions["backbone"].store.transaction() as work:
        assert work.marks.due(datetime.now(UTC), 10) == []


def test_a_webhook_that_names_no_issue_is_400(client: FlaskClient, app: Flask, installed: Site) -> None:
    with one_log_line():
        assert send_webhook(client, installed, "issue_updated", {"issue": {"key": "ONE-1"}}).status_code == 400
    assert rows(app, DeliveryRow) == []


def test_an_event_that_was_never_asked_for_is_404(client: FlaskClient, installed: Site) -> None:
    with one_log_line():
        assert send_webhook(client, installed, "issue_property_set", UPDATED).status_code == 404


@pytest.mark.parametrize("name", [name for name, (_, use) in EVENTS.items() if use is Use.NONE])
def test_an_event_that_nothing_uses_yet_is_taken_and_forgotten(
    client: FlaskClient, app: Flask, installed: Site, name: str
) -> None:
    with one_log_line() as logs:
        assert send_webhook(client, installed, name, UPDATED).status_code == 204
    assert logs[0]["event"] == "webhook_ignored"
    assert rows(app, DeliveryRow) == []


def test_no_log_line_has_content(client: FlaskClient, installed: Site) -> None:
    body = {**UPDATED, "issue": {**ISSUE, "fields": {"summary": "Confidential"}}}
    with structlog.testing.capture_logs() as logs:
        send_webhook(client, installed, "issue_updated", body)
        send_webhook(client, installed, "issue_updated", b'{"Confidential')
        send_webhook(client, installed, "issue_updated", {"Confidential": 1})

    assert len(logs) == 3
    assert "Confidential" not in str(logs)
    assert installed.secret not in str(logs)


def test_redis_down_webhooks_are_still_taken(settings: Settings, site: Site) -> None:
    with running(replace(settings, redis_url="unix:///nowhere/redis.sock")) as app:
        client = app.test_client()
        install(client, site)

        assert send_webhook(client, site, "issue_updated", UPDATED).status_code == 204
        assert len(rows(app, DeliveryRow)) == 1


def test_database_down_is_503_so_that_jira_sends_it_again(settings: Settings, site: Site) -> None:
    with running(replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none")) as app:
        client = app.test_client()
        with structlog.testing.capture_logs() as logs:
            answer = send_webhook(client, site, "issue_updated", UPDATED)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert [line["code"] for line in logs] == ["storage-unavailable"]


# -- our own changes ----------------------------------------------------------------------------------------------


@contextmanager
def marked(app: Flask, site_address: str) -> Iterator[int]:
    """A synchronization between the issue's project and another one; its id."""
    (tenant,) = rows(app, TenantRow)
    ends = [
        End(side, site_address, key, tenant_id=tenant.id, project_id=project_id)
        for side, key, project_id in ((Side.FIRST, "ONE", "10000"), (Side.SECOND, "TWO", "20000"))
    ]
    about = {"name": "A", "description": "", "message": "", "created_by": "someone", "acceptance": "not-needed"}
    with app.extensions["backbone"].store.transaction() as work:
        added = work.synchronizations.add(first=ends[0], second=ends[1], at=datetime.now(UTC), **about)
    yield added.id


@pytest.mark.parametrize(
    ("name", "trace", "marks"),
    [
        ("issue_updated", "synchronization:{own}", 0),
        ("comment_created", "synchronization:{own}", 0),
        ("issue_created", "synchronization:{own}", 1),
        ("issue_updated", "synchronization:{other}", 1),
        ("issue_updated", None, 1),
        ("issue_updated", "something of somebody's", 1),
        ("issue_updated", "synchronization:99999999999999999999", 1),
        ("issue_updated", "synchronization:-1", 1),
    ],
)
def test_what_a_synchronization_wrote_itself_is_news_for_the_others_only(
    client: FlaskClient, app: Flask, installed: Site, name: str, trace: str | None, marks: int
) -> None:
    with marked(app, installed.address) as own:
        echoed = None if trace is None else trace.format(own=own, other=own + 1)

        answer = send_webhook(client, installed, name, {"issue": ISSUE}, trace=echoed)

    assert answer.status_code == 204
    assert len(rows(app, MarkRow)) == marks


# -- any shape ----------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["issue", "id", "fields", "project", "timestamp", "user", "accountId", "comment", "author", "updateAuthor"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["10001", "-1", "٣"])
ANY_JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=4)
)
ANY_BODY = st.binary() | ANY_JSON.map(lambda document: json.dumps(document).encode())


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_BODY, name=st.sampled_from(sorted(EVENTS)), identifier=st.text(st.characters(max_codepoint=255)))
def test_no_body_breaks_anything(client: FlaskClient, installed: Site, body: bytes, name: str, identifier: str) -> None:
    identifier = identifier.replace("\r", "").replace("\n", "")

    assert send_webhook(client, installed, name, body, identifier=identifier).status_code in (204, 400)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(NAMES, ANY_JSON, max_size=4), fields=ANY_JSON)
def test_an_issue_in_odd_company_is_taken(
    client: FlaskClient, installed: Site, changes: dict[str, Any], fields: Any
) -> None:
    body = {**UPDATED, **changes, "issue": {"id": "10001", "fields": fields}}

    assert send_webhook(client, installed, "issue_updated", body, identifier=None).status_code == 204


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_JSON)
def test_no_callback_breaks_anything(client: FlaskClient, site: Site, body: Any) -> None:
    changed = {**site.body("installed"), **body} if isinstance(body, dict) else body

    assert install(client, site, body=changed).status_code in (204, 400, 401, 422)
