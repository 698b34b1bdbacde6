"""A furnished site of one flavour, and how it is called."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from conformance.callers import PEOPLE, Callers, callers_of
from conformance.exchanges import Answer, Exchange, lower_case
from conformance.flavours import Flavour
from jira_emulator import seed
from jira_emulator.flavours import CLOUD
from jira_emulator.model import ProjectCategory
from jira_emulator.schemes import Grant, GrantKind
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site

PROJECT = "TOUR"
SECOND_PROJECT = "SIDE"
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Stage:
    """`places` are what the tour has come by so far: "issue" is an issue's key, "comment" a comment's id."""

    flavour: Flavour
    running: RunningSite
    callers: Callers
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
        """One request, as it was sent and answered. `url` is from the site's address on."""
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
            url=sent.path.removeprefix(self.flavour.context_path) + (f"?{sent.query}" if sent.query else ""),
            headers=lower_case(prepared.headers),
            body=body.encode() if isinstance(body, str) else body,
            answer=Answer(answer.status_code, lower_case(answer.headers), answer.content),
            seen_by=by,
        )


@contextmanager
def stage(flavour: Flavour, key: str = PROJECT) -> Iterator[Stage]:
    """A site with one project, for as long as it is needed."""
    with Emulator(seed=13, control=False) as emulator:
        running = emulator.add_site("tour", flavour=flavour.kind, context_path=flavour.context_path)
        project = seed.add_project(running.site, key, "A tour")
        seed.add_project(running.site, SECOND_PROJECT, "Another tour")
        category = ProjectCategory(running.site.next_id("projectcategory"), "Outings")
        running.site.project_categories[category.id] = category
        seed.add_component(running.site, project, "Gate")
        seed.add_version(running.site, project, "1.0")
        seed.add_security(running.site, project, {"Staff": [Grant(GrantKind.PROJECT_ROLE, "Administrators")]})
        with requests.Session() as session:
            session.trust_env = False
            yield Stage(flavour, running, callers_of(running), first_places(running.site), session)


def first_places(site: Site) -> dict[str, str]:
    """The people by what names them in requests, and what the site was furnished with."""
    naming = site.flavour.people
    people = {part: str(naming.named_in(naming.reference(seed.person(site, part)))) for part in PEOPLE}
    words = {"naming": naming.naming, "user": "accountId" if site.flavour is CLOUD else "username"}
    custom = {one.name.lower().replace(" ", "_"): one.id for one in site.fields.values() if one.is_custom}
    project, second = site.projects.values()
    ids = {"project_id": str(project.id), "second_project_id": str(second.id)}
    credentials = naming.credentials(site, seed.person(site, "admin"))
    words["password"] = credentials.get("password", "")
    return people | words | custom | {"project": project.key} | ids
