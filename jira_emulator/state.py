"""One Jira site: everything it holds, behind one lock."""

import hashlib
import random
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from jira_emulator.agile.model import Board, EpicDetails, Sprint
from jira_emulator.events import Event
from jira_emulator.filters import Filter
from jira_emulator.flavours import CLOUD, FLAVOURS, Flavour
from jira_emulator.flavours.server_user import PersonalToken
from jira_emulator.index import SearchIndex
from jira_emulator.lost import Vanished
from jira_emulator.model import (
    DynamicWebhook,
    FailedDelivery,
    Field,
    Installation,
    Issue,
    IssueLink,
    IssueType,
    IssueTypeScheme,
    IssueTypeScreenScheme,
    LinkType,
    Priority,
    Project,
    ProjectCategory,
    ProjectRole,
    Resolution,
    Screen,
    ScreenScheme,
    Status,
    StatusCategory,
    User,
    Workflow,
)
from jira_emulator.remote_links import RemoteLink
from jira_emulator.schemes import FieldConfiguration, FieldConfigurationScheme, PermissionScheme, SecurityScheme
from jira_emulator.tasks import Task

if TYPE_CHECKING:
    from jira_emulator.webhooks.admin_webhooks import AdminWebhook

Listener = Callable[[Event], None]


class Named(Protocol):
    """Whatever has an id and a name."""

    id: int
    name: str


class Site:
    """Everything on one site. Change it only while holding `lock`; issues are replaced by `store`, never
    altered.

    `seed` decides every generated id and secret, so two runs with one seed give the same site.
    """

    def __init__(self, name: str, seed: int = 0, base_url: str = "", flavour: Flavour = CLOUD) -> None:
        self.name = name
        self.flavour_name = flavour.name
        self.base_url = base_url  # "http://127.0.0.1:PORT", with the context path, set when the server is bound
        self.certificate: str | None = None  # the file that vouches for an https address
        self.lock = threading.RLock()
        self.random = random.Random(f"{seed}:{name}")
        self.cloud_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.client_key = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.clock_skew = timedelta(0)
        self.users: dict[str, User] = {}
        self.groups: dict[str, str] = {}  # name -> group id
        self.projects: dict[int, Project] = {}
        self.project_categories: dict[int, ProjectCategory] = {}
        self.recent_projects: dict[str, list[int]] = {}  # account id -> ids of viewed projects, newest first
        self.issues: dict[int, Issue] = {}
        self.issue_ids_by_key: dict[str, int] = {}  # also the old keys of moved issues
        self.links: dict[int, IssueLink] = {}
        self.link_ids_by_issue: dict[int, list[int]] = {}
        self.children: dict[int, list[int]] = {}  # parent id -> issue ids
        self.deleted_worklogs: list[tuple[int, datetime]] = []  # oldest first
        self.boards: dict[int, Board] = {}
        self.sprints: dict[int, Sprint] = {}
        self.epics: dict[int, EpicDetails] = {}  # issue id -> what differs from the usual
        self.filters: dict[int, Filter] = {}
        self.tasks: dict[str, Task] = {}
        self.views: dict[str, dict[int, datetime]] = {}  # account id -> issue id -> last viewed
        self.remote_links: dict[int, dict[int, RemoteLink]] = {}  # issue id -> link id -> link
        self.issue_types: dict[int, IssueType] = {}
        self.issue_type_schemes: dict[int, IssueTypeScheme] = {}
        self.status_categories: dict[int, StatusCategory] = {}
        self.statuses: dict[int, Status] = {}
        self.priorities: dict[int, Priority] = {}
        self.resolutions: dict[int, Resolution] = {}
        self.link_types: dict[int, LinkType] = {}
        self.fields: dict[str, Field] = {}
        self.trashed_fields: dict[str, tuple[Field, list[Screen]]] = {}  # with the screens that they were on
        self.screens: dict[int, Screen] = {}
        self.screen_schemes: dict[int, ScreenScheme] = {}
        self.issue_type_screen_schemes: dict[int, IssueTypeScreenScheme] = {}
        self.workflows: dict[int, Workflow] = {}
        self.permission_schemes: dict[int, PermissionScheme] = {}
        self.field_configurations: dict[int, FieldConfiguration] = {}
        self.field_configuration_schemes: dict[int, FieldConfigurationScheme] = {}
        self.security_schemes: dict[int, SecurityScheme] = {}
        self.project_roles: dict[int, ProjectRole] = {}
        self.installations: dict[str, Installation] = {}  # by add-on key
        self.personal_tokens: dict[int, PersonalToken] = {}
        self.admin_webhooks: dict[int, AdminWebhook] = {}  # of a Data Center site
        self.rest_sessions: dict[str, str] = {}  # session id -> account id
        self.basic_auth = True  # whether user name and password open the REST API of a Data Center site
        self.dynamic_webhooks: dict[int, DynamicWebhook] = {}
        self.withdrawn: set[tuple[str, str, int | None]] = (
            set()
        )  # account id, permission, project id (None: everywhere)
        self.vanished: dict[int, Vanished] = {}
        self.index = SearchIndex()
        self.attachment_contents: dict[int, bytes] = {}
        self.listeners: list[Listener] = []
        self.failed_deliveries: list[FailedDelivery] = []  # oldest first
        self._sequences: dict[str, int] = {}

    @property
    def flavour(self) -> Flavour:
        """Which kind of Jira the site is."""
        return FLAVOURS[self.flavour_name]

    def now(self) -> datetime:
        """The site's clock: UTC, in whole milliseconds, never going back while the skew stays."""
        real = datetime.now(UTC) + self.clock_skew
        return real.replace(microsecond=real.microsecond // 1000 * 1000)

    def next_id(self, kind: str, first: int = 10000) -> int:
        """The next id of a kind of thing; ids only rise."""
        with self.lock:
            value = self._sequences.get(kind, first - 1) + 1
            self._sequences[kind] = value
            return value

    def reserve_id(self, kind: str, taken: int) -> None:
        """Never give out an id up to `taken` (loaded things keep theirs)."""
        self._sequences[kind] = max(self._sequences.get(kind, 9999), taken)

    def secret(self, length: int = 40) -> str:
        """A generated secret, the same for the same seed and order of calls."""
        return hashlib.sha256(self.random.randbytes(32)).hexdigest()[:length]

    def publish(self, event: Event) -> None:
        """Tell every listener; called with the lock held, so events are told in the order they happened."""
        for listener in self.listeners:
            listener(event)

    def store(self, issue: Issue) -> Issue:
        """Make this the newest version of the issue."""
        known = self.issues.get(issue.id)
        self.issues[issue.id] = issue
        self.issue_ids_by_key[issue.key] = issue.id
        if known is None:
            issue.project.issue_ids.append(issue.id)
        self._note_parent(known, issue)
        self.index.put(issue.id, issue)
        return issue

    def forget(self, issue: Issue) -> None:
        """Remove an issue, every key it had, and its links."""
        del self.issues[issue.id]
        for key in [key for key, known in self.issue_ids_by_key.items() if known == issue.id]:
            del self.issue_ids_by_key[key]
        issue.project.issue_ids.remove(issue.id)
        if issue.parent_id is not None:
            self.children[issue.parent_id].remove(issue.id)
        for link_id in list(self.link_ids_by_issue.get(issue.id, ())):
            self.unlink(link_id)
        self.remote_links.pop(issue.id, None)
        self.epics.pop(issue.id, None)
        self.deleted_worklogs += [(one.id, self.now()) for one in issue.worklogs]
        self.index.put(issue.id, None)

    def _note_parent(self, known: Issue | None, issue: Issue) -> None:
        before = known.parent_id if known else None
        if before == issue.parent_id:
            return
        if before is not None:
            self.children[before].remove(issue.id)
        if issue.parent_id is not None:
            self.children.setdefault(issue.parent_id, []).append(issue.id)

    def link(self, link: IssueLink) -> None:
        self.links[link.id] = link
        for issue_id in (link.source_id, link.destination_id):
            self.link_ids_by_issue.setdefault(issue_id, []).append(link.id)

    def unlink(self, link_id: int) -> IssueLink:
        link = self.links.pop(link_id)
        for issue_id in (link.source_id, link.destination_id):
            self.link_ids_by_issue[issue_id].remove(link_id)
        return link

    def issue(self, id_or_key: str | int) -> Issue | None:
        """The issue with this id or (also former, in any case) key."""
        text = str(id_or_key)
        number = id_of(text)
        issue_id = number if number is not None else self.issue_ids_by_key.get(text.upper())
        return None if issue_id is None else self.issues.get(issue_id)

    def project(self, id_or_key: str | int) -> Project | None:
        """The project with this id or (also former, in any case) key."""
        text = str(id_or_key)
        number = id_of(text)
        if number is not None:
            return self.projects.get(number)
        wanted, known = text.upper(), self.projects.values()
        found = (one for one in known if one.key == wanted)
        return next(found, None) or next((one for one in known if wanted in one.former_keys), None)

    def user_by_email(self, email: str) -> User | None:
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def user_by_server_name(self, name: str) -> User | None:
        return next((user for user in self.users.values() if user.server_name == name), None)

    def field(self, id_or_name: str) -> Field | None:
        """The field with this id, or else with this name in any case."""
        if id_or_name in self.fields:
            return self.fields[id_or_name]
        wanted = id_or_name.lower()
        return next((field for field in self.fields.values() if field.name.lower() == wanted), None)


LONGEST_ID = 18


def id_of(written: str) -> int | None:
    """The number that a path or parameter names, or None when it names none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID else None


NamedThing = TypeVar("NamedThing", bound=Named)


def named(things: Mapping[int, NamedThing], name: str) -> NamedThing | None:
    """The thing with this name, in any case."""
    wanted = name.lower()
    return next((thing for thing in things.values() if thing.name.lower() == wanted), None)
