"""PostgreSQL itself, behind the repositories."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.storage.database import create_engine
from app.storage.store import PostgresStore


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> PostgresStore:
    return PostgresStore(engine)
