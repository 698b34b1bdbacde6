"""One application per worker process, built once, its ports shared by all jobs of the process."""

from __future__ import annotations

from functools import cache

from flask import Flask

from app import create_app
from app.settings import Settings
from app.sync.ports import Ports
from app.wiring import ports_of


@cache
def application() -> Flask:
    """Raises SettingsError, which lists every problem of the environment at once."""
    return create_app(Settings.from_environment(), is_worker=True)


def ports() -> Ports:
    return ports_of(application())
