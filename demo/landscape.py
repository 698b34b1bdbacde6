"""Everything that the demo runs: PostgreSQL, Redis, two emulated Jira sites, the app and its workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

from app.storage.schema import upgrade
from demo.processes import AnnouncesItself, AnswersAt, Program, Supervisor, listening_socket
from demo.services import PostgresServer, RedisServer, RunDirectory

FIRST, SECOND = "acme", "globex"
"""The two emulated sites: where the synchronization is created, and its partner."""

LOADED_PROJECT = "DATA"
WORKERS = 2


@dataclass(frozen=True)
class JiraSite:
    """One emulated site, as it announced itself. `users` are by role: admin, project_admin, member, stranger."""

    name: str
    address: str
    projects: tuple[str, ...]
    users: dict[str, dict[str, Any]]
    all_js: str
    install_keys: str


@dataclass(frozen=True)
class Landscape:
    """What is running, and how to reach it."""

    app_address: str
    sites: dict[str, JiraSite]
    control: str
    environment: dict[str, str]
    postgres: PostgresServer
    redis: RedisServer
    supervisor: Supervisor
    log_directory: Path

    @property
    def first(self) -> JiraSite:
        return self.sites[FIRST]

    @property
    def second(self) -> JiraSite:
        return self.sites[SECOND]

    @property
    def descriptor(self) -> str:
        """What an administrator types in to install the add-on."""
        return self.app_address + "/atlassian-connect.json"

    def addon_accounts(self) -> frozenset[str]:
        """The add-on's own accounts on the two sites."""
        return frozenset(row["accountId"] for name in self.sites for row in self._control_get(f"/sites/{name}/addons"))

    def jira_calls(self) -> int:
        """How many REST calls the add-on has made, as the sites counted them."""
        accounts, calls = self.addon_accounts(), self._control_get("/calls")
        counts = (by_operation for by_account in calls.values() for by_operation in by_account.items())
        return sum(sum(operations.values()) for account, operations in counts if account in accounts)

    def settle(self, seconds: float = 10.0) -> None:
        """Waits until no webhook is on its way."""
        requests.post(f"{self.control}/settle", json={"timeout_seconds": seconds}, timeout=seconds + 10)

    def _control_get(self, path: str) -> Any:
        return requests.get(self.control + path, timeout=10).json()


@contextmanager
def landscape(data: Path | None = None, *, is_installed: bool = True) -> Iterator[Landscape]:
    """Starts all of it, with the add-on installed on both sites unless somebody wants to do that by hand, and leaves
    nothing behind. `data` is a file of issues in REST v2 shape, one a line; they go to project DATA of the first site,
    and the second site has an empty one."""
    with ExitStack() as stack:
        directory = RunDirectory("demo")
        stack.callback(directory.close)
        postgres = stack.enter_context(PostgresServer())
        redis = stack.enter_context(RedisServer())
        supervisor = Supervisor(directory.path)
        stack.callback(supervisor.stop)
        announced = supervisor.start(emulator_program(data)).announcement
        running = start_app(supervisor, announced, postgres, redis, directory.path)
        if is_installed:
            install_everywhere(running)
        yield running


def emulator_program(data: Path | None) -> Program:
    command = [sys.executable, "-m", "jira_emulator", "--site", f"{FIRST}=0", "--site", f"{SECOND}=0"]
    if data is not None:
        command += ["--data", f"{FIRST}={data}", "--project", f"{FIRST}={LOADED_PROJECT}"]
        command += ["--like", f"{SECOND}={data}", "--project", f"{SECOND}={LOADED_PROJECT}", "--flat"]
    return Program("jira", command, ready=AnnouncesItself(), ready_seconds=120)


def start_app(
    supervisor: Supervisor,
    announced: dict[str, Any],
    postgres: PostgresServer,
    redis: RedisServer,
    directory: Path,
) -> Landscape:
    database_url = postgres.create_database()
    upgrade(database_url)
    listener = listening_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    sites = {name: site_of(name, body) for name, body in announced["sites"].items()}
    environment = {
        "BACKBONE_BASE_URL": address,
        "BACKBONE_DATABASE_URL": database_url,
        "BACKBONE_REDIS_URL": redis.url,
        "BACKBONE_SECRET_KEYS": Fernet.generate_key().decode(),
        "BACKBONE_INSTALL_KEYS_URLS": sites[FIRST].install_keys,
        "BACKBONE_ALLOWED_JIRA_HOSTS": "127.0.0.1",
        "BACKBONE_ALL_JS_URL": sites[FIRST].all_js,
        "BACKBONE_LOG_LEVEL": "info",
    }
    control = announced["control"]
    running = Landscape(address, sites, control, environment, postgres, redis, supervisor, directory)
    start_web(running, listener)
    start_background(running)
    return running


def site_of(name: str, body: dict[str, Any]) -> JiraSite:
    return JiraSite(
        name=name,
        address=body["address"],
        projects=tuple(body["projects"]),
        users={user["role"]: user for user in body["users"]},
        all_js=body["all_js"],
        install_keys=body["install_keys"],
    )


def start_web(running: Landscape, listener: Any) -> None:
    bind = f"fd://{listener.fileno()}"
    command = [sys.executable, "-m", "gunicorn", "-b", bind, "--workers", "1", "--threads", "8", "app:create_app()"]
    health = AnswersAt(running.app_address + "/health/ready")
    program = Program("web", command, running.environment, ready=health, inherited=(listener,))
    running.supervisor.start(program)
    listener.close()


def start_background(running: Landscape) -> None:
    for number in range(1, WORKERS + 1):
        command = [sys.executable, "-m", "workers", "worker"]
        running.supervisor.start(Program(f"worker-{number}", command, running.environment))
    running.supervisor.start(Program("scheduler", [sys.executable, "-m", "workers", "scheduler"], running.environment))


def install_everywhere(running: Landscape) -> None:
    for name in running.sites:
        answer = requests.post(
            f"{running.control}/sites/{name}/addons",
            json={"descriptorUrl": running.descriptor},
            timeout=60,
        )
        if answer.status_code != 201:
            raise SystemExit(f"The add-on could not be installed on {name}: {answer.text}")


def our_environment(running: Landscape) -> None:
    """Makes this process see the app as its own processes do."""
    os.environ.update(running.environment)
