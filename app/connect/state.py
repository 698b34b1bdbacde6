"""What this package keeps for the life of the application, and what it uses of the rest of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask import current_app
from sqlalchemy import Engine

from app.connect.install_keys import InstallKeys
from app.connect.places import PlaceTickets
from app.settings import Settings
from app.sync.ports import Bell, Clock, JiraSites, Store

EXTENSION = "connect"
SERVICES = "backbone"


class Services(Protocol):
    """The part of `app.wiring`'s services that is used here."""

    @property
    def store(self) -> Store: ...
    @property
    def bell(self) -> Bell: ...
    @property
    def sites(self) -> JiraSites: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True)
class Connect:
    """`addon_key` is the descriptor's: the issuer of our own tokens."""

    settings: Settings
    addon_key: str
    engine: Engine
    install_keys: InstallKeys
    tickets: PlaceTickets


def connect() -> Connect:
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Connect)
    return found


def services() -> Services:
    found: Services = current_app.extensions[SERVICES]
    return found
