"""The addresses that Jira calls when the add-on is installed, enabled, disabled or uninstalled."""

from __future__ import annotations

from datetime import timedelta

import structlog
from flask import Blueprint, request

from app.connect import guard
from app.connect.bodies import json_object
from app.connect.lifecycle import install, read_registration, uninstall, use_once
from app.connect.state import connect, services
from app.connect.tokens import InstallToken
from app.errors import BackboneError
from app.storage.database import transaction
from app.sync.own_account import learn_own_account

log = structlog.get_logger(__name__)

callbacks = Blueprint("callbacks", __name__, url_prefix="/connect")

NOTHING = "", 204


@callbacks.post("/installed")
@guard.lifecycle("installed")
def installed() -> tuple[str, int]:
    """Jira waits for the answer; anything but 200 or 204 fails the installation, and its text is shown to the admin."""
    token, settings, now = _install_token(), connect().settings, services().clock.now()
    body = json_object(request.get_data())
    registration = read_registration(body, token.client_key, connect().addon_key, settings.allowed_jira_hosts)
    grace = timedelta(minutes=settings.old_secret_minutes)
    with transaction(connect().engine) as connection:
        use_once(connection, token, now)
        tenant_id = install(connection, registration, token, now, grace)
    log.info("add_on_installed", tenant=tenant_id)
    return NOTHING


@callbacks.post("/uninstalled")
@guard.lifecycle("uninstalled")
def uninstalled() -> tuple[str, int]:
    token = _install_token()
    with transaction(connect().engine) as connection:
        use_once(connection, token, services().clock.now())
        tenant_id = uninstall(connection, token)
    log.info("add_on_uninstalled", tenant=tenant_id)
    return NOTHING


@callbacks.post("/enabled")
@guard.lifecycle("enabled")
def enabled() -> tuple[str, int]:
    """From now on Jira takes our calls. The first one asks which account we act as."""
    with transaction(connect().engine) as connection:
        use_once(connection, guard.token(), services().clock.now())
    ask_own_account(guard.installation().tenant_id)
    log.info("add_on_enabled", tenant=guard.installation().tenant_id)
    return NOTHING


@callbacks.post("/disabled")
@guard.lifecycle("disabled")
def disabled() -> tuple[str, int]:
    """Nothing is to be done: Jira refuses our calls and sends no webhooks until `enabled`, and this may come late."""
    with transaction(connect().engine) as connection:
        use_once(connection, guard.token(), services().clock.now())
    log.info("add_on_disabled", tenant=guard.installation().tenant_id)
    return NOTHING


def ask_own_account(tenant_id: int) -> None:
    """Without it our own changes come back as webhooks that are read and found to change nothing: dearer, not wrong."""
    try:
        learn_own_account(services().store, services().sites, tenant_id)
    except BackboneError as error:
        log.warning("own_account_unknown", tenant=tenant_id, code=error.code)


def _install_token() -> InstallToken:
    token = guard.token()
    assert isinstance(token, InstallToken)
    return token
