"""Two emulated Jira sites with the add-on installed on both: the real app, served over HTTP from this process."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import event
from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, make_server

from app import create_app
from app.connect.state import EXTENSION
from app.settings import Settings
from jira_emulator import seed
from jira_emulator.host.connect_host import install
from jira_emulator.host.descriptor import modules_of
from jira_emulator.host.frames import Place, frame_url, jira_context
from jira_emulator.host.tokens import context_token
from jira_emulator.model import Installation, Project
from jira_emulator.server import Emulator, RunningSite

ADDON = "backbone-issue-sync"
PLACE_TICKET = re.compile(r'name="backbone-place" content="([^"]+)"')
MODULES = {"project": "project-synchronizations", "admin": "synchronizations", "issue": "issue-synchronization"}


@dataclass
class Opened:
    """A page of the add-on, as Jira opens it for somebody, and the calls that it makes later."""

    stage: Stage
    running: RunningSite
    part: str
    place: Place
    answer: requests.Response

    @property
    def html(self) -> str:
        return self.answer.text

    def call(self, method: str, path: str, **form: Any) -> requests.Response:
        """With a fresh token, and the ticket that the page carries."""
        ticket = PLACE_TICKET.search(self.html)
        assert ticket is not None, self.html
        headers = {"Authorization": f"JWT {self.token()}", "X-Backbone-Place": ticket[1], "HX-Request": "true"}
        return requests.request(method, self.stage.address + path, data=form, headers=headers, timeout=20)

    def token(self) -> str:
        account_id = seed.person(self.running.site, self.part).account_id
        return context_token(self.stage.installation(self.running), account_id, jira_context(self.place))


@dataclass
class Stage:
    """`acme` has the projects SHOP, OPS and HR, `globex` has PLAT and DESK; HR is no business of the project admin."""

    app: Flask
    address: str
    acme: RunningSite
    globex: RunningSite
    statements: list[str] = field(default_factory=list)

    def installation(self, running: RunningSite) -> Installation:
        return running.site.installations[ADDON]

    def project(self, key: str) -> tuple[RunningSite, Project]:
        return next(
            (running, project)
            for running in (self.acme, self.globex)
            for project in running.site.projects.values()
            if project.key == key
        )

    def open_project(self, key: str, part: str = "project_admin") -> Opened:
        running, project = self.project(key)
        return self.open(running, part, "project", Place(project))

    def open_admin(self, running: RunningSite, part: str = "admin") -> Opened:
        return self.open(running, part, "admin", Place())

    def open(self, running: RunningSite, part: str, page: str, place: Place) -> Opened:
        installation = self.installation(running)
        module = next(one for one in modules_of(installation.descriptor) if one.key == MODULES[page])
        viewer = seed.person(running.site, part)
        address = frame_url(running.site, installation, module, place, viewer)
        answer = requests.get(address, headers={"Accept": "text/html"}, timeout=20)
        return Opened(self, running, part, place, answer)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.address + path, headers={"Accept": "text/html"}, timeout=20)

    def tab(self, key: str) -> str:
        """The address of Project settings > Issue Synchronization in Jira."""
        running, _ = self.project(key)
        return f"{running.address}/plugins/servlet/ac/{ADDON}/{MODULES['project']}?project.key={key}"

    def admin_tab(self, running: RunningSite) -> str:
        return f"{running.address}/plugins/servlet/ac/{ADDON}/{MODULES['admin']}"


@contextmanager
def stage(database_url: str, redis_url: str) -> Iterator[Stage]:
    with Emulator(seed=3) as emulator:
        acme, globex = emulator.add_site("acme"), emulator.add_site("globex")
        furnish(acme, globex)
        server = make_server("127.0.0.1", 0, Flask("empty"), threaded=True)
        assert isinstance(server, ThreadedWSGIServer)
        server.daemon_threads = False  # ends when every request has been answered
        app = create_app(settings(f"http://127.0.0.1:{server.port}", database_url, redis_url, acme))
        server.app = app
        with serving(server):
            one = Stage(app, f"http://127.0.0.1:{server.port}", acme, globex)
            for running in (acme, globex):
                install(running, f"{one.address}/atlassian-connect.json")
            with counted_statements(one):
                yield one
        app.extensions[EXTENSION].engine.dispose()
        app.extensions["redis"].close()


def furnish(acme: RunningSite, globex: RunningSite) -> None:
    seed.add_project(acme.site, "SHOP", "Storefront")
    seed.add_project(acme.site, "OPS", "Operations")
    admin = seed.person(acme.site, "admin")
    seed.add_project(acme.site, "HR", "People and Culture", admins=[admin])
    seed.add_project(globex.site, "PLAT", "Platform")
    seed.add_project(globex.site, "DESK", "Service Desk")


def settings(address: str, database_url: str, redis_url: str, acme: RunningSite) -> Settings:
    return Settings(
        base_url=address,
        database_url=database_url,
        redis_url=redis_url,
        secret_keys=(Fernet.generate_key().decode(),),
        install_keys_urls=(f"{acme.address}/_install-keys",),
        allowed_jira_hosts=("127.0.0.1",),
        all_js_url=f"{acme.address}/_connect/all.js",
        log_level="warning",
        webhook_max_bytes=100_000,
        old_secret_minutes=10,
    )


@contextmanager
def serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def counted_statements(one: Stage) -> Iterator[None]:
    engine = one.app.extensions[EXTENSION].engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        one.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield
    event.remove(engine, "before_cursor_execute", note)
