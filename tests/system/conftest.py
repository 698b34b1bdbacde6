"""One house for all tests, and for each a synchronization of its own between two new projects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.services import Databases, PostgresServer
from tests.system.scene import House, Scene, house


@pytest.fixture(scope="session")
def system_house(databases: Databases | PostgresServer, schema_template: str) -> Iterator[House]:
    url = databases.create_database(template=schema_template)
    with house(url) as one:
        yield one
    databases.drop_database(url)


@pytest.fixture
def stopped(system_house: House) -> Iterator[Scene]:
    """Agreed on by both project admins, and not started."""
    with system_house.scene() as one:
        yield one


@pytest.fixture
def shop(stopped: Scene) -> Scene:
    """Running, from now on."""
    stopped.start()
    return stopped
