"""Every implementation of a port goes through the same suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.storage.database import create_engine
from app.storage.store import PostgresStore
from app.sync.ports import Store
from demo.services import Databases, PostgresServer
from tests.emptied import empty


@pytest.fixture(scope="session")
def store_engine(databases: Databases | PostgresServer, schema_template: str) -> Iterator[Engine]:
    url = databases.create_database(template=schema_template)
    engine = create_engine(url)
    yield engine
    engine.dispose()
    databases.drop_database(url)


@pytest.fixture(params=["postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind. Leases are tested in real time, whatever clock an implementation goes by."""
    assert request.param == "postgres"
    engine: Engine = request.getfixturevalue("store_engine")
    empty(engine)
    return PostgresStore(engine)
