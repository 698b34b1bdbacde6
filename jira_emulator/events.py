"""What happened on a site, told to whoever listens (the webhooks)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jira_emulator.model import ChangeHistory, Comment, Issue, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as Jira names it ("jira:issue_updated"), with what its webhook body needs.

    `issue` is the version right after the event; an ordinary delivery shows the newest one instead. `entity` is the
    JSON of things without a class of their own (project, version, link). `trace` is what the caller put in
    `X-Atlassian-Webhook-Trace`, shown only to the add-on `trace_owner` that sent it.
    """

    name: str
    at: datetime
    actor: User | None
    issue: Issue | None = None
    issue_event_type: str | None = None
    comment: Comment | None = None
    change: ChangeHistory | None = None
    entity: tuple[tuple[str, Any], ...] = ()
    primary: bool = True
    trace: str | None = None
    trace_owner: str | None = None
