"""Two emulated Jiras with the real app between them in this process; the test itself is worker and scheduler."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask
from sqlalchemy import Engine, func, select, text
from werkzeug.serving import ThreadedWSGIServer

from app import create_app
from app.connect.state import EXTENSION
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.plan import PairView, Plan
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.storage.secrets import KEYRING
from app.storage.tables import MarkRow
from app.sync.accept import accept
from app.sync.backfill import backfill_page
from app.sync.caller import Caller, Place
from app.sync.create import ProjectElsewhere, Wanted, create
from app.sync.held_pair import mapping_of
from app.sync.permission import Permissions, Visit
from app.sync.ports import JiraSite, JiraSites, Ports
from app.sync.records import Incident, KeptConflict, Lane, Pair, Synchronization
from app.sync.start import Scope, start
from app.sync.stop import stop
from app.sync.sweep import sweep
from app.sync.sync_issue import sync_issue
from app.wiring import ports_of
from demo.comparison import Comparison, compare
from demo.landscape import JiraSite as DescribedSite
from demo.person import Person
from jira_emulator import seed
from jira_emulator.faults import RequestFault
from jira_emulator.host.connect_host import install
from jira_emulator.model import Issue
from jira_emulator.server import Emulator, RunningSite
from tests.stage import ADDON, serving, settings

SITES = {Side.FIRST: "acme", Side.SECOND: "globex"}

NO_REDIS = "redis://127.0.0.1:1/0"
"""Nothing answers there: the bell of a scene is its own."""


@dataclass
class TestClock:
    """The machine's time, moved on by the test: the `Clock` port."""

    __test__ = False
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class HeardBell:
    """Remembers what it was rung for: the `Bell` port without a queue."""

    marks: list[int] = field(default_factory=list)
    backfills: list[int] = field(default_factory=list)

    def ring(self, mark_id: int, lane: Lane = Lane.LIVE) -> None:
        self.marks.append(mark_id)

    def ring_backfill(self, backfill_id: int) -> None:
        self.backfills.append(backfill_id)


@dataclass(frozen=True)
class UntracedSites:
    """The `JiraSites` port, with writes that say nothing of what they are made for."""

    sites: JiraSites

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        return self.sites.open(tenant_id, purpose)


@dataclass
class Scene:
    """A project of each site, and what the two project admins agreed on; nothing has been started yet."""

    emulator: Emulator
    app: Flask
    ports: Ports
    clock: TestClock
    bell: HeardBell
    synchronization_id: int
    requester: Visit
    keys: dict[Side, str]

    # -- people and their Jiras ------------------------------------------------------------------------------------

    def running(self, side: Side) -> RunningSite:
        return self.emulator.sites[SITES[side]]

    def person(self, side: Side, part: str = "member") -> Person:
        return Person(described(self.running(side)), part)

    def create(self, side: Side, summary: str, **fields: Any) -> str:
        body = {"issuetype": {"name": "Task"}, "summary": summary} | fields
        return self.person(side).create(self.keys[side], body)

    def issues(self, side: Side) -> list[Issue]:
        """What is really there, whatever search shows."""
        site, key = self.running(side).site, self.keys[side]
        return [issue for issue in site.issues.values() if issue.project.key == key]

    def found_by_search(self, side: Side) -> list[Issue]:
        return [issue for issue in self.running(side).site.index.visible() if issue.project.key == self.keys[side]]

    def issue(self, side: Side, issue_id: str) -> dict[str, Any]:
        return cast(dict[str, Any], self.person(side).call("GET", f"/issue/{issue_id}?properties=*all"))

    def shown(self, side: Side, issue_id: str, name: str) -> Any:
        return self.issue(side, issue_id)["fields"][name]

    def comments(self, side: Side, issue_id: str) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], self.shown(side, issue_id, "comment")["comments"])

    def fault(self, side: Side, method: str, path: str, **what: Any) -> None:
        self.emulator.faults.add(RequestFault(method=method, path=path, site=self.running(side).site.name, **what))

    def account(self, side: Side) -> str:
        return self.running(side).site.installations[ADDON].app_user.account_id

    def calls(self) -> dict[str, int]:
        """What the add-on asked of both sites since the last reset, by operation."""
        counted: dict[str, int] = {}
        by_site = self.emulator.traffic.calls()
        for side in Side:
            mine = by_site.get(self.running(side).site.name, {}).get(self.account(side), {})
            for operation, times in mine.items():
                counted[operation] = counted.get(operation, 0) + times
        return counted

    def writes(self) -> int:
        """Calls that write: everything but GET, the searches and the bulk fetch."""
        reads = ("GET", "POST /search", "POST /issue/bulkfetch", "POST /permissions")
        return sum(times for operation, times in self.calls().items() if not operation.startswith(reads))

    # -- the life of the synchronization -----------------------------------------------------------------------------

    def synchronization(self) -> Synchronization:
        with self.ports.store.transaction() as work:
            found = work.synchronizations.get(self.synchronization_id)
        assert found is not None
        return found

    def start(self, scope: Scope = Scope.FROM_NOW_ON) -> None:
        start(self.requester, self.synchronization().public_id, scope)

    def stop(self) -> None:
        stop(self.requester, self.synchronization().public_id)

    # -- being worker and scheduler ----------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Waits until every webhook has arrived."""
        assert self.emulator.settle(20)

    def work_once(self, ports: Ports | None = None) -> int:
        """Does what was rung for up to now. Returns how many jobs that were."""
        marks, backfills = list(dict.fromkeys(self.bell.marks)), list(dict.fromkeys(self.bell.backfills))
        self.bell.marks.clear()
        self.bell.backfills.clear()
        for backfill_id in backfills:
            backfill_page(ports or self.ports, backfill_id)
        for mark_id in marks:
            sync_issue(ports or self.ports, mark_id)
        return len(marks) + len(backfills)

    def look(self) -> None:
        """What the scheduler does."""
        sweep(self.ports)

    def work(self) -> None:
        """Everything that is due now, and what comes of it."""
        for _ in range(50):
            self.deliver()
            if not self.work_once() and not sweep(self.ports):
                return
        raise AssertionError("there is no end of work")

    def until_quiet(self, seconds: float = 3600) -> None:
        """Works, and lets the time pass to the next try that is planned, until nothing is left to try. Gives up
        after so many seconds of the clock."""
        until = self.clock.now() + timedelta(seconds=seconds)
        self.work()
        while (next_try := self._next_try()) is not None and next_try <= until:
            self.clock.advance(max(0.0, (next_try - self.clock.now()).total_seconds()) + 0.01)
            self.work()

    def _next_try(self) -> datetime | None:
        later = func.greatest(MarkRow.next_try_at, func.coalesce(MarkRow.rung_until, MarkRow.next_try_at))
        waiting = select(func.min(later)).where(
            MarkRow.raised > MarkRow.cleared, MarkRow.synchronization_id == self.synchronization_id
        )
        with self.engine.connect() as connection:
            next_try: datetime | None = connection.execute(waiting).scalar_one()
        return next_try

    @contextmanager
    def nothing_echoed(self) -> Iterator[None]:
        """As from a Jira whose webhooks don't say which write caused them."""
        before = self.ports
        self.ports = replace(before, sites=UntracedSites(before.sites))
        yield
        self.ports = before

    def expire_leases(self) -> None:
        """As if their holders had been dead for a minute. The database's clock decides, so it is its rows that move."""
        with self.engine.begin() as connection:
            connection.execute(text("UPDATE pairs SET lease_until = clock_timestamp() WHERE holder IS NOT NULL"))
            connection.execute(text("UPDATE backfills SET lease_until = clock_timestamp() WHERE holder IS NOT NULL"))

    @property
    def engine(self) -> Engine:
        return cast(Engine, self.app.extensions[EXTENSION].engine)

    # -- looking at the end ------------------------------------------------------------------------------------------

    def pair_of(self, side: Side, issue_id: str) -> Pair | None:
        with self.ports.store.transaction() as work:
            return work.pairs.of_issue(self.synchronization_id, side, issue_id)

    def counterpart(self, side: Side, issue_id: str) -> str:
        pair = self.pair_of(side, issue_id)
        found = None if pair is None else pair.issue_id(side.other)
        assert found is not None, f"issue {issue_id} of the {side} side has no counterpart"
        return found

    def paired_issue(self, summary: str, side: Side = Side.FIRST, **fields: Any) -> tuple[str, str]:
        """A new issue and its counterpart, with no webhook left on its way."""
        issue_id = self.create(side, summary, **fields)
        self.until_quiet()
        return issue_id, self.counterpart(side, issue_id)

    def comparison(self) -> Comparison:
        people = {side: self.person(side) for side in Side}
        first, second = (people[side].issues(self.keys[side]) for side in Side)
        return compare(first, second, frozenset(self.account(side) for side in Side))

    def assert_equal(self) -> None:
        """Both projects hold the same, nothing is doubled, and the next plans are empty."""
        found = self.comparison()
        assert found.is_equal, found
        for side in Side:
            for issue in self.person(side).issues(self.keys[side]):
                decision = self.next_plan(side, issue["id"])
                assert decision.is_empty, decision
                assert not decision.holds, decision

    def next_plan(self, side: Side, issue_id: str) -> Plan:
        """What would be done with both issues as they are in Jira at this moment."""
        pair = self.pair_of(side, issue_id)
        assert pair is not None
        assert pair.is_complete
        with self.ports.store.transaction() as work:
            base = work.pairs.content(pair.id).base
            configuration = work.configurations.published(self.synchronization_id)
        assert configuration is not None
        first, second = (self._snapshot_now(configuration, pair, one) for one in Side)
        return plan(PairView(first, second, base), configuration)

    def _snapshot_now(self, configuration: Configuration, pair: Pair, side: Side) -> Snapshot:
        mapping, tenant_id, issue_id = mapping_of(configuration, side), self.tenant_id(side), pair.issue_id(side)
        assert issue_id is not None
        field_ids = [entry.field_id for entry in mapping.fields]
        raw = self.ports.sites.open(tenant_id, "test").read_issue(issue_id, field_ids)
        return read_snapshot(raw, mapping, configuration.contract)

    def tenant_id(self, side: Side) -> int:
        tenant_id = self.synchronization().end(side).tenant_id
        assert tenant_id is not None
        return tenant_id

    def conflicts(self) -> list[KeptConflict]:
        with self.ports.store.transaction() as work:
            return list(work.conflicts.of_synchronization(self.synchronization_id))

    def incidents(self) -> list[Incident]:
        with self.ports.store.transaction() as work:
            return list(work.incidents.open(self.synchronization_id))


def described(running: RunningSite) -> DescribedSite:
    """The emulated site as the demo describes it."""
    parts = ("admin", "project_admin", "member", "stranger")
    people = {part: seed.person(running.site, part) for part in parts}
    users = {
        part: {
            "accountId": user.account_id,
            "account_id": user.account_id,
            "email": user.email,
            "token": user.api_token,
        }
        for part, user in people.items()
    }
    return DescribedSite(running.site.name, running.address, (), users, "", "")


@dataclass
class House:
    """Two emulated sites with the add-on installed and the app behind it: what all scenes of a run share."""

    emulator: Emulator
    app: Flask
    ports: Ports
    clock: TestClock
    bell: HeardBell
    secret_keys: tuple[str, ...]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        """A synchronization between two new projects; it is deleted at the end, and every fault with it. The keyring is
        the process's, and another test's app may have filled it."""
        KEYRING.use(self.secret_keys)
        number = next(self.numbers)
        keys = {Side.FIRST: f"SHOP{number}", Side.SECOND: f"PLAT{number}"}
        for side, name in SITES.items():
            seed.add_project(self.emulator.sites[name].site, keys[side], f"The {side} project {number}")
        one = agreed(self, keys)
        yield one
        self.behave_again()
        with self.ports.store.transaction() as work:
            work.synchronizations.delete(one.synchronization_id)

    def behave_again(self) -> None:
        self.emulator.faults.clear()
        for running in self.emulator.sites.values():
            running.site.index.lag_seconds = 0.0
        self.emulator.settle()
        self.clock.ahead = timedelta()
        self.bell.marks.clear()
        self.bell.backfills.clear()
        self.emulator.traffic.reset()


@contextmanager
def house(database_url: str) -> Iterator[House]:
    with Emulator(seed=5) as emulator:
        for name in SITES.values():
            emulator.add_site(name)
        server = ThreadedWSGIServer("127.0.0.1", 0, Flask("empty"))
        server.daemon_threads = False
        address = f"http://127.0.0.1:{server.port}"
        wanted = settings(address, database_url, NO_REDIS, emulator.sites["acme"])
        app = create_app(wanted)
        clock, bell = TestClock(), HeardBell()
        app.extensions["backbone"] = ports = replace(ports_of(app), bell=bell, clock=clock, holder="the test")
        server.app = app
        with serving(server):
            for running in emulator.sites.values():
                install(running, f"{address}/atlassian-connect.json")
            yield House(emulator, app, ports, clock, bell, wanted.secret_keys)
            emulator.settle()
        app.extensions[EXTENSION].engine.dispose()


def agreed(house: House, keys: dict[Side, str]) -> Scene:
    requester, partner = (visit(house, side, keys[side]) for side in Side)
    assert requester.caller.place.project_id is not None
    elsewhere = ProjectElsewhere(house.emulator.sites["globex"].address, keys[Side.SECOND])
    wanted = Wanted(keys[Side.FIRST], requester.caller.place.project_id, elsewhere, name="Storefront and platform")
    public_id = create(requester, wanted).public_id
    synchronization_id = accept(partner, public_id).synchronization.id
    return Scene(house.emulator, house.app, house.ports, house.clock, house.bell, synchronization_id, requester, keys)


def visit(house: House, side: Side, key: str) -> Visit:
    running = house.emulator.sites[SITES[side]]
    with house.ports.store.transaction() as work:
        tenant = work.tenants.by_site_address(running.address)
    assert tenant is not None
    project = next(project for project in running.site.projects.values() if project.key == key)
    account_id = seed.person(running.site, "project_admin").account_id
    return Visit(house.ports, Permissions(), Caller(tenant.id, account_id, Place(str(project.id), key)))
