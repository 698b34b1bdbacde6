"""One project in several synchronizations: what one of them writes is news for the others, and comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.engine.contract import Side
from app.sync.accept import accept
from app.sync.create import ProjectHere, Wanted, create
from app.sync.records import Synchronization
from app.sync.start import Scope, start
from app.sync.status import Acceptance
from jira_emulator import seed
from tests.system.scene import SITES, House, Scene, agreed, visit

FIRST, SECOND = Side.FIRST, Side.SECOND


@dataclass
class Chain:
    """Project A of the first Jira with B of the second, and B with C of the first Jira again."""

    house: House
    a_and_b: Scene
    b_and_c: Scene

    def until_quiet(self) -> None:
        for _ in range(6):
            self.a_and_b.until_quiet()
            self.b_and_c.until_quiet()

    def issues(self) -> list[int]:
        """How many there are in A, B and C."""
        return [
            len(self.a_and_b.issues(FIRST)),
            len(self.a_and_b.issues(SECOND)),
            len(self.b_and_c.issues(FIRST)),
        ]

    def in_c(self, a_id: str) -> str:
        return self.b_and_c.counterpart(SECOND, self.a_and_b.counterpart(FIRST, a_id))

    def close_the_ring(self) -> Synchronization:
        """C with A, in one Jira."""
        here, there = (visit(self.house, FIRST, scene.keys[FIRST]) for scene in (self.b_and_c, self.a_and_b))
        first_id, partner_id = here.caller.place.project_id, there.caller.place.project_id
        assert first_id is not None
        assert partner_id is not None
        made = create(here, Wanted(f"ring {first_id}", first_id, ProjectHere(partner_id), name="The ring"))
        if made.acceptance is Acceptance.REQUESTED:
            accept(there, made.public_id)
        return made


@pytest.fixture
def chain(system_house: House, shop: Scene) -> Iterator[Chain]:
    key = shop.keys[FIRST].replace("SHOP", "CHAIN")
    seed.add_project(system_house.emulator.sites[SITES[FIRST]].site, key, "The end of the chain")
    end = agreed(system_house, {FIRST: key, SECOND: shop.keys[SECOND]})
    end.start()
    yield Chain(system_house, shop, end)
    shop.emulator.settle()
    with shop.ports.store.transaction() as work:
        work.synchronizations.delete(end.synchronization_id)


def test_news_goes_on_from_synchronization_to_synchronization_in_both_directions(chain: Chain) -> None:
    a, c = chain.a_and_b, chain.b_and_c
    issue_id = a.create(FIRST, "Made in A")
    chain.until_quiet()
    far_id = chain.in_c(issue_id)

    a.person(FIRST).edit(issue_id, fields={"summary": "Edited in A"})
    chain.until_quiet()
    assert c.shown(FIRST, far_id, "summary") == "Edited in A"

    c.person(FIRST).edit(far_id, fields={"summary": "Edited in C"})
    chain.until_quiet()
    assert a.shown(FIRST, issue_id, "summary") == "Edited in C"
    assert chain.issues() == [1, 1, 1]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_ring_of_synchronizations_makes_one_issue_in_each_project(chain: Chain, scope: Scope) -> None:
    ring = chain.close_the_ring()
    start(visit(chain.house, FIRST, chain.b_and_c.keys[FIRST]), ring.public_id, scope)

    chain.a_and_b.create(FIRST, "Made in A")
    chain.until_quiet()
    chain.a_and_b.clock.advance(60)
    chain.until_quiet()

    assert chain.issues() == [1, 1, 1]
    with chain.a_and_b.ports.store.transaction() as work:
        work.synchronizations.delete(ring.id)
