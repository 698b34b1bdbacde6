"""Backbone Issue Sync: keeps the issues of two Jira projects in step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

CANNOT_START = 3
"""The exit status by which gunicorn knows that starting again would not help (its `WORKER_BOOT_ERROR`)."""


def create_app(settings: Settings | None = None, *, is_worker: bool = False) -> Flask:
    """The application, from the environment unless settings are given. A worker has few connections, and patience with
    long statements; whoever answers requests has neither. Without usable settings the process ends, and
    says all that is wrong with them.

    The imports are inside, so that whoever imports a part of this package (the engine, say) loads that part alone.
    """
    from flask import Flask
    from flask_migrate import Migrate

    from app import log, web, wiring
    from app.connect import application as connect
    from app.settings import Settings
    from app.storage import commands, database, schema, secrets

    settings = settings or usable_settings(Settings)
    log.set_up_logging(settings.log_level)
    app = Flask(__name__, static_folder="web/static", template_folder="../templates")
    secrets.KEYRING.use(settings.secret_keys)
    database.init_app(app, settings.database_url, database.FOR_WORKERS if is_worker else database.FOR_REQUESTS)
    commands.init_app(app)
    Migrate(app, database.db, directory=str(schema.MIGRATIONS))
    connect.init_app(app, settings)
    app.extensions["backbone"] = wiring.build_services(settings, app)
    web.init_app(app, settings)
    return app


def usable_settings(kind: type[Settings]) -> Settings:
    from app.settings import SettingsError

    try:
        return kind.from_environment()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(CANNOT_START) from None
