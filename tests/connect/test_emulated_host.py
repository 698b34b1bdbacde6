"""A whole life over real HTTP: an emulated site installs the add-on by its address, sends webhooks, calls from a page,
renews the secret and removes the add-on again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from flask import Flask, jsonify
from werkzeug.serving import ThreadedWSGIServer, make_server
from werkzeug.wrappers import Response

from app.connect import guard
from app.connect.descriptor import addon_key
from app.settings import Settings
from app.storage.tables import DeliveryRow, TenantRow
from jira_emulator import seed
from jira_emulator.host.connect_host import host_of, install
from jira_emulator.host.tokens import context_token, request_token
from jira_emulator.server import Emulator, RunningSite
from tests.connect.conftest import authorization, rows, running


@dataclass
class Served:
    """An application behind an address that is known before there is an application."""

    address: str = ""
    app: Flask | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        answerer: Any = self.app or Response(status=503)
        return answerer(environ, start_response)


@contextmanager
def serving() -> Iterator[Served]:
    """Ends when every request has been answered."""
    served = Served()
    server = make_server("127.0.0.1", 0, served, threaded=True)
    assert isinstance(server, ThreadedWSGIServer)
    server.daemon_threads = False
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def jira() -> Iterator[RunningSite]:
    with Emulator(seed=11) as emulator:
        one = emulator.add_site("acme")
        seed.add_project(one.site, "SHOP", "Storefront")
        yield one


@pytest.fixture
def addon(settings: Settings, jira: RunningSite) -> Iterator[Served]:
    """The server ends before the application: `enabled` may still be on its way."""
    with ExitStack() as application, serving() as served:
        keys_url = f"{jira.address}/_install-keys"
        own = replace(settings, base_url=served.address, install_keys_urls=(keys_url,))
        app = application.enter_context(running(own))
        app.add_url_rule("/who", view_func=guard.page_call(who))
        served.app = app
        yield served


def who() -> Any:
    return jsonify(account=guard.caller().account_id, project=guard.caller().place.project_id)


def create_issue(jira: RunningSite) -> None:
    user = seed.person(jira.site, "admin")
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "A summary"}
    answer = requests.post(
        f"{jira.address}/rest/api/3/issue", json={"fields": fields}, auth=(user.email, user.api_token), timeout=20
    )
    assert answer.status_code == 201, answer.text


def test_a_site_installs_the_add_on_and_its_webhooks_are_taken(addon: Served, jira: RunningSite) -> None:
    install(jira, f"{addon.address}/atlassian-connect.json")

    create_issue(jira)
    assert jira.courier.wait_until_idle(10)

    assert addon.app is not None
    (tenant,) = rows(addon.app, TenantRow)
    (delivery,) = rows(addon.app, DeliveryRow)
    assert tenant.site_address == jira.address
    assert (delivery.tenant_id, delivery.event) == (tenant.id, "jira:issue_created")


def test_our_calls_are_taken_by_the_site(addon: Served, jira: RunningSite) -> None:
    install(jira, f"{addon.address}/atlassian-connect.json")
    assert addon.app is not None
    (tenant,) = rows(addon.app, TenantRow)

    site = addon.app.extensions["backbone"].sites.open(tenant.id, "page")

    assert site.own_account_id() == jira.site.installations[addon_key()].app_user.account_id
    assert [project.key for project in site.projects("Store")] == ["SHOP"]


def test_a_page_calls_with_the_host_s_token(addon: Served, jira: RunningSite) -> None:
    installation = install(jira, f"{addon.address}/atlassian-connect.json")
    token = context_token(installation, "someone", {"project": {"id": "10000", "key": "SHOP"}})
    other = request_token(installation, "GET", f"{addon.address}/who", "someone")

    taken = requests.get(f"{addon.address}/who", headers=authorization(token), timeout=20)
    refused = requests.get(f"{addon.address}/who", headers=authorization(other), timeout=20)

    assert taken.json() == {"account": "someone", "project": "10000"}
    assert refused.status_code == 401


def test_a_renewed_secret_interrupts_nothing(addon: Served, jira: RunningSite) -> None:
    install(jira, f"{addon.address}/atlassian-connect.json")
    host_of(jira).rotate_secret(addon_key())

    create_issue(jira)
    assert jira.courier.wait_until_idle(10)

    assert addon.app is not None
    assert len(rows(addon.app, DeliveryRow)) == 1


def test_a_removed_add_on_is_no_tenant_any_more(addon: Served, jira: RunningSite) -> None:
    install(jira, f"{addon.address}/atlassian-connect.json")
    host_of(jira).uninstall(addon_key()).join(10)

    assert addon.app is not None
    assert [row.is_active for row in rows(addon.app, TenantRow)] == [False]
