"""Links from an issue to a thing outside of Jira (Jira Cloud REST v3, "Issue remote links")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RemoteLinkContent:
    """What a caller says about a remote link; what is left out is empty, also after an update."""

    target: Mapping[str, Any]  # REST's `object`: url, title, summary, icon, status
    global_id: str | None = None
    relationship: str | None = None
    application: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteLink:
    """One remote link of one issue."""

    id: int
    issue_id: int
    content: RemoteLinkContent

    @property
    def sentence(self) -> str:
        """How the changelog speaks of it."""
        name = self.content.application.get("name")
        return f'This work item links to "{self.content.target["title"]}{f" ({name})" if name else ""}"'
