"""The way to PostgreSQL: one engine per process, with limits that make a dead database a quick, clear error.

A request must not wait longer than five seconds for a database that is down: at most two seconds for a free connection,
then at most two for connecting (libpq's `connect_timeout` counts per address of the host).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from app.errors import StorageUnavailable
from app.storage.tables import METADATA

CONNECT_SECONDS = 2

SILENCE_MILLISECONDS = 2500
"""A connection whose bytes nobody acknowledges for so long is given up (libpq's `tcp_user_timeout`)."""

db = SQLAlchemy(metadata=METADATA, disable_autonaming=True)
"""Flask's hold on the engine and on the migrations. Rows are read and written through `app.storage.store` only."""


@dataclass(frozen=True)
class Limits:
    """How many connections a process may have, and how long it waits for one and for a statement."""

    connections: int
    more_at_peak: int
    wait_seconds: float
    statement_seconds: float


FOR_REQUESTS = Limits(connections=5, more_at_peak=10, wait_seconds=2, statement_seconds=4)
FOR_WORKERS = Limits(connections=2, more_at_peak=3, wait_seconds=10, statement_seconds=60)


def init_app(app: Flask, database_url: str, limits: Limits = FOR_REQUESTS) -> None:
    """Gives the app its engine (`db.engine`, within an app context)."""
    app.config["SQLALCHEMY_DATABASE_URI"] = driver_url(database_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(limits)
    db.init_app(app)


def create_engine(database_url: str, limits: Limits = FOR_WORKERS) -> Engine:
    """An engine without Flask, for workers, the demo and tests."""
    return sqlalchemy.create_engine(driver_url(database_url), **engine_options(limits))


def driver_url(database_url: str) -> URL:
    """Hosting providers write `postgres://` or `postgresql://`; both mean psycopg here."""
    _, separator, rest = database_url.partition("://")
    return make_url(f"postgresql+psycopg{separator}{rest}")


def engine_options(limits: Limits) -> dict[str, Any]:
    """What SQLAlchemy's `create_engine` takes. Times are read in UTC, whatever the server's zone. Errors don't carry
    the values of a statement: they end in logs, and may be contents of issues."""
    session = {
        "timezone": "UTC",
        "statement_timeout": int(limits.statement_seconds * 1000),
        "idle_in_transaction_session_timeout": 60_000,
    }
    return {
        "pool_size": limits.connections,
        "max_overflow": limits.more_at_peak,
        "pool_timeout": limits.wait_seconds,
        "pool_pre_ping": True,
        "hide_parameters": True,
        "connect_args": {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": SILENCE_MILLISECONDS,
            "application_name": "backbone-issue-sync",
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    }


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction: commits at the end, rolls back on any exception. Raises StorageUnavailable."""
    with unavailability_named(), engine.begin() as connection:
        yield connection


@contextmanager
def unavailability_named() -> Iterator[None]:
    """The one place where the driver's words for "not now" become StorageUnavailable; mistakes of ours pass through.

    `OperationalError` is also what a statement's time-out and a deadlock are: the same advice, try again later, fits.
    """
    try:
        yield
    except NoFreeConnection as error:
        raise StorageUnavailable from error
    except DBAPIError as error:
        if not (isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated):
            raise
        raise StorageUnavailable from error
