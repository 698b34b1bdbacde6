"""Things that were on a site and are gone on purpose, each with what it takes to bring it back."""

from dataclasses import dataclass

from jira_emulator.model import Field, Option, Priority, Project, Screen, User


@dataclass(frozen=True, slots=True)
class LostPermission:
    """One permission of one account: everywhere, or in a project."""

    user: User
    permission: str
    project: Project | None


@dataclass(frozen=True, slots=True)
class LostRole:
    """A role that an account played in a project."""

    user: User
    role: str
    project: Project


@dataclass(frozen=True, slots=True)
class LostGroup:
    """A group that an account was in."""

    user: User
    group: str


@dataclass(frozen=True, slots=True)
class LostOption:
    """A value that a select field offered; issues that have it keep it."""

    field: Field
    option: Option
    position: int


@dataclass(frozen=True, slots=True)
class LostPriority:
    """A priority; issues that have it keep it."""

    priority: Priority
    position: int


@dataclass(frozen=True, slots=True)
class OnScreen:
    """Where a field was on a screen."""

    screen: Screen
    position: int
    required: bool


@dataclass(frozen=True, slots=True)
class LostField:
    """A field: off every screen, and a custom one also out of what issues show. `position` None: still known."""

    field: Field
    position: int | None
    screens: tuple[OnScreen, ...]


Vanished = LostPermission | LostRole | LostGroup | LostOption | LostPriority | LostField
