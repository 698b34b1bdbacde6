"""The migrations make the database that the tables describe, and no earlier release's data stand in their way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_migrate import upgrade as upgrade_with_flask
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.connect.installations import InstallationRow
from app.storage.database import create_engine, db, init_app
from app.storage.schema import MIGRATIONS, upgrade
from app.storage.store import PostgresStore
from demo.services import Databases, PostgresServer
from tests.contract.given import NOW, a_configuration, between_two_sites

METADATA = InstallationRow.metadata
"""All tables: the host that the add-on runs in adds its own."""


@pytest.fixture
def empty_database_url(databases: Databases | PostgresServer) -> Iterator[str]:
    url = databases.create_database()
    yield url
    databases.drop_database(url)


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def test_the_database_is_what_the_tables_say(engine: Engine) -> None:
    assert differences(engine) == []


def test_upgrading_twice_is_no_error(database_url: str) -> None:
    upgrade(database_url)


def test_flask_runs_the_same_migrations(empty_database_url: str) -> None:
    app = Flask("test")
    init_app(app, empty_database_url)
    Migrate(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        upgrade_with_flask()
        assert differences(db.engine) == []
        db.engine.dispose()


def test_the_revisions_form_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_everything_can_be_taken_back(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_every_foreign_key_is_indexed(engine: Engine) -> None:
    """Else deleting what it points to reads the whole table."""
    found = inspect(engine)
    bare = [
        f"{table}.{key['constrained_columns']}"
        for table in found.get_table_names()
        for key in found.get_foreign_keys(table)
        if not any(
            columns[: len(key["constrained_columns"])] == key["constrained_columns"]
            for columns in whole_indexes(found, table)
        )
    ]
    assert bare == []


def whole_indexes(found: sqlalchemy.Inspector, table: str) -> list[list[str | None]]:
    """The columns of every index that is over all rows."""
    indexes = [
        list(index["column_names"])
        for index in found.get_indexes(table)
        if not index.get("dialect_options", {}).get("postgresql_where")
    ]
    return [*indexes, list(found.get_pk_constraint(table)["constrained_columns"])]


def test_every_point_in_time_has_its_zone() -> None:
    without = [
        str(column)
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, sqlalchemy.DateTime) and not column.type.timezone
    ]
    assert without == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE configurations SET document = '{}'", "DELETE FROM configurations"],
)
def test_the_database_itself_refuses_to_change_a_published_configuration(engine: Engine, statement: str) -> None:
    store = PostgresStore(engine)
    synchronization = between_two_sites(store)
    with store.transaction() as work:
        work.configurations.save_draft(synchronization.id, a_configuration(1), by="ann", at=NOW)
        work.configurations.publish(synchronization.id, 1, by="ann", at=NOW)
    with pytest.raises(IntegrityError, match="is published"), engine.begin() as connection:
        connection.execute(text(statement))
    with store.transaction() as work:
        work.synchronizations.delete(synchronization.id)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM configurations")).scalar_one() == 0


def test_every_revision_file_is_named_after_its_revision() -> None:
    for file in Path(MIGRATIONS, "versions").glob("[0-9]*.py"):
        assert f'revision = "{file.stem}"' in file.read_text()
