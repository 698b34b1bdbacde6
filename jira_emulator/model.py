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

from jira_emulator.schemes import FieldConfigurationScheme, PermissionScheme, SecurityLevel, SecurityScheme
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
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def is_app(self) -> bool:
        return self.account_type is AccountType.APP

    @property
    def identifier(self) -> str:
        """What the changelog and JQL's functions call the user."""
        return self.account_id

    @property
    def search_names(self) -> tuple[str, ...]:
        """What JQL knows the user by."""
        return (self.account_id, self.display_name, self.email)


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
class IssueTypeScheme:
    """Issue types of projects: a project uses the scheme whose list it has as its own."""

    id: int
    name: str
    issue_types: list[IssueType]
    description: str = ""
    is_default: bool = False
    default_type: IssueType | None = None


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
    assignee_type: str = "PROJECT_DEFAULT"  # "COMPONENT_LEAD" | "PROJECT_LEAD" | "UNASSIGNED"


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
    """A value of a select field; `children` are the second level of a cascading one."""

    id: int
    value: str
    disabled: bool = False
    children: list["Option"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CascadingChoice:
    """A value of a cascading select: an option, and maybe one below it."""

    parent: Option
    child: Option | None = None


@dataclass(eq=False, slots=True)
class FieldContext:
    """Where a custom field exists, and the options and the default value that it has there."""

    id: int
    name: str
    description: str = ""
    project_ids: set[int] = field(default_factory=set)  # none: every project
    issue_type_ids: set[int] = field(default_factory=set)  # none: every type
    options: list[Option] = field(default_factory=list)
    default: Any = None

    @property
    def is_global(self) -> bool:
        return not self.project_ids


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
    description: str = ""
    searcher_key: str | None = None
    contexts: list[FieldContext] = field(default_factory=list)  # of a custom field; the one for all projects first

    @property
    def is_custom(self) -> bool:
        return self.id.startswith("customfield_")

    @property
    def options(self) -> list[Option]:
        """The options of the field's first context."""
        return self.contexts[0].options if self.contexts else []

    def context_in(self, project_id: int, issue_type_id: int | None = None) -> FieldContext | None:
        """The context that holds there: the project's own before the one for all. None: the field is not there."""
        own = [one for one in self.contexts if project_id in one.project_ids]
        chosen = own or [one for one in self.contexts if one.is_global]
        found = chosen[0] if chosen else None
        if found is None or issue_type_id is None or not found.issue_type_ids:
            return found
        return found if issue_type_id in found.issue_type_ids else None


@dataclass(eq=False, slots=True)
class Screen:
    id: int
    name: str
    field_ids: list[str]
    required: set[str] = field(default_factory=set)
    description: str = ""


@dataclass(eq=False, slots=True)
class ScreenScheme:
    """Which screen each operation on an issue shows: the one for "default" where there is none of its own."""

    id: int
    name: str
    screens: dict[str, Screen]  # by "default", "create", "edit", "view"
    description: str = ""


@dataclass(eq=False, slots=True)
class IssueTypeScreenScheme:
    """Which screens the issues of each type have."""

    id: int
    name: str
    screen_schemes: dict[int | None, ScreenScheme]  # by issue type; None: the rest
    description: str = ""


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
    required_field_ids: frozenset[str] = frozenset()  # the validator "Field required"

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


@dataclass(eq=False, slots=True)
class ProjectRole:
    id: int
    name: str
    description: str = ""


@dataclass(eq=False, slots=True)
class ProjectCategory:
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
    role_groups: dict[str, set[str]] = field(default_factory=dict)  # role name -> group names
    type_key: str = "software"
    url: str = ""
    assignee_type: str = "UNASSIGNED"  # or "PROJECT_LEAD": who gets new issues
    category: ProjectCategory | None = None
    former_keys: list[str] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    last_issue_number: int = 0
    archived: bool = False
    deleted: bool = False  # in the recycle bin
    retired_by: User | None = None  # who archived or deleted it
    retired_at: datetime | None = None
    issue_ids: list[int] = field(default_factory=list)
    field_configuration_scheme: FieldConfigurationScheme | None = None  # None: the site's default configuration
    security_scheme: SecurityScheme | None = None
    screen_scheme: IssueTypeScreenScheme | None = None  # None: `create_screen` and `edit_screen` for all types


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
    security: SecurityLevel | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicWebhook:
    """A webhook that an add-on registered by REST; `fields` and `property_keys` None: no such filter."""

    id: int
    addon_key: str
    url: str
    events: tuple[str, ...]
    jql: str
    fields: tuple[str, ...] | None
    property_keys: tuple[str, ...] | None
    expires: datetime


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A webhook that was given up after its last retry."""

    addon_key: str
    identifier: str
    url: str
    body: str | None
    at: datetime
