"""The add-on with a real database, Redis and key server, and a Jira site that signs as Atlassian's documents say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import Row
from werkzeug.test import TestResponse

from app import create_app
from app.connect.state import EXTENSION
from app.settings import Settings
from app.storage.database import create_engine, transaction
from app.storage.tables import METADATA
from demo.services import Databases, PostgresServer
from tests.connect.jira_side import BASE_URL, JiraServer, KeyPair, Site, new_key_pair

Send = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def shared_database(databases: Databases | PostgresServer, schema_template: str) -> Iterator[Engine]:
    """One for all tests here: they are many, and each leaves a few rows only."""
    url = databases.create_database(template=schema_template)
    engine = create_engine(url)
    yield engine
    engine.dispose()
    databases.drop_database(url)


@pytest.fixture
def database_url(shared_database: Engine) -> str:
    """Empty, as a database of the test's own would be."""
    names = ", ".join(table.name for table in METADATA.sorted_tables)
    with transaction(shared_database) as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return shared_database.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def keys() -> KeyPair:
    return new_key_pair()


@pytest.fixture
def jira_server(keys: KeyPair) -> Iterator[JiraServer]:
    with JiraServer().running() as server:
        server.pems[keys.kid] = keys.public_pem
        yield server


@pytest.fixture
def settings(database_url: str, redis_url: str, jira_server: JiraServer) -> Settings:
    return Settings(
        base_url=BASE_URL,
        database_url=database_url,
        redis_url=redis_url,
        secret_keys=(Fernet.generate_key().decode(),),
        install_keys_urls=(jira_server.address,),
        allowed_jira_hosts=("*.atlassian.net", "127.0.0.1"),
        all_js_url="https://connect-cdn.atl-paas.net/all.js",
        log_level="info",
        webhook_max_bytes=100_000,
        old_secret_minutes=10,
    )


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions[EXTENSION].engine.dispose()
    app.extensions["redis"].close()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with running(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site(jira_server: JiraServer, keys: KeyPair) -> Site:
    return Site(jira_server.address, keys)


@pytest.fixture
def other_site(keys: KeyPair) -> Site:
    return Site("https://other.atlassian.net", keys)


def install(client: FlaskClient, site: Site, *, body: Any = None, **claims: Any) -> TestResponse:
    path = "/connect/installed"
    headers = authorization(site.install_token(path, **claims))
    return client.post(path, json=body or site.body("installed"), headers=headers)


def uninstall(client: FlaskClient, site: Site, **claims: Any) -> TestResponse:
    path = "/connect/uninstalled"
    body = site.body("uninstalled", sharedSecret=None)
    return client.post(path, json=body, headers=authorization(site.install_token(path, **claims)))


def tell(client: FlaskClient, site: Site, event: str, **claims: Any) -> TestResponse:
    """`enabled` or `disabled`."""
    path = f"/connect/{event}"
    token = site.request_token("POST", path, **claims)
    return client.post(path, json=site.body(event, sharedSecret=None), headers=authorization(token))


def send_webhook(
    client: FlaskClient,
    site: Site,
    name: str,
    body: Any,
    *,
    identifier: str | None = "delivery-1",
    trace: str | None = None,
    **sent: Any,
) -> TestResponse:
    path = f"/webhooks/{name}"
    headers = authorization(sent.pop("token", None) or site.request_token("POST", path))
    if identifier is not None:
        headers["X-Atlassian-Webhook-Identifier"] = identifier
    if trace is not None:
        headers["X-Atlassian-Webhook-Trace"] = trace
    content = {"data": body, "content_type": "application/json"} if isinstance(body, bytes) else {"json": body}
    return client.post(path, headers=headers, **content, **sent)


def content(answer: TestResponse) -> Any:
    return answer.get_json()


def authorization(token: str) -> dict[str, str]:
    return {"Authorization": f"JWT {token}"}


def rows(app: Flask, table: Any) -> list[Row[Any]]:
    with transaction(app.extensions[EXTENSION].engine) as connection:
        return list(connection.execute(select(*table.__table__.columns)))


@pytest.fixture
def installed(client: FlaskClient, site: Site) -> Site:
    assert install(client, site).status_code == 204
    return site


def with_clock(app: Flask, clock: Any) -> None:
    app.extensions["backbone"] = replace(app.extensions["backbone"], clock=clock)
