"""A furnished site of one flavour, and the people and add-ons who call it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from requests.auth import AuthBase, HTTPBasicAuth

from conformance.exchanges import Answer, Exchange, lower_case
from conformance.flavours import Flavour
from jira_emulator import seed
from jira_emulator.host.connect_host import app_user
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.model import Installation
from jira_emulator.permissions import ADDON_GROUP
from jira_emulator.schemes import Grant, GrantKind
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site

PROJECT = "TOUR"
SECOND_PROJECT = "SIDE"
PEOPLE = ("admin", "project_admin", "member", "stranger")
ALL_SCOPES = ("READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN")
TIMEOUT_SECONDS = 20


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


@dataclass(frozen=True)
class Stage:
    """`places` are what the tour has come by so far: "issue" is an issue's key, "comment" a comment's id."""

    flavour: Flavour
    running: RunningSite
    callers: Mapping[str, AuthBase | None]
    places: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)

    def call(
        self,
        who: str,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        by: str = "tour",
    ) -> Exchange:
        """One request, as it was sent and answered. `url` is from the host on."""
        prepared = requests.Request(
            method, self.running.address + url, headers=dict(headers or {}), data=body or None, auth=self.callers[who]
        ).prepare()
        return self.send(prepared, by)

    def send(self, prepared: requests.PreparedRequest, by: str) -> Exchange:
        """Each request is one by itself: no cookies, and no redirects followed."""
        answer = self.session.send(prepared, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        self.session.cookies.clear()
        sent = urlsplit(str(prepared.url))
        body = prepared.body or b""
        return Exchange(
            method=str(prepared.method),
            url=sent.path + (f"?{sent.query}" if sent.query else ""),
            headers=lower_case(prepared.headers),
            body=body.encode() if isinstance(body, str) else body,
            answer=Answer(answer.status_code, lower_case(answer.headers), answer.content),
            seen_by=by,
        )


@contextmanager
def stage(flavour: Flavour, key: str = PROJECT) -> Iterator[Stage]:
    """A site with one project, for as long as it is needed."""
    with Emulator(seed=13, control=False) as emulator:
        running = emulator.add_site("tour")
        project = seed.add_project(running.site, key, "A tour")
        seed.add_project(running.site, SECOND_PROJECT, "Another tour")
        seed.add_component(running.site, project, "Gate")
        seed.add_version(running.site, project, "1.0")
        seed.add_security(running.site, project, {"Staff": [Grant(GrantKind.PROJECT_ROLE, "Administrators")]})
        with requests.Session() as session:
            session.trust_env = False
            yield Stage(flavour, running, callers_of(running), first_places(running.site), session)


def callers_of(running: RunningSite) -> dict[str, AuthBase | None]:
    people = {part: seed.person(running.site, part) for part in PEOPLE}
    callers: dict[str, AuthBase | None] = {
        part: HTTPBasicAuth(one.email, one.api_token) for part, one in people.items()
    }
    callers["nobody"] = None
    callers["impostor"] = HTTPBasicAuth(people["admin"].email, "not the token")
    callers["app"] = SignedByAddon(installed(running.site, "app", ALL_SCOPES), running.address)
    callers["app_without_scopes"] = SignedByAddon(installed(running.site, "scopeless", ("NONE",)), running.address)
    return callers


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


def first_places(site: Site) -> dict[str, str]:
    people = {part: seed.person(site, part).account_id for part in PEOPLE}
    project, second = site.projects.values()
    custom = {one.name.lower().replace(" ", "_"): one.id for one in site.fields.values() if one.is_custom}
    return (
        people | custom | {"project": project.key, "project_id": str(project.id), "second_project_id": str(second.id)}
    )
