"""Puts Connect into the Flask application: the guard first, then what it lets in."""

from __future__ import annotations

from flask import Flask

from app.connect import guard, page_headers
from app.connect.callbacks import callbacks
from app.connect.descriptor import addon_key, descriptor
from app.connect.install_keys import InstallKeys
from app.connect.places import PlaceTickets
from app.connect.state import EXTENSION, Connect
from app.connect.webhooks import webhooks
from app.settings import Settings
from app.storage.database import db


def init_app(app: Flask, settings: Settings) -> None:
    """The database has to be there (`app.storage.database.init_app`)."""
    with app.app_context():
        engine = db.engine
    app.extensions[EXTENSION] = Connect(
        settings=settings,
        addon_key=addon_key(),
        engine=engine,
        install_keys=InstallKeys(settings.install_keys_urls),
        tickets=PlaceTickets(settings.secret_keys),
    )
    guard.init_app(app)
    page_headers.init_app(app)
    app.jinja_env.globals["place_ticket"] = guard.place_ticket
    for blueprint in (descriptor, callbacks, webhooks):
        app.register_blueprint(blueprint)
