"""Who calls the REST API on the tour: people, an impostor, nobody, and on Cloud add-ons."""

import time
from typing import Any

import jwt
import requests
from requests.auth import AuthBase, HTTPBasicAuth

from jira_emulator import seed
from jira_emulator.flavours import CLOUD
from jira_emulator.host.connect_host import app_user
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.model import Installation
from jira_emulator.permissions import ADDON_GROUP
from jira_emulator.server import RunningSite
from jira_emulator.state import Site

PEOPLE = ("admin", "project_admin", "member", "stranger")
ALL_SCOPES = ("READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN")
Callers = dict[str, AuthBase | None]


class SignedByAddon(AuthBase):
    """The JWT of a Connect add-on ("Understanding JWT for Connect apps")."""

    def __init__(self, installation: Installation, address: str) -> None:
        self._installation = installation
        self._address = address

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        now = int(time.time())
        claims = {
            "iss": self._installation.addon_key,
            "iat": now,
            "exp": now + 180,
            "qsh": hash_of_url(str(request.method), str(request.url), self._address),
        }
        token = jwt.encode(claims, self._installation.shared_secret, algorithm="HS256")
        request.headers["Authorization"] = f"JWT {token}"
        return request


class Bearer(AuthBase):
    """A personal access token of Data Center."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def callers_of(running: RunningSite) -> Callers:
    """By the part that they play."""
    if running.site.flavour is CLOUD:
        return _callers_of_cloud(running)
    people = running.site.flavour.people
    accounts = {part: people.credentials(running.site, seed.person(running.site, part)) for part in PEOPLE}
    known: Callers = {part: Bearer(one["token"]) for part, one in accounts.items()}
    return known | {"nobody": None, "impostor": Bearer("not a token")}


def _callers_of_cloud(running: RunningSite) -> Callers:
    people = {part: seed.person(running.site, part) for part in PEOPLE}
    known: Callers = {part: HTTPBasicAuth(one.email, one.api_token) for part, one in people.items()}
    return known | {
        "nobody": None,
        "impostor": HTTPBasicAuth(people["admin"].email, "not the token"),
        "app": SignedByAddon(installed(running.site, "app", ALL_SCOPES), running.address),
        "app_without_scopes": SignedByAddon(installed(running.site, "scopeless", ("NONE",)), running.address),
    }


def installed(site: Site, key: str, scopes: tuple[str, ...]) -> Installation:
    """An add-on without modules."""
    descriptor: dict[str, Any] = {"key": key, "name": key, "baseUrl": "http://127.0.0.1:9", "scopes": list(scopes)}
    user = app_user(site, key, descriptor)
    user.groups.add(ADDON_GROUP)
    one = Installation(
        addon_key=key,
        client_key=site.client_key,
        shared_secret=site.secret(64),
        base_url=descriptor["baseUrl"],
        descriptor=descriptor,
        app_user=user,
    )
    site.installations[key] = one
    return one
