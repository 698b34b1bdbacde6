"""How migrations reach the database: over the connection that `app.storage.schema` gives, else over the Flask app's
engine. One transaction for all of them, and one migration at a time: a second release waits for the first."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from app.storage.tables import METADATA

ONE_AT_A_TIME = 7_245_901_112
"""The number of the advisory lock; any number that nobody else uses."""


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, process_revision_directives=_nothing_when_equal)
    with context.begin_transaction():
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        context.run_migrations()


def _nothing_when_equal(migration_context: MigrationContext, revision: Any, directives: list[MigrationScript]) -> None:
    """`flask db migrate` writes no file when the database is as the tables say."""
    if directives and all(operations.is_empty() for operations in directives[0].upgrade_ops_list):
        directives.clear()


def run_with_flask() -> None:
    from flask import current_app

    with current_app.extensions["migrate"].db.engine.connect() as connection:
        run(connection)


if given := context.config.attributes.get("connection"):
    run(given)
else:
    run_with_flask()
