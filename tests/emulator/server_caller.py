"""People who call the REST API of a Data Center site."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from jira_emulator import seed
from jira_emulator.flavours.server_user import ServerUser
from jira_emulator.server import RunningSite
from tests.emulator.conftest import Caller


@dataclass
class ServerCaller(Caller):
    """One person (or nobody), with REST v2 and its search."""

    def call(self, method: str, path: str, json: Any = None, api: int = 2, **more: Any) -> requests.Response:
        url = f"{self.address}{path}" if path.startswith("/") else path
        return super().call(method, url, json, api, **more)

    def search(self, jql: str, **more: Any) -> Any:
        """The whole answer of a search."""
        return self.post("search", {"jql": jql} | more)

    def keys(self, jql: str) -> list[str]:
        return [one["key"] for one in self.search(jql, fields=["summary"])["issues"]]


def account(running: RunningSite, part: str) -> ServerUser:
    """Who plays this part: "admin", "project_admin", "member" or "stranger"."""
    user = seed.person(running.site, part)
    assert isinstance(user, ServerUser)
    return user


def token_of(running: RunningSite, part: str) -> str:
    """The personal access token that the part was given at the start."""
    return running.site.flavour.people.credentials(running.site, account(running, part))["token"]


@contextmanager
def calling(running: RunningSite, part: str) -> Iterator[ServerCaller]:
    """Somebody who signs in with their personal access token, or "nobody"."""
    with requests.Session() as session:
        if part != "nobody":
            session.headers["Authorization"] = f"Bearer {token_of(running, part)}"
        yield ServerCaller(running.address, session)
