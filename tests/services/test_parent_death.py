"""A process that starts servers may be ended in any way: nothing of it stays."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARENT = """
import json, sys, time
from pathlib import Path
from demo.processes import Program, Supervisor, stop_on_signals
from demo.services import PostgresServer, RedisServer, RunDirectory

def announce(postgres, redis, run, sleeper):
    paths = [postgres.url.partition("host=")[2], redis.url[7:].partition("?")[0], str(run.path)]
    pids = [postgres._child.pid, redis._child.pid, sleeper.pid]
    print(json.dumps({"paths": paths, "pids": pids}), flush=True)

def main():
    with RunDirectory() as run, PostgresServer() as postgres, RedisServer() as redis:
        with Supervisor(run.path) as supervisor:
            sleeper = supervisor.start(Program("sleeper", ["sh", "-c", "sleep 600 & wait"]))
            announce(postgres, redis, run, sleeper)
            if "fail" in sys.argv:
                raise RuntimeError("half-way")
            time.sleep(600)

if "orderly" in sys.argv:
    with stop_on_signals():
        main()
main()
"""


def alive(pid: int) -> bool:
    """A process that has ended and whose end nobody has noted yet does not count."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return state != "" and not state.startswith("Z")


def members_of_group(group: int) -> list[str]:
    lines = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if line.split()[0] == str(group) and not line.split()[1].startswith("Z")]


def wait_until_gone(announced: dict[str, Any]) -> list[object]:
    """What is still there after ten seconds."""
    remaining: list[object] = ["not looked yet"]
    deadline = time.monotonic() + 10
    while remaining and time.monotonic() < deadline:
        running = [pid for pid in announced["pids"] if alive(pid) or members_of_group(pid)]
        remaining = [*running, *(path for path in announced["paths"] if Path(path).exists())]
        time.sleep(0.05)
    return remaining


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def parent(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    with start(*request.param) as process:
        yield process
        process.kill()


def announcement(parent: subprocess.Popen[str]) -> dict[str, Any]:
    assert parent.stdout is not None
    announced: dict[str, Any] = json.loads(parent.stdout.readline())
    return announced


@pytest.mark.parametrize("parent", [()], indirect=True, ids=["unprepared"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_nothing_outlives_a_parent_that_is_killed(parent: subprocess.Popen[str], number: signal.Signals) -> None:
    announced = announcement(parent)
    assert all(alive(pid) for pid in announced["pids"])

    parent.send_signal(number)
    parent.wait()

    assert wait_until_gone(announced) == []


@pytest.mark.parametrize("parent", [("orderly",)], indirect=True, ids=["orderly"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_stopped_parent_has_tidied_up_when_it_ends(parent: subprocess.Popen[str], number: signal.Signals) -> None:
    announced = announcement(parent)

    parent.send_signal(number)

    assert parent.wait() == 128 + number
    assert [pid for pid in announced["pids"] if alive(pid)] == []
    assert [path for path in announced["paths"] if Path(path).exists()] == []


@pytest.mark.parametrize("parent", [("fail",)], indirect=True, ids=["failing"])
def test_nothing_is_left_of_a_parent_that_fails_half_way(parent: subprocess.Popen[str]) -> None:
    announced = announcement(parent)

    assert parent.wait() == 1
    assert wait_until_gone(announced) == []
