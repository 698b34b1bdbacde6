"""A child process in a session of its own, with its output in a file, that does not outlive its parent."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from demo.services.watchdog import watchdog


@dataclass(frozen=True)
class Account:
    """The operating system's user that a child runs as."""

    user: int
    group: int


@dataclass(frozen=True)
class Launch:
    """What to start. Without an `output` file standard output joins standard error in the `log`."""

    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    output: Path | None = None
    directory: Path | None = None
    account: Account | None = None
    inherited: tuple[int, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


class Child:
    """A started process. Raises OSError when its program can't be started."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._process = _open(launch)
        watchdog().guard_process(self.pid, launch.stop_signal)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the number of the signal that ended it."""
        return self._process.poll()

    def wait(self, seconds: float) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired when it runs longer."""
        return self._process.wait(seconds)

    def stop(self) -> None:
        """Asks it to end, and ends its whole group by force when it has not done so in time."""
        if self.exit_code is None:
            self._process.send_signal(self._launch.stop_signal)
            try:
                self._process.wait(self._launch.stop_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._end_group()

    def kill(self) -> None:
        """Ends it without a chance to tidy up, as a crash does."""
        if self.exit_code is None:
            self._process.kill()
        self._process.wait()
        self._end_group()

    def _end_group(self) -> None:
        # Nobody may be left in it, for which macOS has another error than Linux.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        watchdog().release_process(self.pid)


def _open(launch: Launch) -> subprocess.Popen[bytes]:
    account = launch.account
    with launch.log.open("ab") as log, (launch.output or launch.log).open("ab") as output:
        return subprocess.Popen(
            launch.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=log,
            env=dict(launch.environment),
            cwd=launch.directory,
            pass_fds=launch.inherited,
            start_new_session=True,
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )
