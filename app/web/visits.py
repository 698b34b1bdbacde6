"""A request as a visit: the one place where pages learn who asks."""

from __future__ import annotations

from flask import current_app

from app.connect import guard
from app.sync.permission import Permissions, Visit
from app.sync.ports import Ports

PERMISSIONS = "permissions"


def visit() -> Visit:
    """Of the person whose request is being answered; the guard has let it in."""
    ports: Ports = current_app.extensions["backbone"]
    permissions: Permissions = current_app.extensions[PERMISSIONS]
    return Visit(ports, permissions, guard.caller())
