"""The real parts that tests run against: one PostgreSQL, Redis and browser per session, when asked for.

BACKBONE_TEST_DATABASE_URL and BACKBONE_TEST_REDIS_URL name servers to use instead of the embedded ones; the
database user has to be allowed to create databases, and the Redis database is emptied.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from playwright.sync_api import Browser, sync_playwright

from demo.services import Databases, PostgresServer, RedisServer
from tests.chromium import FLAGS, NoBrowser, chromium_program

hypothesis.settings.register_profile("ci", derandomize=True, max_examples=100, deadline=None, database=None)
hypothesis.settings.register_profile("search", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

database_numbers = itertools.cycle(range(1, 256))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's embedded server. A test that kills a server starts one of its own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases | PostgresServer:
    """Where databases can be made: the server that the environment names, or the embedded one."""
    named = os.environ.get("BACKBONE_TEST_DATABASE_URL")
    if named:
        return Databases(named)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server


@pytest.fixture(scope="session")
def schema_template(databases: Databases | PostgresServer) -> Iterator[str]:
    """A database with the current schema and nothing in it, to be copied and never connected to."""
    from app.storage.schema import upgrade  # here: tests that need no database need none of its code

    url = databases.create_database()
    upgrade(url)
    yield url
    databases.drop_database(url)


@pytest.fixture
def database_url(databases: Databases | PostgresServer, schema_template: str) -> Iterator[str]:
    """A database of the test's own with the current schema: `postgresql+psycopg://…`."""
    url = databases.create_database(template=schema_template)
    yield url
    databases.drop_database(url)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """The session's embedded server. A test that kills a server starts one of its own."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str:
    """An empty Redis database: `unix://…?db=N` on the embedded server."""
    url = os.environ.get("BACKBONE_TEST_REDIS_URL")
    if url is None:
        server: RedisServer = request.getfixturevalue("redis_server")
        url = server.database_url(next(database_numbers))
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one the run fails with the sentence that says what to install."""
    with sync_playwright() as playwright:
        try:
            program = chromium_program(Path(playwright.chromium.executable_path))
        except NoBrowser as problem:
            pytest.exit(str(problem), returncode=1)
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()
