"""What the embedded PostgreSQL promises to the demo and to the tests."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from demo.services import PostgresServer


def scalar(url: str, statement: str) -> object:
    engine = create_engine(url)
    with engine.begin() as connection:
        found: object = connection.execute(text(statement)).scalar()
    engine.dispose()
    return found


def run(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def folder(server: PostgresServer) -> Path:
    return Path(str(make_url(server.url).query["host"]))


def test_a_copy_has_what_its_template_has_and_keeps_its_changes_to_itself(
    postgres_server: PostgresServer,
) -> None:
    template = postgres_server.create_database()
    run(template, "CREATE TABLE note (line text)", "INSERT INTO note VALUES ('kept')")
    first = postgres_server.create_database(template=template)
    second = postgres_server.create_database(template=template)

    run(first, "INSERT INTO note VALUES ('mine')")

    assert scalar(first, "SELECT count(*) FROM note") == 2
    assert scalar(second, "SELECT count(*) FROM note") == 1


def test_a_dropped_database_is_gone_even_while_somebody_is_connected(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database()
    with psycopg.connect(url.replace("+psycopg", "")):
        postgres_server.drop_database(url)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url.replace("+psycopg", ""))


def test_what_was_committed_survives_a_crash_of_the_server() -> None:
    with PostgresServer() as server:
        url = server.create_database()
        run(url, "CREATE TABLE note (line text)", "INSERT INTO note VALUES ('committed')")

        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace("+psycopg", ""))
        server.restart()

        assert scalar(url, "SELECT line FROM note") == "committed"


def test_two_servers_side_by_side_share_nothing(postgres_server: PostgresServer) -> None:
    with PostgresServer() as other:
        other.create_database(name="only_there")
        there = "SELECT count(*) FROM pg_database WHERE datname = 'only_there'"

        assert scalar(other.url, there) == 1
        assert scalar(postgres_server.url, there) == 0


def test_a_stopped_server_leaves_no_directory() -> None:
    server = PostgresServer()
    home = folder(server)
    assert home.is_dir()

    server.stop()
    server.stop()

    assert not home.parent.exists()


def test_nobody_else_on_the_machine_can_enter_the_data_directory(postgres_server: PostgresServer) -> None:
    assert folder(postgres_server).stat().st_mode & 0o077 == 0


def test_the_socket_fits_into_every_systems_limit(postgres_server: PostgresServer) -> None:
    assert len(str(folder(postgres_server) / ".s.PGSQL.5432.lock")) < 100


def test_each_test_gets_a_database_of_its_own(database_url: str) -> None:
    run(database_url, "CREATE TABLE left_behind (line text)")


def test_nothing_of_another_test_is_in_it(database_url: str) -> None:
    assert scalar(database_url, "SELECT to_regclass('left_behind')") is None
