"""Who asks. The host that a request came through (Connect today) proves it; everything behind sees only this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where in Jira the page was opened, as the host vouches for it. Ids are the site's own."""

    project_id: str | None = None
    project_key: str | None = None
    issue_id: str | None = None


@dataclass(frozen=True)
class Caller:
    """`tenant_id` is ours; `account_id` is the person's in Jira, `None` for somebody who is not signed in."""

    tenant_id: int
    account_id: str | None
    place: Place = Place()
