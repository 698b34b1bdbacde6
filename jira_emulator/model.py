"""The things a Jira site holds.

What is configured (users, projects, types, statuses, ...) is one mutable object per thing, compared by
identity and shared by reference, so a renamed status is renamed everywhere. What people write (issues,
comments, histories) is frozen: an edit makes a new `Issue`, so a reader always sees one consistent version
and the search index can lag by simply keeping an older one. Ids are integers here and strings in JSON.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jira_emulator.text import RichText

JsonObject = dict[str, Any]
EMPTY: Mapping[str, Any] = {}


class AccountType(enum.StrEnum):
    ATLASSIAN = "atlassian"
    APP = "app"
    CUSTOMER = "customer"


@dataclass(eq=False, slots=True)
class User:
    """A person (or an add-on's account). The same person has the same account id on every site."""

    account_id: str
    display_name: str
    email: str
    api_token: str
    account_type: AccountType = AccountType.ATLASSIAN
    active: bool = True
    time_zone: str = "Etc/UTC"
    groups: set[str] = field(default_factory=set)
    server_name: str | None = None  # the name in loaded Jira Server data, which mentions use

    @property
    def is_app(self) -> bool:
        return self.account_type is AccountType.APP


@dataclass(eq=False, slots=True)
class StatusCategory:
    id: int
    key: str
    name: str
    color_name: str


@dataclass(eq=False, slots=True)
class Status:
    id: int
    name: str
    category: StatusCategory
    description: str = ""


@dataclass(eq=False, slots=True)
class IssueType:
    id: int
    name: str
    description: str = ""
    subtask: bool = False
    hierarchy_level: int = 0


@dataclass(eq=False, slots=True)
class Priority:
    id: int
    name: str
    description: str = ""
    color: str = "#707070"


@dataclass(eq=False, slots=True)
class Resolution:
    id: int
    name: str
    description: str = ""


@dataclass(eq=False, slots=True)
class LinkType:
    id: int
    name: str
    inward: str
    outward: str


@dataclass(eq=False, slots=True)
class Component:
    id: int
    name: str
    project_id: int
    description: str = ""
    lead: User | None = None


@dataclass(eq=False, slots=True)
class Version:
    id: int
    name: str
    project_id: int
    description: str = ""
    released: bool = False
    archived: bool = False
    start_date: date | None = None
    release_date: date | None = None


@dataclass(eq=False, slots=True)
class Option:
    """A value of a select field."""

    id: int
    value: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """`type`, `items` and where the field comes from, in the words of REST's JsonTypeBean."""

    type: str
    items: str | None = None
    system: str | None = None
    custom: str | None = None
    custom_id: int | None = None


@dataclass(eq=False, slots=True)
class Field:
    id: str
    name: str
    schema: FieldSchema | None
    operations: tuple[str, ...] = ()
    navigable: bool = True
    orderable: bool = True
    options: list[Option] = field(default_factory=list)

    @property
    def is_custom(self) -> bool:
        return self.id.startswith("customfield_")


@dataclass(eq=False, slots=True)
class Screen:
    id: int
    name: str
    field_ids: list[str]
    required: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class OnlyAssignee:
    """Workflow condition: only the assignee may do it."""


@dataclass(frozen=True, slots=True)
class NeedsPermission:
    """Workflow condition: only who holds a project permission may do it."""

    permission: str


Condition = OnlyAssignee | NeedsPermission


@dataclass(eq=False, slots=True)
class Transition:
    id: int
    name: str
    to: Status
    sources: tuple[Status, ...] = ()  # none: a global transition
    condition: Condition | None = None
    screen: Screen | None = None
    sets_resolution: Resolution | None = None
    clears_resolution: bool = False

    @property
    def is_global(self) -> bool:
        return not self.sources


@dataclass(eq=False, slots=True)
class Workflow:
    id: int
    name: str
    initial: Status
    transitions: list[Transition]

    def statuses(self) -> list[Status]:
        """Every status of the workflow, the initial one first, each once."""
        return list(dict.fromkeys([self.initial, *(transition.to for transition in self.transitions)]))


class GrantKind(enum.StrEnum):
    GROUP = "group"
    PROJECT_ROLE = "projectRole"
    REPORTER = "reporter"
    ASSIGNEE = "assignee"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Grant:
    kind: GrantKind
    parameter: str = ""  # the group's or role's name


@dataclass(eq=False, slots=True)
class PermissionScheme:
    id: int
    name: str
    grants: dict[str, set[Grant]]


@dataclass(eq=False, slots=True)
class ProjectRole:
    id: int
    name: str
    description: str = ""


@dataclass(eq=False, slots=True)
class Project:
    id: int
    key: str
    name: str
    lead: User
    issue_types: list[IssueType]
    workflow: Workflow
    create_screen: Screen
    edit_screen: Screen
    permission_scheme: PermissionScheme
    default_priority: Priority
    description: str = ""
    uuid: str = ""
    roles: dict[str, set[str]] = field(default_factory=dict)  # role name -> account ids
    components: list[Component] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    last_issue_number: int = 0
    archived: bool = False
    issue_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see a comment or worklog: members of a group or of a project role."""

    type: str  # "group" | "role"
    value: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    id: int
    author: User | None
    update_author: User | None
    body: RichText
    created: datetime
    updated: datetime
    visibility: Visibility | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklog:
    id: int
    author: User | None
    update_author: User | None
    comment: RichText | None
    created: datetime
    updated: datetime
    started: datetime
    time_spent_seconds: int
    visibility: Visibility | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    filename: str
    author: User | None
    created: datetime
    size: int
    mime_type: str


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One changed field, all values as the changelog writes them: strings or null; texts as wiki markup."""

    field: str
    fieldtype: str  # "jira" | "custom"
    field_id: str
    from_: str | None
    from_string: str | None
    to: str | None
    to_string: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHistory:
    id: int
    author: User | None
    created: datetime
    items: tuple[ChangeItem, ...]
    metadata: Mapping[str, Any] | None = None  # historyMetadata, as the caller sent it


@dataclass(frozen=True, slots=True)
class IssueLink:
    """`POST /issueLink {inwardIssue: A, outwardIssue: B}`: source is A, destination is B ("A blocks B")."""

    id: int
    type: LinkType
    source_id: int
    destination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One version of an issue. Links live in `Site.links`, sub-tasks are found by `parent_id`."""

    id: int
    key: str
    project: Project
    issue_type: IssueType
    status: Status
    summary: str
    created: datetime
    updated: datetime
    creator: User | None = None
    reporter: User | None = None
    assignee: User | None = None
    priority: Priority | None = None
    resolution: Resolution | None = None
    resolution_date: datetime | None = None
    status_category_changed: datetime | None = None
    description: RichText | None = None
    environment: RichText | None = None
    labels: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    versions: tuple[Version, ...] = ()  # "Affects versions"
    fix_versions: tuple[Version, ...] = ()
    due_date: date | None = None
    original_estimate_seconds: int | None = None
    remaining_estimate_seconds: int | None = None
    parent_id: int | None = None
    custom: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    properties: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    comments: tuple[Comment, ...] = ()
    worklogs: tuple[Worklog, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    watchers: tuple[User, ...] = ()
    voters: tuple[User, ...] = ()
    histories: tuple[ChangeHistory, ...] = ()  # oldest first
    archived: bool = False

    @property
    def number(self) -> int:
        return int(self.key.rpartition("-")[2])


@dataclass(eq=False, slots=True, kw_only=True)
class Installation:
    """An add-on on a site."""

    addon_key: str
    client_key: str
    shared_secret: str
    base_url: str  # of the add-on
    descriptor: JsonObject
    app_user: User
    oauth_client_id: str = ""
    enabled: bool = True
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def scopes(self) -> frozenset[str]:
        """The descriptor's scopes as written, upper case."""
        return frozenset(str(scope).upper() for scope in self.descriptor.get("scopes", []))


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A webhook that was given up after its last retry."""

    addon_key: str
    identifier: str
    url: str
    body: str | None
    at: datetime
