"""Saved queries (Jira Cloud REST v3, "Filters")."""

from dataclasses import dataclass, field

from jira_emulator.model import Project, ProjectRole, User


@dataclass(frozen=True, slots=True)
class Share:
    """With whom a filter is shared; `kind` is REST's `type`."""

    id: int
    kind: str  # "global" | "authenticated" | "group" | "project" | "projectRole" | "user"
    group: str = ""
    project: Project | None = None
    role: ProjectRole | None = None
    user: User | None = None


@dataclass(eq=False, slots=True)
class Filter:
    id: int
    name: str
    jql: str
    owner: User
    description: str = ""
    favourite_of: set[str] = field(default_factory=set)  # account ids
    shares: list[Share] = field(default_factory=list)
    editors: list[Share] = field(default_factory=list)
