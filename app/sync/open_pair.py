"""An issue that has no pair yet: find out whether it is ours, whether it is wanted, and open its pair."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.base import Base
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.operations import CreateIssue
from app.engine.plan import PairView, Plan
from app.engine.raw import RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.errors import JiraNotFound
from app.sync.held_pair import LEASE_DURATION, HeldPair, hold, mapping_of
from app.sync.holds import report_holds
from app.sync.ports import Ports
from app.sync.records import Mark, PairContent, Synchronization


def open_pair(
    ports: Ports, synchronization: Synchronization, configuration: Configuration, mark: Mark
) -> HeldPair | None:
    """The issue's pair under our lease, its side read already. None when it is not to be synchronized (its mark is then
    cleared), or when another worker was quicker (the mark stays dirty and is looked at again)."""
    raw = read_unpaired(ports, synchronization, configuration, mark)
    if raw is None:
        clear(ports, mark)
        return None
    if raw.operation_id is not None:
        held = held_by_marker(ports, synchronization, configuration, mark, raw)
        if held is not None:
            return held
    return open_new_pair(ports, Unpaired(synchronization, configuration, mark, raw))


def read_unpaired(
    ports: Ports, synchronization: Synchronization, configuration: Configuration, mark: Mark
) -> RawIssue | None:
    """The issue with its marker; None when it is gone, hidden from us, or in another project by now."""
    end, mapping = synchronization.end(mark.side), mapping_of(configuration, mark.side)
    if end.tenant_id is None:
        return None
    site = ports.sites.open(end.tenant_id, "live")
    try:
        field_ids = tuple(entry.field_id for entry in mapping.fields)
        raw = site.read_issue(mark.issue_id, field_ids, with_marker=True)
    except JiraNotFound:
        return None
    return raw if raw.project_id == mapping.project_id else None


@dataclass(frozen=True)
class Unpaired:
    synchronization: Synchronization
    configuration: Configuration
    mark: Mark
    raw: RawIssue

    @property
    def snapshot(self) -> Snapshot:
        mapping = mapping_of(self.configuration, self.mark.side)
        return read_snapshot(self.raw, mapping, self.configuration.contract)


def held_by_marker(
    ports: Ports, synchronization: Synchronization, configuration: Configuration, mark: Mark, raw: RawIssue
) -> HeldPair | None:
    """The pair whose open intent this issue's marker names: the answer of that creation got lost. A marker that names
    nothing of ours, or a creation that is complete, is a clone's or a forger's, and means nothing."""
    assert raw.operation_id is not None
    with ports.store.transaction() as work:
        intent = work.journal.open_by_operation(raw.operation_id)
        if intent is None or (intent.synchronization_id, intent.side) != (synchronization.id, mark.side):
            return None
        pair = work.pairs.get(intent.pair_id)
    if not isinstance(intent.operation, CreateIssue) or pair is None or pair.issue_id(mark.side) is not None:
        return None
    held = hold(ports, synchronization, configuration, pair)
    if held is not None:
        held.found[raw.operation_id] = raw
    return held


def open_new_pair(ports: Ports, unpaired: Unpaired) -> HeldPair | None:
    snapshot, side = unpaired.snapshot, unpaired.mark.side
    decision = plan(single_view(side, snapshot), unpaired.configuration)
    if not any(isinstance(operation, CreateIssue) for operation in decision.operations):
        leave_alone(ports, unpaired, decision)
        return None
    return lease_new_pair(ports, unpaired, snapshot)


def single_view(side: Side, snapshot: Snapshot) -> PairView:
    return PairView(
        first=snapshot if side is Side.FIRST else None,
        second=snapshot if side is Side.SECOND else None,
    )


def leave_alone(ports: Ports, unpaired: Unpaired, decision: Plan) -> None:
    """Not wanted by the rules: nothing is stored, but what a person has to decide on becomes an incident."""
    mark = unpaired.mark
    with ports.store.transaction() as work:
        report_holds(work, unpaired.synchronization.id, decision.holds, mark, ports.clock.now())
        work.marks.clear(mark.id, mark.raised)


def lease_new_pair(ports: Ports, unpaired: Unpaired, snapshot: Snapshot) -> HeldPair | None:
    mark, raw = unpaired.mark, unpaired.raw
    asked_at = ports.clock.now()
    with ports.store.transaction() as work:
        opened = work.pairs.open_leased(
            unpaired.synchronization.id,
            mark.side,
            [(raw.id, raw.key)],
            holder=ports.holder,
            now=asked_at,
            duration=LEASE_DURATION,
        )
        if raw.id not in opened:
            work.marks.postpone(mark.id, asked_at, attempts=mark.attempts)
            return None
        pair, lease = opened[raw.id]
        save = {str(mark.side): snapshot}
        work.pairs.save_content(pair.id, first=save.get("first"), second=save.get("second"))
    view = single_view(mark.side, snapshot)
    content = PairContent(view.first, view.second, Base())
    valid_until = asked_at + LEASE_DURATION
    held = HeldPair(ports, unpaired.synchronization, unpaired.configuration, pair, lease, valid_until, content)
    held.fresh[mark.side] = mark
    return held


def clear(ports: Ports, mark: Mark) -> None:
    with ports.store.transaction() as work:
        work.marks.clear(mark.id, mark.raised)
