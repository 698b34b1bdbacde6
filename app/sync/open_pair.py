"""An issue that has no pair yet: find out whether it is ours, whether it is wanted, and open its pair."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.base import Base
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.operations import CreateIssue
from app.engine.plan import Hold, PairView, Plan
from app.engine.raw import RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Snapshot
from app.errors import JiraNotFound
from app.sync.carry_out import record_creation
from app.sync.held_pair import LEASE_DURATION, HeldPair, hold, look_again_later, mapping_of
from app.sync.holds import report_hold, report_holds
from app.sync.own_account import marked_by_us
from app.sync.ports import Ports
from app.sync.records import Intent, Mark, Outcome, PairContent, Synchronization

COUNTERPART_CREATED_TWICE = "counterpart-created-twice"


def open_pair(
    ports: Ports, synchronization: Synchronization, configuration: Configuration, mark: Mark
) -> HeldPair | None:
    """The issue's pair under our lease, its side read already. None when it is not to be synchronized (its mark is then
    cleared), or when another worker was quicker (the mark stays dirty and is looked at again)."""
    raw = read_unpaired(ports, synchronization, configuration, mark)
    if raw is None:
        forget(ports, synchronization, mark)
        return None
    unpaired = Unpaired(synchronization, configuration, mark, raw)
    creation = own_creation(ports, unpaired)
    if creation is None:
        return open_new_pair(ports, unpaired)
    if creation.synchronization_id == synchronization.id:
        return join_pair(ports, unpaired, creation) if creation.side is mark.side else open_new_pair(ports, unpaired)
    if is_represented(ports, unpaired, creation):
        forget(ports, synchronization, mark)
        return None
    return open_new_pair(ports, unpaired)


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


# -- an issue that we created ----------------------------------------------------------------------------------


def own_creation(ports: Ports, unpaired: Unpaired) -> Intent | None:
    """The creation that the issue's marker names, by whatever synchronization, whatever became of it. None for
    everybody else's issues: also for a clone of ours, and for a forged marker."""
    tenant_id = unpaired.synchronization.end(unpaired.mark.side).tenant_id
    if tenant_id is None or not marked_by_us(ports.store, ports.sites, tenant_id, [unpaired.raw]):
        return None
    with ports.store.transaction() as work:
        intent = work.journal.by_operation(unpaired.raw.operation_id or "")
    return intent if intent is not None and isinstance(intent.operation, CreateIssue) else None


def is_represented(ports: Ports, unpaired: Unpaired, creation: Intent) -> bool:
    """Whether what another synchronization created this issue for is in the project already that it would be carried
    to: synchronizations in a ring would make issues without end."""
    there = unpaired.synchronization.end(unpaired.mark.side.other)
    assert there.tenant_id is not None
    assert there.project_id is not None
    with ports.store.transaction() as work:
        return work.pairs.is_represented(creation.pair_id, there.tenant_id, there.project_id)


def join_pair(ports: Ports, unpaired: Unpaired, creation: Intent) -> HeldPair | None:
    """The pair that this counterpart was created for: it is completed with it, when its answer had got lost. While
    another worker has the pair the issue is left alone: it may be waiting for that very answer."""
    held = hold_pair_of(ports, unpaired, creation)
    if held is None:
        look_again_later(ports, unpaired.mark)
        return None
    known_id = held.pair.issue_id(creation.side)
    if known_id is None and creation.outcome in (Outcome.OPEN, Outcome.MISSING):
        held.found[creation.operation_id] = unpaired.raw
        if creation.outcome is Outcome.MISSING:
            record_creation(held, creation, unpaired.raw)
        return held
    if known_id == unpaired.raw.id:
        return held
    report_double(held, unpaired, creation)
    return None


def hold_pair_of(ports: Ports, unpaired: Unpaired, creation: Intent) -> HeldPair | None:
    with ports.store.transaction() as work:
        pair = work.pairs.get(creation.pair_id)
    return None if pair is None else hold(ports, unpaired.synchronization, unpaired.configuration, pair)


def report_double(held: HeldPair, unpaired: Unpaired, creation: Intent) -> None:
    """Jira created it after we had stopped looking for it: one pair has one counterpart, and a person has to decide."""
    raw, mark = unpaired.raw, unpaired.mark
    pair = held.pair
    source = pair.second_issue_key if creation.side is Side.FIRST else pair.first_issue_key
    kept = pair.first_issue_key if creation.side is Side.FIRST else pair.second_issue_key
    reason = (
        f"Jira created {raw.key} as the counterpart of {source} so late that it was created again, as {kept}. "
        f"Delete {raw.key}; only {kept} is kept in step."
    )
    hold_ = Hold("issue", mark.side, COUNTERPART_CREATED_TWICE, reason)
    with held.transaction() as work:
        report_hold(work, held.synchronization.id, hold_, None, mark.side, mark.issue_id, held.now())
        work.marks.clear(mark.id, mark.raised)
        work.pairs.release(held.lease)


# -- an issue of somebody else's -------------------------------------------------------------------------------


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
    mark, synchronization_id, now = unpaired.mark, unpaired.synchronization.id, ports.clock.now()
    remaining = frozenset((hold.code, hold.place) for hold in decision.holds)
    with ports.store.transaction() as work:
        work.incidents.settle(synchronization_id, issues=[(mark.side, mark.issue_id)], at=now, keep=remaining)
        report_holds(work, synchronization_id, decision.holds, mark, now)
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


def forget(ports: Ports, synchronization: Synchronization, mark: Mark) -> None:
    """The issue is not there any more: neither is what a person had to do about it."""
    with ports.store.transaction() as work:
        work.incidents.settle(synchronization.id, issues=[(mark.side, mark.issue_id)], at=ports.clock.now())
        work.marks.clear(mark.id, mark.raised)
