"""The one module that names concrete adapters and builds them from the settings."""

from __future__ import annotations

import os
import socket

from flask import Flask

from app.clock import SystemClock
from app.connect.descriptor import addon_key
from app.connect.outgoing import Authorizations
from app.jira.sites import ConnectedSites
from app.queue.bell import RqBell, connect
from app.settings import Settings
from app.storage.database import db
from app.storage.store import PostgresStore
from app.sync.ports import Ports


def build_services(settings: Settings, app: Flask) -> Ports:
    """The database has to be there (`app.storage.database.init_app`)."""
    with app.app_context():
        engine = db.engine
    clock = SystemClock()
    return Ports(
        store=PostgresStore(engine),
        sites=ConnectedSites(Authorizations(engine, addon_key()).authorization_for, clock),
        bell=RqBell(connect(settings.redis_url)),
        clock=clock,
        holder=f"{socket.gethostname()}:{os.getpid()}",
    )


def ports_of(app: Flask) -> Ports:
    found: Ports = app.extensions["backbone"]
    return found
