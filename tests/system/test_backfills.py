"""Carrying over what is there already: when it goes on, what it costs, and what its troubles end in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from app.engine.contract import Side
from app.engine.raw import IssueDraft
from app.errors import JiraRefused
from app.sync.ports import JiraSite, JiraSites
from app.sync.records import Lane
from app.sync.start import Scope
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def there_already(shop: Scene, number: int, *, comment: str = "") -> list[str]:
    """Issues of the first side that no webhook told of."""
    shop.emulator.faults.webhooks.drop = 1.0
    issue_ids = [shop.create(FIRST, f"There already {each}") for each in range(number)]
    for issue_id in issue_ids if comment else ():
        shop.person(FIRST).comment(issue_id, comment)
    shop.emulator.settle()
    shop.emulator.faults.webhooks.drop = 0.0
    return issue_ids


def test_from_now_on_does_not_go_on_with_an_earlier_start(stopped: Scene) -> None:
    """All that match was started by mistake, and stopped before its first page."""
    shop = stopped
    there_already(shop, 3)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.stop()

    shop.start(Scope.FROM_NOW_ON)
    shop.until_quiet()

    assert shop.issues(SECOND) == []


def test_what_a_backfill_leaves_to_a_sync_waits_behind_live_edits(stopped: Scene) -> None:
    """Issues with comments get a sync of their own. The sweep looks before any worker had the time."""
    shop = stopped
    issue_ids = there_already(shop, 3, comment="Said before")
    shop.emulator.faults.webhooks.drop = 1.0
    shop.start(Scope.ALL_THAT_MATCH)
    shop.work_once()
    rung = len(shop.bell.lanes)
    assert shop.bell.lanes == [Lane.BACKFILL] * rung

    shop.clock.advance(1)
    shop.look()
    assert len(shop.bell.lanes) == rung > 0, "their jobs are waiting already"
    shop.clock.advance(30)
    shop.look()
    assert shop.bell.lanes == [Lane.BACKFILL] * rung * 2

    shop.emulator.faults.webhooks.drop = 0.0
    shop.person(FIRST).edit(issue_ids[0], fields={"summary": "Edited meanwhile"})
    shop.deliver()
    shop.look()
    assert shop.bell.lanes[2 * rung :] == [Lane.LIVE]


def test_both_directions_cost_no_call_per_issue(stopped: Scene) -> None:
    """Twenty bare issues of one side; then both projects once more, with everything in step."""
    shop = stopped
    there_already(shop, 20)
    shop.emulator.faults.webhooks.drop = 1.0
    shop.emulator.traffic.reset()

    shop.start(Scope.ALL_THAT_MATCH)
    shop.until_quiet()
    assert len(shop.issues(SECOND)) == 20
    a_page_each_way_and_one_creation = dict(shop.calls())
    assert sum(a_page_each_way_and_one_creation.values()) <= 6, a_page_each_way_and_one_creation

    shop.emulator.traffic.reset()
    shop.stop()
    shop.start(Scope.ALL_THAT_MATCH)
    shop.until_quiet()
    a_page_each_way = dict(shop.calls())
    assert sum(a_page_each_way.values()) <= 4, a_page_each_way


def try_for(shop: Scene, seconds: float, *, every: float) -> None:
    """Time passes, with a scheduler and a worker at its intervals."""
    for _ in range(int(seconds / every)):
        shop.clock.advance(every)
        shop.look()
        shop.work_once()


def test_a_project_that_refuses_its_pages_ends_in_an_incident(stopped: Scene) -> None:
    """The project itself can still be seen: only what is in it is refused."""
    shop = stopped
    there_already(shop, 1)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.fault(FIRST, "POST", "/search/jql", status=403, times=None)

    try_for(shop, 3600, every=700)

    assert {incident.code for incident in shop.incidents()} == {"jira-access-lost"}
    assert shop.synchronization().suspension is None


def test_a_project_out_of_reach_suspends_the_synchronization(stopped: Scene) -> None:
    shop = stopped
    there_already(shop, 1)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.fault(FIRST, "", "", status=403, times=None)

    try_for(shop, 3600, every=700)

    assert shop.synchronization().suspension == "jira-access-lost"


def test_a_failing_jira_is_asked_less_and_less_and_somebody_is_told(stopped: Scene) -> None:
    shop = stopped
    there_already(shop, 1)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.fault(FIRST, "POST", "/search/", status=500, times=None)
    shop.emulator.traffic.reset()

    try_for(shop, 130, every=1.3)
    assert sum(shop.calls().values()) < 20, shop.calls()
    assert shop.incidents() == []

    try_for(shop, 7200, every=120)
    assert [incident.code for incident in shop.incidents()] == ["jira-failing"]


@dataclass(frozen=True)
class BrokenSites:
    """The `JiraSites` port with a mistake of ours behind it."""

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        raise ValueError("nobody has thought of this")


def test_a_mistake_of_ours_in_a_page_is_an_incident(stopped: Scene) -> None:
    shop = stopped
    there_already(shop, 3)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.work_once(replace(shop.ports, sites=BrokenSites()))
    assert {incident.code for incident in shop.incidents()} == {"internal-error"}

    shop.clock.advance(61)
    shop.work()

    assert len(shop.issues(SECOND)) == 3, "nobody holds the page"


def test_an_incident_of_a_page_settles_when_the_page_is_done(stopped: Scene) -> None:
    shop = stopped
    there_already(shop, 3)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.fault(FIRST, "POST", "/search/jql", status=400)
    shop.work()
    assert [incident.place for incident in shop.incidents()] == ["backfill"]

    shop.clock.advance(61)
    shop.work()

    assert len(shop.issues(SECOND)) == 3
    assert shop.incidents() == []


@dataclass(frozen=True)
class Refusing:
    """The `JiraSite` port of a Jira that creates nothing."""

    site: JiraSite

    def __getattr__(self, name: str) -> Any:
        return getattr(self.site, name)

    def create_issues(self, drafts: Sequence[IssueDraft]) -> Sequence[JiraRefused]:
        return [JiraRefused(call="POST /issue/bulk", messages=("Not today.",)) for _ in drafts]


@dataclass(frozen=True)
class RefusingSites:
    sites: JiraSites

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        return cast(JiraSite, Refusing(self.sites.open(tenant_id, purpose, synchronization_id=synchronization_id)))


def test_an_issue_that_was_refused_is_created_by_the_next_start_and_its_incident_settled(stopped: Scene) -> None:
    shop = stopped
    [issue_id] = there_already(shop, 1)
    shop.start(Scope.ALL_THAT_MATCH)
    shop.work_once(replace(shop.ports, sites=RefusingSites(shop.ports.sites)))
    assert [incident.code for incident in shop.incidents()] == ["jira-refused"]

    shop.stop()
    shop.start(Scope.ALL_THAT_MATCH)
    shop.until_quiet()

    assert shop.counterpart(FIRST, issue_id)
    assert shop.incidents() == []


def test_an_incident_of_a_page_goes_with_its_backfill(stopped: Scene) -> None:
    shop = stopped
    shop.start(Scope.ALL_THAT_MATCH)
    shop.fault(FIRST, "POST", "/search/jql", status=400)
    shop.work()
    assert shop.incidents()

    shop.stop()
    shop.start(Scope.FROM_NOW_ON)

    assert shop.incidents() == []


def test_from_now_on_leaves_alone_what_was_before_the_first_start(stopped: Scene) -> None:
    shop = stopped
    issue_id = shop.create(FIRST, "Long before the start")
    shop.deliver()

    shop.start(Scope.FROM_NOW_ON)
    shop.until_quiet()
    assert shop.issues(SECOND) == []

    shop.person(FIRST).edit(issue_id, fields={"summary": "Changed after the start"})
    shop.until_quiet()
    assert shop.shown(SECOND, shop.counterpart(FIRST, issue_id), "summary") == "Changed after the start"


def test_what_happens_between_a_stop_and_a_start_is_caught_up_with(shop: Scene) -> None:
    paired_id, other_id = shop.paired_issue("In step")
    shop.stop()
    shop.person(FIRST).edit(paired_id, fields={"summary": "Edited meanwhile"})
    issue_id = shop.create(FIRST, "Created meanwhile")
    shop.deliver()

    shop.start(Scope.FROM_NOW_ON)
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "Edited meanwhile"
    assert shop.counterpart(FIRST, issue_id)
