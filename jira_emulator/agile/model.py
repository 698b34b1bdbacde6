"""The things that Jira Software holds (Atlassian's documentation, "Jira Software Cloud REST API")."""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jira_emulator.model import Project


class BoardType(enum.StrEnum):
    SCRUM = "scrum"
    KANBAN = "kanban"


@dataclass(eq=False, slots=True)
class Board:
    """A view of what a filter's query finds, placed in a project."""

    id: int
    name: str
    type: BoardType
    project: Project
    filter_id: int
    properties: dict[str, Any] = field(default_factory=dict)


class SprintState(enum.StrEnum):
    FUTURE = "future"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(eq=False, slots=True)
class Sprint:
    """A sprint. Issues hold the sprints that they are or were in; `place` orders the sprints of a board."""

    id: int
    name: str
    board_id: int
    created: datetime
    place: int
    state: SprintState = SprintState.FUTURE
    goal: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    completed: datetime | None = None
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EpicDetails:
    """What an epic has besides its issue. Without a name of its own it is called as its summary says."""

    name: str | None = None
    color: str = "color_1"
    done: bool = False
