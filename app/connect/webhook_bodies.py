"""What a webhook's body says, as a `Delivery` (Atlassian's documentation, "Webhooks"). A body may have any shape."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.connect.events import CREATION
from app.errors import Refusal
from app.sync.records import Delivery

IDENTIFIER = re.compile(r"[!-~]{1,200}")
JIRA_ID = re.compile(r"[0-9]{1,19}", re.ASCII)
LATEST_MILLISECONDS = 32_503_680_000_000
"""The year 3000."""

Body = Mapping[str, Any]


class NoIssue(Refusal):
    """Sending it again would not help: 4xx but 408, 409, 425 and 429 ends Jira's retries."""

    code = "webhook-without-issue"

    def __init__(self) -> None:
        super().__init__("The webhook names no issue.")


def delivery_identifier(header: str | None, event: str, body: bytes) -> str:
    """The header `X-Atlassian-Webhook-Identifier`, the same for every repetition. Without a usable one the event and
    the body stand for themselves: a repetition has the same."""
    if header and IDENTIFIER.fullmatch(header):
        return header
    return f"sha256:{hashlib.sha256(event.encode() + body).hexdigest()}"


def read_delivery(
    body: Body, *, event: str, identifier: str, tenant_id: int, caused_by: int | None, now: datetime
) -> Delivery:
    """Raises NoIssue. `now` stands in for a time that is missing."""
    issue_id = jira_id(at(body, "issue", "id"))
    if issue_id is None:
        raise NoIssue
    return Delivery(
        tenant_id=tenant_id,
        identifier=identifier,
        event=event,
        issue_id=issue_id,
        project_id=jira_id(at(body, "issue", "fields", "project", "id")),
        occurred_at=moment(body.get("timestamp")) or now,
        is_creation=event == CREATION,
        caused_by=caused_by,
    )


def at(body: Any, *path: str) -> Any:
    """What is there, None where the shape is another one."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def jira_id(value: Any) -> str | None:
    """Ids come as texts and, in some events, as numbers."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**19:
        return str(value)
    return value if isinstance(value, str) and JIRA_ID.fullmatch(value) else None


def moment(milliseconds: Any) -> datetime | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        return None
    if not 0 < milliseconds < LATEST_MILLISECONDS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
