"""The processes of one run: started one after the other, watched, and stopped in reverse order."""

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self, assert_never

from demo.services.child import Child, Launch
from demo.services.failure import ServiceFailed, failed

POLL_SECONDS = 0.05
REQUEST_SECONDS = 2.0
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class AnswersAt:
    """Ready when a GET of this address answers 200."""

    address: str


@dataclass(frozen=True)
class AnnouncesItself:
    """Ready when one line of JSON has come on standard output."""


@dataclass(frozen=True)
class RunsAtOnce:
    """Ready as soon as it is started: a worker that answers nobody."""


Readiness = AnswersAt | AnnouncesItself | RunsAtOnce


@dataclass(frozen=True)
class Program:
    """What to run, and how to tell that it does.

    `environment` is added to our own. A listening socket of ours is handed on by `inherited`, so that an
    address can be known before the program that answers there is started, without a race for a free port.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Readiness = field(default_factory=RunsAtOnce)
    inherited: tuple[socket.socket, ...] = ()
    ready_seconds: float = 60.0
    stop_seconds: float = 10.0


class Running:
    """A program that has become ready."""

    def __init__(self, program: Program, child: Child, log: Path, announcement: dict[str, Any]) -> None:
        self.program = program
        self.log = log
        self.announcement = announcement
        self._child = child

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the number of the signal that ended it."""
        return self._child.exit_code

    def stop(self) -> None:
        """Asks it to end, and ends its whole group by force when it has not done so in time."""
        self._child.stop()

    def kill(self) -> None:
        """Ends it and its children as a crash does."""
        self._child.kill()


class Supervisor:
    """Starts programs with their output in `<directory>/<name>.log` and `.out`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._running: list[Running] = []

    def start(self, program: Program) -> Running:
        """Starts a program and waits until it is ready.

        Raises ServiceFailed with the end of its log when it ends or is not ready in time; it is gone then.
        """
        launch = self._launch(program)
        child = Child(launch)
        try:
            announcement = _wait_until_ready(program, child, launch)
        except BaseException:
            child.kill()
            raise
        self._running.append(Running(program, child, launch.log, announcement))
        return self._running[-1]

    def named(self, name: str) -> Running:
        """The program of this name that was started last. Raises StopIteration when there is none."""
        return next(running for running in reversed(self._running) if running.program.name == name)

    def start_again(self, running: Running) -> Running:
        """Starts a program anew that has ended or was killed. Raises ServiceFailed, like `start`."""
        self._running.remove(running)
        return self.start(running.program)

    def ended(self) -> list[Running]:
        """The programs that have ended although nobody stopped them."""
        return [running for running in self._running if running.exit_code is not None]

    def stop(self, running: Running | None = None) -> None:
        """Stops one program, or all of them, the latest first."""
        leaving = [running] if running else list(reversed(self._running))
        for one in leaving:
            one.stop()
            self._running.remove(one)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launch(self, program: Program) -> Launch:
        output = self._directory / f"{program.name}.out"
        output.unlink(missing_ok=True)  # an earlier start's announcement is not this one's
        return Launch(
            program.command,
            self._directory / f"{program.name}.log",
            {**os.environ, **program.environment},
            output=output,
            inherited=tuple(one.fileno() for one in program.inherited),
            stop_seconds=program.stop_seconds,
        )


def listening_socket(host: str = "127.0.0.1") -> socket.socket:
    """A socket that already listens on a port that was free: hand it to a program by `Program.inherited`."""
    return socket.create_server((host, 0), backlog=128)


def _wait_until_ready(program: Program, child: Child, launch: Launch) -> dict[str, Any]:
    deadline = time.monotonic() + program.ready_seconds
    while (announcement := _readiness(program.ready, launch)) is None:
        if child.exit_code is not None:
            raise failed(f"{program.name} ended with {child.exit_code}. The end of its log:", launch.log)
        if time.monotonic() > deadline:
            sentence = f"{program.name} was not ready within {program.ready_seconds:.0f} s. The end of its log:"
            raise failed(sentence, launch.log)
        time.sleep(POLL_SECONDS)
    return announcement


def _readiness(ready: Readiness, launch: Launch) -> dict[str, Any] | None:
    """What the program has announced, empty when it has nothing to announce; None: not ready yet."""
    match ready:
        case AnswersAt(address):
            return {} if _answers(address) else None
        case AnnouncesItself():
            return _first_line(launch.output or launch.log)
        case RunsAtOnce():
            return {}
        case _:
            assert_never(ready)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=REQUEST_SECONDS) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return False
    except OSError:
        return False


def _first_line(output: Path) -> dict[str, Any] | None:
    line, end, _ = output.read_text(errors="replace").partition("\n")
    if not end:
        return None
    try:
        announcement = json.loads(line)
    except ValueError as error:
        raise ServiceFailed(f"The first line of {output.name} is not JSON: {line[:200]}") from error
    return announcement if isinstance(announcement, dict) else {}


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turns the first of Ctrl-C, `kill` and a hang-up into SystemExit, so that everything is left in order.

    Further ones are ignored while things are being stopped. Works in the main thread only.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        for stopping in STOPPING_SIGNALS:
            signal.signal(stopping, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in STOPPING_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
