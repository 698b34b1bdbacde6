"""Every implementation of a port goes through the same suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.storage.database import create_engine
from app.storage.store import PostgresStore
from app.sync.ports import Store


@pytest.fixture(params=["postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store of each kind. Leases are tested in real time, whatever clock an implementation goes by."""
    assert request.param == "postgres"
    engine = create_engine(request.getfixturevalue("database_url"))
    yield PostgresStore(engine)
    engine.dispose()
