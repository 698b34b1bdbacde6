"""A pair whose lease we hold: everything that is written for it goes through here, or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.engine.contract import Side
from app.engine.mapping import Configuration, SideMapping
from app.engine.plan import PairView
from app.engine.raw import RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.errors import LeaseLost
from app.sync.ports import CreatedIssue, JiraSite, Ports, Work
from app.sync.records import Intent, Lease, Mark, Pair, PairContent, Synchronization

REQUEST_TIMEOUT = timedelta(seconds=20)
"""The longest that one call to Jira may take, its connection included."""

LEASE_DURATION = timedelta(seconds=60)
"""So long a pair waits after the process that held it was killed."""

WHILE_ANOTHER_WORKS = timedelta(seconds=2)
"""The holder of a lease looks at the marks again before it lets go; this is for the case that it dies."""


@dataclass
class HeldPair:
    """The pair, what is stored of it, and the sites it lives on. `valid_until` is by our own clock, taken before the
    lease was asked for, so that a clock that differs from the database's can only make us too careful.

    `fresh` holds marks of sides that were read after the mark was noted: they need no second reading. `found` holds
    issues that came to light by their marker, by operation id. `announced` holds, by key, writes whose intent is in the
    journal already.
    """

    ports: Ports
    synchronization: Synchronization
    configuration: Configuration
    pair: Pair
    lease: Lease
    valid_until: datetime
    content: PairContent
    purpose: str = "live"
    fresh: dict[Side, Mark] = field(default_factory=dict)
    found: dict[str, CreatedIssue] = field(default_factory=dict)
    announced: dict[str, Intent] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.ports.clock.now()

    def site(self, side: Side) -> JiraSite:
        tenant_id = self.synchronization.end(side).tenant_id
        if tenant_id is None:
            raise LookupError(f"the {side} end of synchronization {self.synchronization.id} has no tenant")
        return self.ports.sites.open(tenant_id, self.purpose, synchronization_id=self.synchronization.id)

    def mapping(self, side: Side) -> SideMapping:
        return mapping_of(self.configuration, side)

    def field_ids(self, side: Side) -> tuple[str, ...]:
        return tuple(entry.field_id for entry in self.mapping(side).fields)

    def view(self) -> PairView:
        return PairView(first=self.content.first, second=self.content.second, base=self.content.base)

    def snapshot_of(self, side: Side, raw: RawIssue) -> Snapshot:
        """`raw` in the contract's words. Comments that the answer did not bring are taken from the last snapshot."""
        snapshot = read_snapshot(raw, self.mapping(side), self.configuration.contract)
        known = self.content.snapshot(side)
        if raw.comments_complete or known is None:
            return snapshot
        return replace(snapshot, comments=known.comments, comments_complete=known.comments_complete)

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """A transaction that is refused with LeaseLost when the pair is not ours any more."""
        with self.ports.store.transaction() as work:
            work.pairs.check(self.lease, self.now())
            yield work

    def ensure_time_for_a_write(self) -> None:
        """A write may start only when more than two request time-outs are left. Raises LeaseLost."""
        if self.valid_until - self.now() > 2 * REQUEST_TIMEOUT:
            return
        asked_at = self.now()
        with self.ports.store.transaction() as work:
            self.lease = work.pairs.renew(self.lease, now=asked_at, duration=LEASE_DURATION)
        self.valid_until = asked_at + LEASE_DURATION

    def keep(self, work: Work, side: Side, snapshot: Snapshot) -> None:
        """Stores the side's snapshot in this transaction and goes on with it."""
        if side is Side.FIRST:
            work.pairs.save_content(self.pair.id, first=snapshot)
            self.content = replace(self.content, first=snapshot)
        else:
            work.pairs.save_content(self.pair.id, second=snapshot)
            self.content = replace(self.content, second=snapshot)


def mapping_of(configuration: Configuration, side: Side) -> SideMapping:
    """The side's mapping; both are ours in a direct connection."""
    mapping = configuration.mapping(side)
    if mapping is None:
        raise LookupError(f"configuration {configuration.number} has no mapping for the {side} side")
    return mapping


def hold(ports: Ports, synchronization: Synchronization, configuration: Configuration, pair: Pair) -> HeldPair | None:
    """Takes the pair's lease; None while another worker has it."""
    asked_at = ports.clock.now()
    with ports.store.transaction() as work:
        lease = work.pairs.lease(pair.id, holder=ports.holder, now=asked_at, duration=LEASE_DURATION)
        if lease is None:
            return None
        current = work.pairs.get(pair.id)
        if current is None:
            raise LeaseLost
        content = work.pairs.content(pair.id)
    valid_until = asked_at + LEASE_DURATION
    return HeldPair(ports, synchronization, configuration, current, lease, valid_until, content)


def look_again_later(ports: Ports, mark: Mark) -> None:
    """Another worker has the pair."""
    with ports.store.transaction() as work:
        work.marks.postpone(mark.id, ports.clock.now() + WHILE_ANOTHER_WORKS, attempts=mark.attempts)
