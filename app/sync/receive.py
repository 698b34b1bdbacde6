"""A webhook has come: store it, mark what it concerns, wake a worker. No other work is done in the request."""

from __future__ import annotations

from app.sync.ports import Bell, Store
from app.sync.records import Delivery


def receive(store: Store, bell: Bell, delivery: Delivery) -> None:
    """Stores the delivery and raises the dirty marks in one statement, then rings for the marks that became dirty.

    Safe to repeat: Jira delivers at least once, with the same identifier. The bell is rung after the commit and may
    fail silently; the sweep finds what it missed. Raises StorageUnavailable: nothing is stored, Jira shall send it
    again.
    """
    with store.transaction() as work:
        became_dirty = work.deliveries.receive(delivery)
    for mark_id in became_dirty:
        bell.ring(mark_id)
