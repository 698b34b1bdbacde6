"""The Jira client against an emulated site, as a project's member with an API token."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from requests.auth import HTTPBasicAuth

from app.clock import SystemClock
from app.jira.cloud import CloudSite
from app.jira.session import JiraSession
from jira_emulator import seed
from jira_emulator.server import Emulator, RunningSite

PROJECT = "SHOP"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=7) as one:
        yield one


@pytest.fixture
def running(emulator: Emulator) -> RunningSite:
    one = emulator.add_site("acme")
    seed.add_project(one.site, PROJECT, "Storefront")
    return one


@pytest.fixture
def project_id(running: RunningSite, site: CloudSite) -> str:
    return site.project(PROJECT).id


@pytest.fixture
def session(running: RunningSite) -> Iterator[JiraSession]:
    user = seed.person(running.site, "project_admin")
    one = JiraSession(running.address, tenant_id=1, purpose="test")
    one.authorize_by(HTTPBasicAuth(user.email, user.api_token))
    yield one
    one.close()


@pytest.fixture
def site(session: JiraSession) -> CloudSite:
    return CloudSite(session, SystemClock())


@pytest.fixture
def person(running: RunningSite) -> Iterator[requests.Session]:
    """Somebody else who edits in the browser, so to speak."""
    user = seed.person(running.site, "member")
    with requests.Session() as one:
        one.auth = (user.email, user.api_token)
        yield one


@pytest.fixture
def started_at() -> datetime:
    return datetime.now(UTC)
