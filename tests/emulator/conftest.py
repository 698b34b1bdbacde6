"""A running emulator with one project, and people who call its REST API over HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from jira_emulator import seed
from jira_emulator.flavours import DATA_CENTER
from jira_emulator.host.connect_host import app_user
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.model import Installation
from jira_emulator.permissions import ADDON_GROUP
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site

PROJECT = "SHOP"
ADDON_KEY = "com.example.addon"


@dataclass
class Caller:
    """One person (or nobody) who calls a site's REST API."""

    address: str
    session: requests.Session

    def call(self, method: str, path: str, json: Any = None, api: int = 3, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else f"{self.address}/rest/api/{api}/{path}"
        return self.session.request(method, url, json=json, timeout=20, **more)

    def get(self, path: str, **more: Any) -> Any:
        """The answer's JSON; fails for anything but 200."""
        answer = self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, json: Any, **more: Any) -> Any:
        """The answer's JSON; fails for anything but 200 and 201."""
        answer = self.call("POST", path, json, **more)
        assert answer.status_code in (200, 201), answer.text
        return answer.json() if answer.content else None

    def create(self, summary: str = "A summary", issue_type: str = "Task", **fields: Any) -> str:
        """Create an issue and give its key."""
        named = {"project": {"key": PROJECT}, "issuetype": {"name": issue_type}, "summary": summary}
        created: str = self.post("issue", {"fields": named | fields})["key"]
        return created

    def edit(self, key: str, **fields: Any) -> requests.Response:
        return self.call("PUT", f"issue/{key}", {"fields": fields})

    def fields(self, key: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"issue/{key}", **more)["fields"]
        return found

    def keys(self, jql: str) -> list[str]:
        """The keys that a search finds."""
        found = self.post("search/jql", {"jql": jql, "fields": ["key"], "maxResults": 100})
        return [one["key"] for one in found["issues"]]


@dataclass
class Delivered:
    """A webhook as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    url: str


@dataclass
class Receiver:
    """An add-on's server: keeps what it gets and answers as told (the last answer for good)."""

    answers: list[int] = field(default_factory=lambda: [204])
    delivered: list[Delivered] = field(default_factory=list)
    address: str = ""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        body = request.get_json(silent=True) or {}
        self.delivered.append(Delivered(request.path, dict(request.headers), body, request.url))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(status=status)(environ, start_response)

    def events(self) -> list[str]:
        return [one.body["webhookEvent"] for one in self.delivered]

    def of(self, event: str) -> list[Delivered]:
        return [one for one in self.delivered if one.body.get("webhookEvent") == event]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=7) as one:
        yield one


@pytest.fixture
def running(emulator: Emulator) -> RunningSite:
    """A site with the project SHOP."""
    one = emulator.add_site("acme")
    seed.add_project(one.site, PROJECT, "Storefront")
    return one


@pytest.fixture
def data_center(emulator: Emulator) -> RunningSite:
    """A Data Center site below a context path, with the project SHOP."""
    one = emulator.add_site("server", flavour=DATA_CENTER, context_path="/jira")
    seed.add_project(one.site, PROJECT, "Storefront")
    return one


@pytest.fixture
def site(running: RunningSite) -> Site:
    return running.site


@pytest.fixture
def caller(running: RunningSite) -> Iterator[Callable[[str], Caller]]:
    """Who plays a part: "admin", "project_admin", "member", "stranger" or "nobody"."""
    sessions: list[requests.Session] = []

    def of(part: str) -> Caller:
        session = requests.Session()
        sessions.append(session)
        if part != "nobody":
            user = seed.person(running.site, part)
            session.auth = (user.email, user.api_token)
        return Caller(running.address, session)

    yield of
    for one in sessions:
        one.close()


@pytest.fixture
def admin(caller: Callable[[str], Caller]) -> Caller:
    return caller("admin")


@pytest.fixture
def member(caller: Callable[[str], Caller]) -> Caller:
    return caller("member")


@pytest.fixture
def stranger(caller: Callable[[str], Caller]) -> Caller:
    return caller("stranger")


@pytest.fixture
def nobody(caller: Callable[[str], Caller]) -> Caller:
    return caller("nobody")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    server = make_server("127.0.0.1", 0, one, threaded=True)
    one.address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield one
    server.shutdown()
    thread.join()
    server.server_close()


EVENTS = (
    "jira:issue_created",
    "jira:issue_updated",
    "jira:issue_deleted",
    "comment_created",
    "comment_updated",
    "comment_deleted",
    "issuelink_created",
    "issuelink_deleted",
)


@pytest.fixture
def installation(site: Site, receiver: Receiver) -> Installation:
    """An add-on that hears of everything, with the scopes READ, WRITE and DELETE."""
    descriptor = {
        "key": ADDON_KEY,
        "name": "Listening add-on",
        "baseUrl": receiver.address,
        "scopes": ["READ", "WRITE", "DELETE"],
        "modules": {
            "webhooks": [{"event": event, "url": "/hooks"} for event in EVENTS],
            "jiraEntityProperties": [
                {
                    "key": "marker",
                    "name": {"value": "Marker"},
                    "entityType": "issue",
                    "keyConfigurations": [
                        {"propertyKey": "marker", "extractions": [{"objectName": "n", "type": "number"}]}
                    ],
                }
            ],
        },
    }
    user = app_user(site, ADDON_KEY, descriptor)
    user.groups.add(ADDON_GROUP)
    one = Installation(
        addon_key=ADDON_KEY,
        client_key=site.client_key,
        shared_secret=site.secret(64),
        base_url=receiver.address,
        descriptor=descriptor,
        app_user=user,
    )
    site.installations[ADDON_KEY] = one
    return one


class AddonAuth(requests.auth.AuthBase):
    """Signs each request as the add-on does; `claims` replaces or removes (None) claims of the token."""

    def __init__(self, installation: Installation, address: str, **claims: Any) -> None:
        self._installation = installation
        self._address = address
        self._claims = claims
        self.trace: str | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self._installation.addon_key, "iat": now, "exp": now + 180}
        claims["qsh"] = hash_of_url(str(request.method), str(request.url), self._address)
        kept = {name: value for name, value in (claims | self._claims).items() if value is not None}
        token = jwt.encode(kept, self._installation.shared_secret, algorithm="HS256")
        request.headers["Authorization"] = f"JWT {token}"
        if self.trace:
            request.headers["X-Atlassian-Webhook-Trace"] = self.trace
        return request


@pytest.fixture
def addon(running: RunningSite, installation: Installation) -> Iterator[Caller]:
    """The add-on, calling with its JWT."""
    with requests.Session() as session:
        session.auth = AddonAuth(installation, running.address)
        yield Caller(running.address, session)
