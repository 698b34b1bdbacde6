"""Where a page was opened, carried from its signed address to the calls that it makes later.

A page's later calls bring a token that says who calls; that it also says from where is not documented. So the page
carries a ticket of our own: tenant, person and place, signed, good for a day and for nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.connect.tokens import TokenRefused
from app.sync.caller import Caller, Place

LIFE_SECONDS = 24 * 3600
SALT = "place-ticket"


class PlaceTickets:
    """`keys` are the newest first: tickets are signed with the newest, and each is accepted."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt=SALT)

    def issue(self, caller: Caller) -> str:
        place = caller.place
        content = [caller.tenant_id, caller.account_id, place.project_id, place.project_key, place.issue_id]
        return str(self._serializer.dumps(content))

    def place(self, ticket: str, tenant_id: int, account_id: str | None) -> Place:
        """Raises TokenRefused for a ticket that is not ours, too old, or another tenant's or person's."""
        try:
            content: Any = self._serializer.loads(ticket, max_age=LIFE_SECONDS)
        except BadSignature as error:
            raise TokenRefused(f"place ticket: {type(error).__name__}") from error
        if content[:2] != [tenant_id, account_id]:
            raise TokenRefused("place ticket of somebody else")
        return Place(*content[2:])


def contradict(one: Place, other: Place) -> bool:
    return _differ(one.project_id, other.project_id) or _differ(one.issue_id, other.issue_id)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def claimed_place(context: Any) -> Place:
    """From `context.jira`: seen in real tokens, documented nowhere. What is not as expected is left out."""
    jira = _member(context, "jira")
    project, issue = _member(jira, "project"), _member(jira, "issue")
    return Place(
        project_id=_text(_member(project, "id")),
        project_key=_text(_member(project, "key")),
        issue_id=_text(_member(issue, "id")),
    )


def _member(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else None


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value else None
