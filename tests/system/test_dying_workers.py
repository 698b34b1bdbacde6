"""A worker dies between any two steps of its work: another one resumes, nothing doubles and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.engine.contract import Side
from app.sync.start import Scope
from demo.person import document
from tests.system.dying import Died, Life, mortal
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND
MOST_STEPS = 200


def dies_at(shop: Scene, step: int) -> bool:
    """The worker begins with what was rung for, and ends at this step. False when it has finished before."""
    shop.deliver()
    try:
        shop.work_once(mortal(shop.ports, Life(step)))
    except Died:
        return True
    return False


def at_every_step(shop: Scene, change: Callable[[int], None], check: Callable[[], None]) -> int:
    """For each step of one sync anew: the change is made, the worker dies there, its lease runs out, another worker
    goes on. Returns how many deaths that were."""
    for step in range(MOST_STEPS):
        change(step)
        if not dies_at(shop, step):
            return step
        shop.expire_leases()
        shop.until_quiet()
        check()
    raise AssertionError("this sync does not end")


@dataclass
class OnePair:
    shop: Scene
    issue_id: str
    other_id: str

    def equal(self) -> None:
        shop = self.shop
        assert len(shop.issues(FIRST)) == len(shop.issues(SECOND)) == 1
        found = shop.comparison()
        assert found.is_equal, found
        assert shop.next_plan(FIRST, self.issue_id).is_empty
        assert not shop.conflicts()
        assert not shop.incidents()


@pytest.fixture
def pair(shop: Scene) -> OnePair:
    return OnePair(shop, *shop.paired_issue("Kept in step", description=document("Nothing yet.")))


def test_a_creation_survives_a_death_at_every_step(shop: Scene) -> None:
    issues = []

    def create(step: int) -> None:
        issues.append(shop.create(FIRST, f"Created {step}", labels=["new"]))

    def equal() -> None:
        assert len(shop.issues(SECOND)) == len(issues)
        assert shop.counterpart(FIRST, issues[-1])
        assert shop.next_plan(FIRST, issues[-1]).is_empty

    deaths = at_every_step(shop, create, equal)

    shop.until_quiet()
    shop.assert_equal()
    assert deaths > 5


def test_an_edit_survives_a_death_at_every_step(pair: OnePair) -> None:
    person = pair.shop.person(FIRST)

    def edit(step: int) -> None:
        update = {"labels": [{"add": f"label-{step}"}]}
        person.edit(pair.issue_id, fields={"summary": f"Edited {step}"}, update=update)

    assert at_every_step(pair.shop, edit, pair.equal) > 5


def test_edits_of_both_sides_survive_a_death_at_every_step(pair: OnePair) -> None:
    people = pair.shop.person(FIRST), pair.shop.person(SECOND)

    def edit(step: int) -> None:
        people[0].edit(pair.issue_id, fields={"summary": f"Edited {step}"})
        people[1].edit(pair.other_id, fields={"description": document(f"Described {step}")})

    assert at_every_step(pair.shop, edit, pair.equal) > 8


def test_a_comment_survives_a_death_at_every_step(pair: OnePair) -> None:
    person = pair.shop.person(SECOND)

    def comment(step: int) -> None:
        person.comment(pair.other_id, f"Said {step}")

    assert at_every_step(pair.shop, comment, pair.equal) > 5


def test_a_comment_edit_survives_a_death_at_every_step(pair: OnePair) -> None:
    person = pair.shop.person(FIRST)
    comment_id = person.comment(pair.issue_id, "To be edited")
    pair.shop.until_quiet()

    def edit(step: int) -> None:
        person.edit_comment(pair.issue_id, comment_id, f"Edited {step}")

    assert at_every_step(pair.shop, edit, pair.equal) > 5
    assert len(pair.shop.comments(SECOND, pair.other_id)) == 1


def test_a_backfill_survives_a_death_at_every_step(stopped: Scene) -> None:
    """Three new issues a time that no webhook tells of, one with a comment; each start goes over all that is there."""
    shop, person = stopped, stopped.person(FIRST)

    def begin(step: int) -> None:
        if step:
            shop.stop()
        shop.emulator.faults.webhooks.drop = 1.0
        for number in range(3):
            issue_id = shop.create(FIRST, f"There already, {step}.{number}")
        person.comment(issue_id, "Said before")
        shop.emulator.faults.webhooks.drop = 0.0
        shop.start(Scope.ALL_THAT_MATCH)

    def equal() -> None:
        found = shop.comparison()
        assert found.is_equal, found

    deaths = at_every_step(shop, begin, equal)

    shop.until_quiet()
    shop.assert_equal()
    assert deaths > 8


def test_two_workers_on_one_pair_do_the_work_once(pair: OnePair) -> None:
    shop = pair.shop
    pair.shop.person(FIRST).edit(pair.issue_id, fields={"summary": "Edited once"})
    assert dies_at(shop, 4)
    shop.emulator.traffic.reset()

    shop.work()
    assert shop.calls() == {}, "the other one holds the pair: it is left alone"
    shop.expire_leases()
    shop.until_quiet()

    pair.equal()
