"""`make demo` as a command: what it prints, how it ends, and that nothing stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "Ctrl-C stops everything"
STARTS_WITHIN_SECONDS = 90


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "demo", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=110)


@contextmanager
def shown(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """The demo for a person, once everything runs; all its files are below `directory`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(directory)},
        start_new_session=True,
    )
    try:
        wait_until_ready(process)
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    deadline, said = time.monotonic() + STARTS_WITHIN_SECONDS, ""
    while READY not in said:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"it ended by itself: {said}"
        assert time.monotonic() < deadline, said
        said += line


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [child for child, parent in (map(int, line.split()) for line in listed.splitlines()) if parent == pid]


def descendants(pid: int) -> list[int]:
    found = children(pid)
    for one in found:
        found += children(one)
    return found


def remaining(pids: Sequence[int]) -> list[int]:
    """Those that still run. One that has ended and whose end nobody has noted yet does not count."""
    listed = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, state in (line.split() for line in listed.splitlines()) if not state.startswith("Z")}
    return [pid for pid in pids if pid in running]


@pytest.fixture
def directories() -> Iterator[tuple[Path, Path]]:
    """Of short names: PostgreSQL's socket lies below."""
    with tempfile.TemporaryDirectory(dir="/tmp") as one, tempfile.TemporaryDirectory(dir="/tmp") as other:
        for path in (one, other):
            os.chmod(path, 0o755)
        yield Path(one), Path(other)


def test_check_makes_edits_on_both_sides_and_prints_one_line() -> None:
    done = demo("--check")

    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result = json.loads(line)
    assert result["ok"] is True
    assert (result["duplicates"], result["differences"], result["incidents"]) == (0, 0, 0)
    assert result["issues"] > 0
    assert result["edits"] == 100
    assert result["jira_calls"] > result["jira_calls_backfill"] > 0


@pytest.mark.timeout(240)
def test_two_demos_run_side_by_side_and_each_leaves_nothing(directories: tuple[Path, Path]) -> None:
    with shown(directories[0]) as one, shown(directories[1]) as other:
        theirs = [descendants(one.pid), descendants(other.pid)]
        started = children(other.pid)
        assert all(len(pids) >= 7 for pids in theirs), "PostgreSQL, Redis, Jira, the app, two workers and the scheduler"

        one.send_signal(signal.SIGINT)
        assert one.wait(60) == 128 + signal.SIGINT
        assert remaining(theirs[0]) == []
        assert remaining(started) == started

        other.send_signal(signal.SIGTERM)
        assert other.wait(60) == 128 + signal.SIGTERM
        assert remaining(theirs[1]) == []
    for directory in directories:
        assert list(directory.iterdir()) == []


def test_a_file_that_is_not_there_is_named_before_anything_starts(tmp_path: Path) -> None:
    done = demo("--check", "--data", str(tmp_path / "nowhere.jsonl"))

    assert done.returncode == 2
    assert "There is no file" in done.stderr
    assert done.stdout == ""


def test_a_file_that_can_not_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "issues.jsonl"
    file.write_text("\nnot JSON\n")

    done = demo("--check", "--data", str(file))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "line 2" in done.stderr, done.stderr
