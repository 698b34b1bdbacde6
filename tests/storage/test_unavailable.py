"""A database that does not answer is a quick, named error, and nothing is needed when it is back."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.errors import StorageUnavailable
from app.storage.database import FOR_REQUESTS, Limits, create_engine, driver_url, transaction
from app.storage.store import PostgresStore
from demo.services import PostgresServer
from tests.contract.given import NOW, a_tenant

A_REQUESTS_PATIENCE_SECONDS = 5.0


@pytest.fixture
def silent_address() -> Iterator[str]:
    """Somebody listens there and never says a word: worse than a closed port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"postgresql://nobody@127.0.0.1:{listener.getsockname()[1]}/none"


def test_a_server_that_never_answers_costs_a_request_five_seconds_at_most(silent_address: str) -> None:
    engine = create_engine(silent_address, FOR_REQUESTS)
    begun = time.monotonic()
    with pytest.raises(StorageUnavailable), PostgresStore(engine).transaction():
        pass
    assert time.monotonic() - begun < A_REQUESTS_PATIENCE_SECONDS


def test_a_closed_port_is_named_at_once() -> None:
    engine = create_engine("postgresql://nobody@127.0.0.1:1/none", FOR_REQUESTS)
    with pytest.raises(StorageUnavailable), PostgresStore(engine).transaction():
        pass


def test_a_server_that_died_and_came_back_is_used_again() -> None:
    with PostgresServer() as server:
        engine = create_engine(server.url, FOR_REQUESTS)
        with transaction(engine) as connection:
            connection.execute(text("SELECT 1"))
        server.kill()
        with pytest.raises(StorageUnavailable), transaction(engine):
            pass
        server.restart()
        with transaction(engine) as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        engine.dispose()


def test_a_mistake_of_ours_carries_no_contents_into_a_log(database_url: str) -> None:
    engine = create_engine(database_url)
    with pytest.raises(IntegrityError) as caught, PostgresStore(engine).transaction() as work:
        work.incidents.report(synchronization_id=10**9, code="one", sentence="Nobody else's business", at=NOW)
    assert "business" not in str(caught.value)
    engine.dispose()


def test_a_connection_that_breaks_within_a_transaction_is_named(database_url: str) -> None:
    engine = create_engine(database_url)

    def break_off() -> None:
        with transaction(engine) as connection:
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            connection.execute(text("SELECT 1"))

    with pytest.raises(StorageUnavailable):
        break_off()
    engine.dispose()


def test_a_statement_that_takes_too_long_is_named(database_url: str) -> None:
    engine = create_engine(database_url, Limits(1, 0, wait_seconds=1, statement_seconds=0.05))
    with pytest.raises(StorageUnavailable), transaction(engine) as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_waiting_for_a_free_connection_ends(database_url: str) -> None:
    engine = create_engine(database_url, Limits(1, 0, wait_seconds=0.05, statement_seconds=1))
    with engine.connect(), pytest.raises(StorageUnavailable), PostgresStore(engine).transaction():
        pass
    engine.dispose()


def test_a_mistake_of_ours_is_not_called_unavailability(database_url: str) -> None:
    engine = create_engine(database_url)
    with pytest.raises(ProgrammingError), transaction(engine) as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    engine.dispose()


def test_an_exception_takes_back_what_the_transaction_did(store: PostgresStore) -> None:
    def fail_half_way() -> None:
        with store.transaction() as work:
            work.tenants.add("https://half.example", "https://half.example")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    with store.transaction() as work:
        assert work.tenants.by_site_address("https://half.example") is None
    assert a_tenant(store, "https://half.example").is_active


@pytest.mark.parametrize("written", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_way_to_write_the_address_means_psycopg(written: str) -> None:
    assert driver_url(f"{written}://host/name").drivername == "postgresql+psycopg"
