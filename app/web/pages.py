"""What all pages share: the blueprints, and what their templates can count on."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Flask, current_app

from app.connect import guard
from app.settings import Settings
from app.sync.permission import Permissions
from app.web import actions, configure, issue, overview, troubleshoot, wizard, words
from app.web.visits import PERMISSIONS

HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "disableInheritance": True,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyEnabled": False,
    "historyCacheSize": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""No inline style, no `eval`, requests only to us; a form comes back with 422 and is shown (htmx's documentation)."""


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[PERMISSIONS] = Permissions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(all_js_url=settings.all_js_url, htmx_config=json.dumps(HTMX_CONFIG))
    app.jinja_env.globals.update(now=now, place_project_id=place_project_id)
    words.init_app(app)
    for page in (overview, wizard, actions, configure, troubleshoot, issue):
        app.register_blueprint(page.blueprint)


def place_project_id() -> str | None:
    return guard.caller().place.project_id


def now() -> datetime:
    found: datetime = current_app.extensions["backbone"].clock.now()
    return found
