"""Reading an issue takes longer than the lease on its pair: it is not read again and again without anybody knowing."""

from __future__ import annotations

from app.engine.contract import Side
from app.sync.held_pair import LEASE_DURATION
from tests.system.meanwhile import happening
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def let_the_lease_run_out(shop: Scene) -> None:
    shop.clock.advance(LEASE_DURATION.total_seconds() + 1)
    shop.expire_leases()


def take_over(shop: Scene, issue_id: str) -> None:
    """Another worker, which gets no further than that."""
    let_the_lease_run_out(shop)
    pair = shop.pair_of(FIRST, issue_id)
    assert pair is not None
    with shop.ports.store.transaction() as work:
        assert work.pairs.lease(pair.id, holder="another", now=shop.clock.now(), duration=LEASE_DURATION)
    shop.expire_leases()


def test_a_reading_that_outlasts_the_lease_is_made_once(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Much talked about")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited"})
    shop.deliver()

    shop.work_once(happening(shop.ports, "read_issue", lambda: let_the_lease_run_out(shop)))

    assert shop.shown(SECOND, other_id, "summary") == "Edited"
    assert not shop.incidents()


def test_a_reading_that_is_always_too_slow_is_told_to_a_person(shop: Scene) -> None:
    """Each time somebody else takes the pair over, and does not get to an end either."""
    issue_id, other_id = shop.paired_issue("Much talked about")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited"})
    fast = shop.ports
    shop.ports = happening(fast, "read_issue", lambda: take_over(shop, issue_id), times=1000)
    shop.until_quiet(7200)
    assert [incident.code for incident in shop.incidents()] == ["lease-lost"]

    shop.ports = fast
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "Edited"
    assert not shop.incidents()
