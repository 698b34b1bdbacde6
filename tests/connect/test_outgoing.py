"""How our calls to Jira are signed."""

from __future__ import annotations

import time

import jwt
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from app.connect.outgoing import AddOnAuthorization, Authorizations
from app.connect.state import EXTENSION
from app.errors import JiraAccessLost
from app.storage.tables import TenantRow
from jira_emulator.host.qsh import hash_of_url
from tests.connect.conftest import install, rows, uninstall
from tests.connect.jira_side import ADDON_KEY, JiraServer, Site

SECRET = "a shared secret that is long enough for HS256"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"fields": "summary,labels", "expand": "changelog"},
        {"query": "Ä & B = ü+1 ~*'()!", "empty": ""},
        {"jql": 'project = "ONE" AND created >= "2026-01-01 10:00"'},
        {"emoji": "😀", "slash": "/a/b"},
    ],
)
def test_what_is_sent_is_what_is_signed(jira_server: JiraServer, params: dict[str, str]) -> None:
    with requests.Session() as http:
        http.auth = AddOnAuthorization(ADDON_KEY, SECRET)
        http.get(f"{jira_server.address}/rest/api/3/myself", params=params, timeout=5)

    ((line, header),) = jira_server.asked
    kind, token = (header or "").split(" ")
    claims = jwt.decode(token, SECRET, ["HS256"], audience=ADDON_KEY)
    assert kind == "JWT"
    assert claims["qsh"] == hash_of_url("GET", line)
    assert claims["iss"] == ADDON_KEY
    assert claims["exp"] - claims["iat"] == 180
    assert abs(claims["iat"] - time.time()) < 60


def authorizations(app: Flask) -> Authorizations:
    return Authorizations(app.extensions[EXTENSION].engine, ADDON_KEY)


def test_calls_are_signed_with_the_newest_secret(client: FlaskClient, app: Flask, installed: Site) -> None:
    renewed = installed.with_new_secret()
    install(client, renewed)
    (tenant,) = rows(app, TenantRow)

    address, authorization = authorizations(app).authorization_for(tenant.id)

    assert address == installed.address
    assert authorization == AddOnAuthorization(ADDON_KEY, renewed.secret)


def test_a_site_without_the_add_on_is_not_called(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    uninstall(client, installed)

    for tenant_id in (tenant.id, 4711):
        with pytest.raises(JiraAccessLost):
            authorizations(app).authorization_for(tenant_id)


def test_a_secret_is_in_no_representation(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)

    assert installed.secret not in repr(authorizations(app).authorization_for(tenant.id))
