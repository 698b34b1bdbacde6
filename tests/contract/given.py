"""What the store's suite starts from: tenants, synchronizations, deliveries and contents in few words."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from app.engine.base import Base, BaseHalf, CommentBase, FieldBase
from app.engine.contract import Contract, FieldKind, FieldRule, IssueTypeRule, Side
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping
from app.engine.operations import CreateIssue, EditFields, FieldWrite
from app.engine.snapshot import CommentReading, Empty, FieldReading, Snapshot, Unmapped, Value
from app.sync.ports import Store
from app.sync.records import Delivery, End, Lease, Pair, Synchronization, Tenant

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
numbers = itertools.count(1)


def a_tenant(store: Store, address: str | None = None) -> Tenant:
    site = address or f"https://site{next(numbers)}.example"
    with store.transaction() as work:
        return work.tenants.add(site, site)


def an_end(side: Side, tenant: Tenant, project_id: str) -> End:
    key = f"P{project_id}"
    return End(side, tenant.site_address, key, f"Project {key}", tenant.id, project_id)


def a_synchronization(
    store: Store, first: tuple[Tenant, str], second: tuple[Tenant, str], *, running: bool = True
) -> Synchronization:
    """Between two projects, each given as (tenant, project id)."""
    with store.transaction() as work:
        added = work.synchronizations.add(
            name="Support to development",
            description="",
            first=an_end(Side.FIRST, *first),
            second=an_end(Side.SECOND, *second),
            acceptance="not-needed",
            message="",
            created_by="ann",
            at=NOW,
        )
        work.synchronizations.set_wanted(added.id, running=running)
        return work.synchronizations.get(added.id) or added


def a_request(store: Store, first: tuple[Tenant, str], site_address: str, project_key: str) -> Synchronization:
    with store.transaction() as work:
        return work.synchronizations.add(
            name="Request",
            description="",
            first=an_end(Side.FIRST, *first),
            second=End(Side.SECOND, site_address, project_key),
            acceptance="requested",
            message="Shall we?",
            created_by="ann",
            at=NOW,
        )


def between_two_sites(store: Store, *, running: bool = True) -> Synchronization:
    """Project 10 of one site with project 20 of another."""
    return a_synchronization(store, (a_tenant(store), "10"), (a_tenant(store), "20"), running=running)


def a_delivery(
    tenant_id: int | None,
    issue_id: str = "1001",
    project_id: str | None = "10",
    identifier: str | None = None,
    is_creation: bool = False,
    caused_by: int | None = None,
) -> Delivery:
    assert tenant_id is not None
    return Delivery(
        tenant_id=tenant_id,
        identifier=identifier or f"delivery-{next(numbers)}",
        event="jira:issue_updated",
        issue_id=issue_id,
        project_id=project_id,
        occurred_at=NOW,
        is_creation=is_creation,
        caused_by=caused_by,
    )


def received(store: Store, delivery: Delivery) -> list[int]:
    with store.transaction() as work:
        return list(work.deliveries.receive(delivery))


def a_leased_pair(
    store: Store, synchronization: Synchronization, issue_id: str = "1001", duration: timedelta = MINUTE
) -> tuple[Pair, Lease]:
    """A pair of one issue of the first side, held by `opener`."""
    with store.transaction() as work:
        opened = work.pairs.open_leased(
            synchronization.id,
            Side.FIRST,
            [(issue_id, f"P10-{issue_id}")],
            holder="opener",
            now=datetime.now(UTC),
            duration=duration,
        )
    return opened[issue_id]


def a_complete_pair(
    store: Store, synchronization: Synchronization, first_issue_id: str = "1001", second_issue_id: str = "2001"
) -> Pair:
    """Complete, and held by nobody."""
    pair, lease = a_leased_pair(store, synchronization, first_issue_id)
    with store.transaction() as work:
        work.pairs.complete(pair.id, Side.SECOND, second_issue_id, f"P20-{second_issue_id}")
        work.pairs.release(lease)
        completed = work.pairs.get(pair.id)
    assert completed is not None
    return completed


def a_snapshot(issue_id: str = "1001", summary: str = "It burns", key: str | None = None) -> Snapshot:
    """One of each kind of content that can be read."""
    document = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "attrs": {"ratio": 1.0}}]}
    return Snapshot(
        issue_id=issue_id,
        issue_key=key or f"P10-{issue_id}",
        issue_type=Value("bug"),
        created_at=NOW,
        fields={
            "summary": FieldReading(Value(summary), "d1", changed_at=NOW),
            "description": FieldReading(Value(document), "d2"),
            "labels": FieldReading(Value(("blue", "green")), "d3"),
            "priority": FieldReading(Unmapped("Blocker"), "d4"),
            "due": FieldReading(Empty(), "d5"),
        },
        comments=(CommentReading("5", "Ann", document, "d6", NOW, NOW),),
    )


def a_base() -> Base:
    half = BaseHalf(state=Value(("blue",)), raw_digest="d3", configuration_number=1)
    return Base({"labels": FieldBase(half, half)}, (CommentBase(Side.FIRST, "5", "6", "d6", "d7"),))


def a_configuration(number: int, project_id: str = "10") -> Configuration:
    first = SideMapping(
        project_id,
        issue_types=(Correspondence("bug", "10001", "Bug"),),
        fields=(FieldMapping("summary", "summary", "Summary"),),
    )
    contract = Contract((IssueTypeRule("bug"),), (FieldRule("summary", FieldKind.LINE),))
    return Configuration(number, contract, first, None)


def an_edit(summary: str = "It burns brightly", side: Side = Side.SECOND) -> EditFields:
    return EditFields(side, (FieldWrite("summary", Value(summary)),))


def a_creation(side: Side = Side.SECOND) -> CreateIssue:
    return CreateIssue(side, "bug", (FieldWrite("summary", Value("It burns")),))
