"""Real processes, ended without warning: the queue, the database, a worker, the app. What people do meanwhile is
neither lost nor done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from demo.comparison import compare
from demo.landscape import Landscape, landscape
from demo.person import Person
from demo.synchronization import Started, start_synchronization

pytestmark = pytest.mark.timeout(400)

ARRIVES_WITHIN_SECONDS = 180.0
"""The lease of a worker that was killed runs for a minute."""


class Company:
    """Two projects in step, a person on each side, and the processes between them."""

    def __init__(self, running: Landscape) -> None:
        self.running = running
        self.keys = (running.first.projects[0], running.second.projects[0])
        self.people = (Person(running.first), Person(running.second))
        self.started: Started = start_synchronization(running, *self.keys)
        self.issue_id, self.other_id = self.pair_of_a_new_issue()

    def pair_of_a_new_issue(self) -> tuple[str, str]:
        fields = {"issuetype": {"name": "Task"}, "summary": "In step"}
        issue_id = self.people[0].create(self.keys[0], fields)
        eventually(lambda: bool(self.started.pairs([issue_id])))
        (pair,) = self.started.pairs([issue_id])
        self.wait_until_equal()
        return pair

    def rename(self, summary: str) -> None:
        self.people[0].edit(self.issue_id, fields={"summary": summary})

    def arrived(self, summary: str) -> bool:
        shown = self.people[1].call("GET", f"/issue/{self.other_id}?fields=summary")
        return bool(shown["fields"]["summary"] == summary)

    def is_equal(self) -> bool:
        accounts = self.running.addon_accounts()
        first, second = (person.issues(key) for person, key in zip(self.people, self.keys, strict=True))
        return compare(first, second, accounts).is_equal

    def wait_until_equal(self) -> None:
        eventually(lambda: self.started.is_idle() and self.is_equal())

    def kill(self, name: str) -> None:
        """The program ends as by `kill -9`, and is started anew, as whatever supervises it would do."""
        killed = self.running.supervisor.named(name)
        killed.kill()
        self.running.supervisor.start_again(killed)

    def health(self) -> int:
        return requests.get(self.running.app_address + "/health/ready", timeout=30).status_code


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ARRIVES_WITHIN_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with landscape() as running:
        company = Company(running)
        yield company
        company.started.close()


def test_without_redis_webhooks_are_taken_and_caught_up_with_afterwards(company: Company) -> None:
    company.running.redis.kill()
    company.rename("Renamed while the queue was gone")
    company.running.settle()
    assert company.started.overview().pending > 0, "the webhook was taken"

    company.running.redis.restart()

    eventually(lambda: company.arrived("Renamed while the queue was gone"))
    company.wait_until_equal()


def test_a_queue_that_forgets_everything_loses_nothing(company: Company) -> None:
    for number in range(5):
        company.rename(f"Renamed, {number}")
        company.running.redis.restart()

    eventually(lambda: company.arrived("Renamed, 4"))
    company.wait_until_equal()


def test_workers_and_a_scheduler_that_are_killed_double_nothing(company: Company) -> None:
    for program in ("worker-1", "worker-2", "scheduler"):
        for side, person in enumerate(company.people):
            fields = {"issuetype": {"name": "Task"}, "summary": f"New on side {side}, {program} dies"}
            person.comment(person.create(company.keys[side], fields), "Said at once")
        company.kill(program)

    company.wait_until_equal()


def test_a_database_that_crashes_costs_a_pause_and_nothing_else(company: Company) -> None:
    company.rename("Renamed before the crash")
    company.running.postgres.kill()
    company.rename("Renamed while the database was gone")
    assert company.health() == 503

    company.running.postgres.restart()

    eventually(lambda: company.health() == 200)
    company.people[0].edit(company.issue_id, update={"labels": [{"add": "after-the-crash"}]})
    eventually(lambda: company.arrived("Renamed while the database was gone"))
    company.wait_until_equal()


def test_a_web_process_that_is_killed_is_replaced(company: Company) -> None:
    killed = children(company.running.supervisor.named("web").pid)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    eventually(lambda: children(company.running.supervisor.named("web").pid) not in (killed, []))
    eventually(lambda: company.health() == 200)
    company.rename("Renamed after the app was back")
    eventually(lambda: company.arrived("Renamed after the app was back"))
    company.wait_until_equal()


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in listed.split()]


def test_workers_end_in_good_order_with_and_without_a_queue(company: Company) -> None:
    supervisor, redis = company.running.supervisor, company.running.redis
    with_queue, without_queue = supervisor.named("worker-1"), supervisor.named("worker-2")

    supervisor.stop(with_queue)
    redis.kill()
    time.sleep(1.5)
    supervisor.stop(without_queue)
    redis.restart()

    assert (with_queue.exit_code, without_queue.exit_code) == (0, 0)
