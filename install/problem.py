"""The one way in which an installation fails: a sentence, and the last lines of the tool that failed."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

LINES_SHOWN = 40


class CannotInstall(Exception):
    """A sentence that says what is missing and what to do about it."""


def run(command: Sequence[str], failure: str, directory: Path | None = None) -> None:
    """Runs a command in silence.

    Raises CannotInstall with `failure` and the end of the command's output when it does not end well.
    """
    done = subprocess.run(
        command,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        last_lines = "\n".join(done.stdout.splitlines()[-LINES_SHOWN:])
        raise CannotInstall(f"{failure}:\n{last_lines}")
