"""Webhooks that an administrator made: where they go, of which events, and the secret that signs them."""

from dataclasses import dataclass
from datetime import datetime

from jira_emulator.model import User

EVENTS = frozenset(
    {
        *(f"jira:issue_{change}" for change in ("created", "updated", "deleted")),
        *(f"comment_{change}" for change in ("created", "updated", "deleted")),
        *(f"worklog_{change}" for change in ("created", "updated", "deleted")),
        *(f"project_{change}" for change in ("created", "updated", "deleted")),
        *(f"user_{change}" for change in ("created", "updated", "deleted")),
        *(f"jira:version_{change}" for change in ("created", "updated", "deleted", "moved", "released", "unreleased")),
        *(f"issuelink_{change}" for change in ("created", "deleted")),
        *(f"attachment_{change}" for change in ("created", "deleted")),
        *(f"issue_property_{change}" for change in ("set", "deleted")),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminWebhook:
    """One version of a webhook of a Data Center site; an edit makes a new one. `jql` narrows issue events down."""

    id: int
    name: str
    url: str
    events: tuple[str, ...]
    jql: str = ""
    excludes_body: bool = False
    enabled: bool = True
    secret: str = ""
    changed_by: User
    created: datetime
    changed: datetime
