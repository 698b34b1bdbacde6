"""What projects share by schemes: grants of permissions, levels of security, rules for fields."""

import enum
from dataclasses import dataclass, field


class GrantKind(enum.StrEnum):
    GROUP = "group"
    PROJECT_ROLE = "projectRole"
    USER = "user"
    PROJECT_LEAD = "projectLead"
    REPORTER = "reporter"
    ASSIGNEE = "assignee"
    APPLICATION_ROLE = "applicationRole"  # whoever is signed in
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Grant:
    """Who holds something. `parameter` is the group's or role's name, or the account id of a user."""

    kind: GrantKind
    parameter: str = ""


@dataclass(eq=False, slots=True)
class PermissionScheme:
    id: int
    name: str
    grants: dict[str, set[Grant]]
    description: str = ""
    grant_ids: dict[tuple[str, Grant], int] = field(default_factory=dict)  # as far as somebody asked for them


@dataclass(eq=False, slots=True)
class SecurityLevel:
    """Who sees an issue of this level: nobody else knows that the issue exists."""

    id: int
    name: str
    description: str = ""
    members: dict[int, Grant] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class SecurityScheme:
    id: int
    name: str
    description: str = ""
    levels: list[SecurityLevel] = field(default_factory=list)
    default_level: SecurityLevel | None = None


@dataclass(eq=False, slots=True)
class FieldConfiguration:
    """Which fields are hidden and which must have a value, for the issue types that a scheme maps to it."""

    id: int
    name: str
    description: str = ""
    is_default: bool = False
    hidden: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class FieldConfigurationScheme:
    id: int
    name: str
    description: str = ""
    configurations: dict[int | None, FieldConfiguration] = field(default_factory=dict)  # by issue type; None: the rest
