"""Leases on pairs. Whether one has run out is decided by the database's clock alone: the hosts' clocks may differ."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, text

from app.errors import LeaseLost
from app.sync.records import Lease

TAKE = text(
    """
    UPDATE pairs SET holder = :holder, lease_until = clock_timestamp() + :duration, fence = fence + 1
    WHERE id = :pair_id AND (holder IS NULL OR lease_until <= clock_timestamp())
    RETURNING fence, lease_until
    """
)

RENEW = text(
    """
    UPDATE pairs SET lease_until = clock_timestamp() + :duration
    WHERE id = :pair_id AND fence = :fence AND holder IS NOT NULL
    RETURNING lease_until
    """
)

CHECK = text(
    """
    SELECT id FROM pairs
    WHERE id = :pair_id AND fence = :fence AND lease_until > clock_timestamp()
    FOR NO KEY UPDATE
    """
)

GIVE_BACK = text("UPDATE pairs SET holder = NULL, lease_until = NULL WHERE id = :pair_id AND fence = :fence")


def lease(connection: Connection, pair_id: int, holder: str, duration: timedelta) -> Lease | None:
    """One statement: of several that try at the same moment one gets it. A holder's own lease is no exception."""
    values = {"pair_id": pair_id, "holder": holder, "duration": duration}
    row = connection.execute(TAKE, values).one_or_none()
    return None if row is None else Lease(pair_id, row.fence, row.lease_until)


def renew(connection: Connection, lease: Lease, duration: timedelta) -> Lease:
    """Also after its time was up: as long as the fence stands, nobody has taken the pair over in between."""
    values = {"pair_id": lease.pair_id, "fence": lease.fence, "duration": duration}
    row = connection.execute(RENEW, values).one_or_none()
    if row is None:
        raise LeaseLost
    return Lease(lease.pair_id, lease.fence, row.lease_until)


def check(connection: Connection, lease: Lease) -> None:
    """The row stays locked until this transaction ends: nobody can take the pair over in between."""
    values = {"pair_id": lease.pair_id, "fence": lease.fence}
    if connection.execute(CHECK, values).one_or_none() is None:
        raise LeaseLost


def release(connection: Connection, lease: Lease) -> None:
    connection.execute(GIVE_BACK, {"pair_id": lease.pair_id, "fence": lease.fence})
