"""Ends what is left when its parent is gone: the process that starts servers may be killed without a word.

The watchdog is a process of its own in a session of its own. It learns on standard input what to guard, one
JSON object per line, and acts when that pipe closes, which the kernel does however the parent ends. Every
system has pipes; PR_SET_PDEATHSIG would be Linux only, follows the thread rather than the process,
and removes no directory.
"""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO, Any

GRACE_SECONDS = 3.0
POLL_SECONDS = 0.05


class Watchdog:
    """The parent's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )

    def guard_process(self, pid: int, stop_signal: signal.Signals) -> None:
        """`pid` has to lead a session: its whole group is ended, first with `stop_signal`, then by force."""
        self._tell({"guard": pid, "signal": int(stop_signal)})

    def release_process(self, pid: int) -> None:
        self._tell({"release": pid})

    def guard_directory(self, directory: Path) -> None:
        """The directory is removed after the guarded processes have ended."""
        self._tell({"remove": str(directory)})

    def release_directory(self, directory: Path) -> None:
        self._tell({"keep": str(directory)})

    def close(self) -> None:
        """Closes the pipe, which makes the watchdog act, and waits until it has."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()


@cache
def watchdog() -> Watchdog:
    """The one watchdog of this process, started when first needed."""
    dog = Watchdog()
    atexit.register(dog.close)
    return dog


def read_orders(orders: IO[str]) -> tuple[dict[int, int], list[str]]:
    """Reads until the pipe closes: the processes still guarded, with their signals, and the directories."""
    processes: dict[int, int] = {}
    directories: list[str] = []
    for line in orders:
        match json.loads(line):
            case {"guard": int(pid), "signal": int(number)}:
                processes[pid] = number
            case {"release": int(pid)}:
                processes.pop(pid, None)
            case {"remove": str(directory)}:
                directories.append(directory)
            case {"keep": str(directory)}:
                directories.remove(directory)
    return processes, directories


def leads_its_session(pid: int) -> bool:
    """False for a process that is gone, and most likely for a stranger that got its number."""
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def signal_process(pid: int, number: int, whole_group: bool = False) -> None:
    try:
        (os.killpg if whole_group else os.kill)(pid, number)
    except ProcessLookupError:
        return


def end_processes(processes: dict[int, int]) -> None:
    """Latest first, as they may need the earlier ones to end well."""
    alive = [pid for pid in reversed(processes) if leads_its_session(pid)]
    for pid in alive:
        signal_process(pid, processes[pid])
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(leads_its_session(pid) for pid in alive):
        time.sleep(POLL_SECONDS)
    for pid in alive:
        signal_process(pid, signal.SIGKILL, whole_group=True)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    processes, directories = read_orders(sys.stdin)
    end_processes(processes)
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
