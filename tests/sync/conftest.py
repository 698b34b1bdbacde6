"""The life of a synchronization against real PostgreSQL and two emulated Jira sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.clock import SystemClock
from app.storage.database import create_engine
from app.storage.store import PostgresStore
from app.sync.permission import Permissions
from app.sync.ports import Ports
from demo.services import Databases, PostgresServer
from jira_emulator import seed
from jira_emulator.server import Emulator
from tests.emptied import empty
from tests.sync.two_sites import CountingBell, EmulatedSites, TwoSites


@pytest.fixture(scope="session")
def lifecycle_engine(databases: Databases | PostgresServer, schema_template: str) -> Iterator[Engine]:
    url = databases.create_database(template=schema_template)
    engine = create_engine(url)
    yield engine
    engine.dispose()
    databases.drop_database(url)


@pytest.fixture
def store(lifecycle_engine: Engine) -> PostgresStore:
    empty(lifecycle_engine)
    return PostgresStore(lifecycle_engine)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """`acme` has SHOP and HELP, run by both admins, and OPS, where the project
    admin only works; `globex` has PLAT."""
    with Emulator(seed=7) as one:
        acme, globex = one.add_site("acme"), one.add_site("globex")
        for key, name in (("SHOP", "Storefront"), ("HELP", "Help desk")):
            seed.add_project(acme.site, key, name)
        admin, lead = seed.person(acme.site, "admin"), seed.person(acme.site, "project_admin")
        seed.add_project(acme.site, "OPS", "Operations", admins=[admin], members=[lead])
        seed.add_project(globex.site, "PLAT", "Platform")
        yield one


@pytest.fixture
def sites(emulator: Emulator, store: PostgresStore, lifecycle_engine: Engine) -> Iterator[TwoSites]:
    with store.transaction() as work:
        tenants = {name: work.tenants.add(running.address, running.address) for name, running in emulator.sites.items()}
    opened = EmulatedSites({tenants[name].id: running for name, running in emulator.sites.items()})
    ports = Ports(store, opened, CountingBell(), SystemClock(), holder="test")
    yield TwoSites(emulator, lifecycle_engine, ports, Permissions(), tenants)
    opened.close()
