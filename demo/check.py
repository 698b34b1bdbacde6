"""The demo without a person: both teams edit, then both sides are read back through REST and compared."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from demo.comparison import Comparison, compare
from demo.edits import Teams
from demo.landscape import LOADED_PROJECT, Landscape, landscape
from demo.person import Person
from demo.synchronization import Started, start_synchronization

EDITS_ON_EACH_SIDE = 50
LONGEST_BACKFILL_SECONDS = 900.0
LONGEST_CATCH_UP_SECONDS = 300.0


@dataclass(frozen=True)
class Result:
    """What `--check` prints. Seconds are of this run on this machine; calls are as the emulated sites counted them."""

    ok: bool
    issues: int
    comments: int
    duplicates: int
    differences: int
    edits: int
    concurrent_edits: int
    conflicts_kept: int
    incidents: int
    seconds_backfill: float
    seconds_catch_up: float
    jira_calls: int
    jira_calls_backfill: int
    problem: str | None = None


def check(data: Path | None, seed: int) -> int:
    """Prints one JSON line; 0 when both sides are equal at the end, else 1."""
    with landscape(data) as running:
        result = run(running, data is not None, seed)
    print(json.dumps(asdict(result)))
    return 0 if result.ok else 1


def run(running: Landscape, is_loaded: bool, seed: int) -> Result:
    first_key, second_key = (
        (LOADED_PROJECT,) * 2 if is_loaded else (running.first.projects[0], running.second.projects[0])
    )
    began = time.monotonic()
    started = start_synchronization(running, first_key, second_key)
    wait_until_idle(running, started, LONGEST_BACKFILL_SECONDS)
    backfilled, calls = time.monotonic(), running.jira_calls()
    people = Person(running.first), Person(running.second)
    first_issue_ids = [str(issue["id"]) for issue in people[0].issues(first_key)]
    teams = Teams(*people, started.pairs(first_issue_ids), seed)
    teams.edit_on_each_side(EDITS_ON_EACH_SIDE)
    edited = time.monotonic()
    comparison = wait_until_equal(running, started, (people[0], first_key), (people[1], second_key))
    return Result(
        ok=comparison.is_equal and comparison.first_issues > 0,
        issues=comparison.first_issues,
        comments=comparison.first_comments,
        duplicates=abs(comparison.second_issues - comparison.first_issues),
        differences=len(comparison.differences),
        edits=teams.counts.edits,
        concurrent_edits=teams.counts.concurrent,
        conflicts_kept=started.conflicts(),
        incidents=started.incidents(),
        seconds_backfill=round(backfilled - began, 1),
        seconds_catch_up=round(time.monotonic() - edited, 1),
        jira_calls=running.jira_calls(),
        jira_calls_backfill=calls,
        problem=problem_of(comparison),
    )


def problem_of(comparison: Comparison) -> str | None:
    if comparison.is_equal:
        return None
    shown = [f"{row.on_first}x/{row.on_second}x {row.content[:500]}" for row in comparison.differences[:4]]
    counts = f"{comparison.first_issues} issues on the first side, {comparison.second_issues} on the second."
    return " ".join([counts, *shown])


def wait_until_idle(running: Landscape, started: Started, seconds: float) -> None:
    """Until no webhook is on its way and nothing is pending; gives up silently: the comparison tells the truth."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        running.settle()
        if started.is_idle():
            return
        time.sleep(0.2)


def wait_until_equal(
    running: Landscape, started: Started, first: tuple[Person, str], second: tuple[Person, str]
) -> Comparison:
    deadline = time.monotonic() + LONGEST_CATCH_UP_SECONDS
    while True:
        wait_until_idle(running, started, max(0.0, deadline - time.monotonic()))
        comparison = compare(first[0].issues(first[1]), second[0].issues(second[1]), running.addon_accounts())
        if comparison.is_equal or time.monotonic() >= deadline or started.is_idle():
            return comparison
