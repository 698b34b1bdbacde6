"""What happened on a site, told to whoever listens (the webhooks)."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from jira_emulator.model import (
    Attachment,
    ChangeHistory,
    Comment,
    Component,
    Issue,
    IssueLink,
    IssueType,
    JsonObject,
    Project,
    User,
    Version,
    Worklog,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """What an add-on put in `X-Atlassian-Webhook-Trace`; only that add-on gets it back."""

    addon_key: str
    text: str


TRACE: ContextVar[Trace | None] = ContextVar("trace", default=None)


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """An entity property that was set or deleted."""

    key: str


@dataclass(frozen=True, slots=True)
class SprintChange:
    """A sprint as it is after the event, and (when it was edited) as it was before."""

    after: JsonObject
    before: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class BoardChange:
    """A board as it is after the event."""

    board: JsonObject


@dataclass(frozen=True, slots=True)
class MergedVersion:
    """A version that was deleted after another one took its place everywhere."""

    version: Version
    into: Version


SiteEntity = BoardChange | Component | IssueType | MergedVersion | Project | SprintChange | Version
Entity = Attachment | IssueLink | PropertyChange | SiteEntity | Worklog


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event by Jira's name ("jira:issue_updated"), with what its webhook needs.

    `issue` is the version right after the event; a delivery shows the newest one instead. `issue_event_type`
    is the body's `issue_event_type_name`. Events that only follow from another are not `primary`.
    """

    name: str
    at: datetime
    actor: User | None
    issue: Issue | None = None
    issue_event_type: str | None = None
    comment: Comment | None = None
    change: ChangeHistory | None = None
    entity: Entity | None = None
    primary: bool = True
    trace: Trace | None = None
