"""What is kept of each Jira site: connections and schemas, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from requests.auth import HTTPBasicAuth

from app.clock import SystemClock
from app.jira import sites
from app.jira.session import JiraSession
from app.jira.sites import SESSIONS_A_THREAD, ConnectedSites
from jira_emulator import seed
from jira_emulator.server import RunningSite


@pytest.fixture
def connected(running: RunningSite) -> Iterator[ConnectedSites]:
    """Every tenant is the same emulated site."""
    user = seed.person(running.site, "project_admin")
    authorization = HTTPBasicAuth(user.email, user.api_token)
    one = ConnectedSites(lambda tenant_id: (running.address, authorization), SystemClock())
    yield one
    for session in sessions_of(one):
        session.close()


def sessions_of(connected: ConnectedSites) -> list[JiraSession]:
    return list(connected._local.sessions.values())


def test_only_the_connections_that_were_used_last_are_kept(connected: ConnectedSites) -> None:
    """A connection that is let go without being closed is a warning, and those are errors here."""
    for tenant_id in range(1, 3 * SESSIONS_A_THREAD):
        connected.open(0, "live")
        connected.open(tenant_id, "live").project("SHOP")
    kept = sessions_of(connected)
    assert len(kept) == SESSIONS_A_THREAD

    connected.open(0, "live")
    assert set(sessions_of(connected)) == set(kept), "one that is used again and again stays"


def test_schemas_are_forgotten_when_they_are_too_old_to_be_used(
    connected: ConnectedSites, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "SCHEMA_LIVES_SECONDS", 0.001)
    for tenant_id in range(3):
        connected.open(tenant_id, "page").project_schema(project_id)
        time.sleep(0.002)
    assert len(connected._schemas) == 1
