"""Two emulated Jira sites with the add-on installed on both: the real application, over real HTTP, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.connect.descriptor import addon_key
from app.settings import Settings
from app.sync.caller import Caller, Place
from app.sync.permission import Permissions, Visit
from app.sync.ports import Ports
from jira_emulator import seed
from jira_emulator.host.connect_host import install
from jira_emulator.host.descriptor import modules_of
from jira_emulator.host.frames import Place as HostPlace
from jira_emulator.host.frames import frame_url, jira_context
from jira_emulator.host.tokens import context_token
from jira_emulator.model import Installation, Project
from jira_emulator.server import Emulator, RunningSite
from tests.connect.conftest import running
from tests.connect.test_emulated_host import serving

PROJECT_PAGE, ADMIN_PAGE, PANEL = "project-synchronizations", "synchronizations", "issue-synchronization"


@dataclass
class Landscape:
    """`acme` has the projects SHOP (with issues) and OPS, `globex` has PLAT (empty) and DESK."""

    app: Flask
    acme: RunningSite
    globex: RunningSite

    @property
    def ports(self) -> Ports:
        ports: Ports = self.app.extensions["backbone"]
        return ports

    def visit(self, site: RunningSite, key: str | None, part: str = "project_admin") -> Visit:
        """As if somebody called from the page of this project, or of the whole Jira."""
        with self.ports.store.transaction() as work:
            tenant = work.tenants.by_site_address(site.address)
        assert tenant is not None
        place = Place(project_id=str(project(site, key).id), project_key=key) if key else Place()
        return Visit(self.ports, Permissions(), Caller(tenant.id, seed.person(site.site, part).account_id, place))

    def opened(self, site: RunningSite, key: str | None, part: str = "project_admin") -> OpenPage:
        return OpenPage(self.app.test_client(), site, part, key)


@dataclass
class OpenPage:
    """Somebody with the page of a project (or, without a key, of the whole Jira) open, without a browser."""

    client: FlaskClient
    site: RunningSite
    part: str
    key: str | None
    place: HostPlace = field(init=False)
    ticket: str = field(init=False, default="")
    first: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.place = HostPlace(project=project(self.site, self.key) if self.key else None)
        url = frame_url(self.site.site, self.installation, self.module(), self.place, self.user)
        self.first = self.client.get(url.removeprefix(self.installation.base_url), headers={"Accept": "text/html"})
        if self.first.status_code == 200:
            self.ticket = self.first.text.split('name="backbone-place" content="')[1].split('"')[0]

    @property
    def installation(self) -> Installation:
        return self.site.site.installations[addon_key()]

    @property
    def user(self) -> Any:
        return seed.person(self.site.site, self.part)

    def module(self) -> Any:
        wanted = PROJECT_PAGE if self.key else ADMIN_PAGE
        return next(one for one in modules_of(self.installation.descriptor) if one.key == wanted)

    def call(self, method: str, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        token = context_token(self.installation, self.user.account_id, jira_context(self.place))
        headers = {"Authorization": f"JWT {token}", "X-Backbone-Place": self.ticket, "HX-Request": "true"}
        return self.client.open(path, method=method, data=form, headers=headers)

    def get(self, path: str) -> TestResponse:
        return self.call("GET", path)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.call("POST", path, form)


def project(site: RunningSite, key: str | None) -> Project:
    return next(one for one in site.site.projects.values() if one.key == key)


def expired(installation: Installation, account_id: str) -> str:
    claims = {"iss": installation.client_key, "iat": 1, "exp": 100, "qsh": "context-qsh", "sub": account_id}
    return jwt.encode(claims, installation.shared_secret, "HS256")


@contextmanager
def landscape(database_url: str, redis_url: str) -> Iterator[Landscape]:
    with ExitStack() as stack:
        emulator = stack.enter_context(Emulator(seed=5))
        acme, globex = emulator.add_site("acme"), emulator.add_site("globex")
        seed.demo(acme.site, globex.site)
        application = stack.enter_context(ExitStack())
        served = stack.enter_context(serving())
        settings = settings_for(acme, served.address, database_url, redis_url)
        served.app = application.enter_context(running(settings))
        for site in (acme, globex):
            install(site, served.address + "/atlassian-connect.json")
        yield Landscape(served.app, acme, globex)
        emulator.stop()


def settings_for(jira: RunningSite, address: str, database_url: str, redis_url: str) -> Settings:
    return Settings(
        base_url=address,
        database_url=database_url,
        redis_url=redis_url,
        secret_keys=(Fernet.generate_key().decode(),),
        install_keys_urls=(f"{jira.address}/_install-keys",),
        allowed_jira_hosts=("127.0.0.1",),
        all_js_url=f"{jira.address}/_connect/all.js",
        log_level="info",
        webhook_max_bytes=100_000,
        old_secret_minutes=10,
    )
