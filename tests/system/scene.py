"""Two emulated Jiras with the real app between them in this process; the test itself is worker and scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask
from sqlalchemy import Engine, func, select, text
from werkzeug.serving import make_server

from app import create_app
from app.connect.state import EXTENSION
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.plan import PairView, Plan
from app.storage.tables import MarkRow
from app.sync.accept import accept
from app.sync.backfill import backfill_page
from app.sync.caller import Caller, Place
from app.sync.create import ProjectElsewhere, Wanted, create
from app.sync.permission import Permissions, Visit
from app.sync.ports import Ports
from app.sync.records import Incident, KeptConflict, Lane, Pair
from app.sync.start import Scope, start
from app.sync.stop import stop
from app.sync.sweep import sweep
from app.sync.sync_issue import sync_issue
from app.wiring import ports_of
from demo.comparison import Comparison, compare
from demo.landscape import JiraSite
from demo.person import Person
from jira_emulator import seed
from jira_emulator.faults import RequestFault
from jira_emulator.host.connect_host import install
from jira_emulator.server import Emulator, RunningSite
from tests.stage import ADDON, serving, settings

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


@dataclass
class Scene:
    """SHOP on `first` and PLAT on `second` are synchronized; nothing has been started yet."""

    emulator: Emulator
    app: Flask
    ports: Ports
    clock: TestClock
    bell: HeardBell
    synchronization_id: int
    requester: Visit
    public_id: str

    # -- people and their Jiras ------------------------------------------------------------------------------------

    def running(self, side: Side) -> RunningSite:
        return self.emulator.sites["acme" if side is Side.FIRST else "globex"]

    def person(self, side: Side, part: str = "member") -> Person:
        return Person(described(self.running(side)), part)

    def project_key(self, side: Side) -> str:
        return "SHOP" if side is Side.FIRST else "PLAT"

    def create(self, side: Side, summary: str, **fields: Any) -> str:
        body = {"issuetype": {"name": "Task"}, "summary": summary} | fields
        return self.person(side).create(self.project_key(side), body)

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

    def start(self, scope: Scope = Scope.FROM_NOW_ON) -> None:
        start(self.requester, self.public_id, scope)

    def stop(self) -> None:
        stop(self.requester, self.public_id)

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
        waiting = select(func.min(later)).where(MarkRow.raised > MarkRow.cleared)
        with self.engine.connect() as connection:
            return connection.execute(waiting).scalar_one()

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
        found = pair and pair.issue_id(side.other)
        assert found is not None, f"issue {issue_id} of the {side} side has no counterpart"
        return found

    def paired_issue(self, summary: str, side: Side = Side.FIRST, **fields: Any) -> tuple[str, str]:
        """A new issue and its counterpart, with no webhook left on its way."""
        issue_id = self.create(side, summary, **fields)
        self.until_quiet()
        return issue_id, self.counterpart(side, issue_id)

    def comparison(self) -> Comparison:
        people = {side: self.person(side) for side in Side}
        first, second = (people[side].issues(self.project_key(side)) for side in Side)
        return compare(first, second, frozenset(self.account(side) for side in Side))

    def assert_equal(self) -> None:
        """Both projects hold the same, nothing is doubled, and the next plans are empty."""
        found = self.comparison()
        assert found.is_equal, found
        for side in Side:
            for issue in self.person(side).issues(self.project_key(side)):
                decision = self.next_plan(side, issue["id"])
                assert decision.is_empty and not decision.holds, decision

    def next_plan(self, side: Side, issue_id: str) -> Plan:
        """What would be done with both issues as they are in Jira at this moment."""
        pair = self.pair_of(side, issue_id)
        assert pair is not None and pair.is_complete
        with self.ports.store.transaction() as work:
            base = work.pairs.content(pair.id).base
            configuration = work.configurations.published(self.synchronization_id)
            synchronization = work.synchronizations.get(self.synchronization_id)
        assert configuration is not None and synchronization is not None
        snapshots = [snapshot_now(self.ports, synchronization, configuration, pair, one) for one in Side]
        return plan(PairView(snapshots[0], snapshots[1], base), configuration)

    def conflicts(self) -> list[KeptConflict]:
        with self.ports.store.transaction() as work:
            return list(work.conflicts.of_synchronization(self.synchronization_id))

    def incidents(self) -> list[Incident]:
        with self.ports.store.transaction() as work:
            return list(work.incidents.open(self.synchronization_id))


def snapshot_now(ports: Ports, synchronization: Any, configuration: Any, pair: Pair, side: Side) -> Any:
    from app.engine.reading import read_snapshot

    mapping, tenant_id, issue_id = configuration.mapping(side), synchronization.end(side).tenant_id, pair.issue_id(side)
    raw = ports.sites.open(tenant_id, "test").read_issue(issue_id, [entry.field_id for entry in mapping.fields])
    return read_snapshot(raw, mapping, configuration.contract)


def described(running: RunningSite) -> JiraSite:
    """The emulated site as the demo describes it."""
    parts = ("admin", "project_admin", "member", "stranger")
    people = {part: seed.person(running.site, part) for part in parts}
    users = {
        part: {"accountId": user.account_id, "account_id": user.account_id, "email": user.email, "token": user.api_token}
        for part, user in people.items()
    }
    return JiraSite(running.site.name, running.address, (), users, "", "")


@contextmanager
def scene(database_url: str) -> Iterator[Scene]:
    with Emulator(seed=5) as emulator:
        acme, globex = emulator.add_site("acme"), emulator.add_site("globex")
        seed.add_project(acme.site, "SHOP", "Storefront")
        seed.add_project(globex.site, "PLAT", "Platform")
        server = make_server("127.0.0.1", 0, Flask("empty"), threaded=True)
        setattr(server, "daemon_threads", False)
        app = create_app(settings(f"http://127.0.0.1:{server.port}", database_url, NO_REDIS, acme))
        clock, bell = TestClock(), HeardBell()
        app.extensions["backbone"] = ports = replace(ports_of(app), bell=bell, clock=clock, holder="the test")
        server.app = app
        with serving(server):
            for running in (acme, globex):
                install(running, f"http://127.0.0.1:{server.port}/atlassian-connect.json")
            yield agreed(emulator, app, ports, clock, bell)
            emulator.settle()
        app.extensions[EXTENSION].engine.dispose()


def agreed(emulator: Emulator, app: Flask, ports: Ports, clock: TestClock, bell: HeardBell) -> Scene:
    requester, partner = visit(ports, emulator.sites["acme"], "SHOP"), visit(ports, emulator.sites["globex"], "PLAT")
    assert requester.caller.place.project_id is not None
    elsewhere = ProjectElsewhere(emulator.sites["globex"].address, "PLAT")
    wanted = Wanted("the form", requester.caller.place.project_id, elsewhere, name="Storefront and platform")
    synchronization = create(requester, wanted)
    accept(partner, synchronization.public_id)
    return Scene(emulator, app, ports, clock, bell, synchronization.id, requester, synchronization.public_id)


def visit(ports: Ports, running: RunningSite, key: str) -> Visit:
    with ports.store.transaction() as work:
        tenant = work.tenants.by_site_address(running.address)
    assert tenant is not None
    project = next(project for project in running.site.projects.values() if project.key == key)
    account_id = seed.person(running.site, "project_admin").account_id
    return Visit(ports, Permissions(), Caller(tenant.id, account_id, Place(str(project.id), key)))
