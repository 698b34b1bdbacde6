"""What a flavour of Jira decides for the model, the actions and the beans.

How its REST API is reached is `rest/edge.py`, who is told of events `webhooks/post.py`; both follow the flavour's name.
Nothing here imports the site at run time, because the site holds its flavour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from jira_emulator.model import JsonObject, User

if TYPE_CHECKING:
    from jira_emulator.beans import Shape
    from jira_emulator.state import Site

Finish = Callable[["Shape", Any, JsonObject], JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who gets an account. Without a secret nobody can sign in as them."""

    account_id: str
    display_name: str
    email: str = ""
    secret: str = ""  # hexadecimal: what tokens and passwords are made of
    time_zone: str = "Etc/UTC"
    server_name: str | None = None
    server_key: str | None = None
    server_email: str = ""  # of somebody whom loaded issues mention; Cloud shows no address of theirs


class People(Protocol):
    """How accounts are made, and how requests name them."""

    @property
    def naming(self) -> str:
        """The property that names a user in a body."""
        ...

    @property
    def lead(self) -> str:
        """The property that names a component's lead."""
        ...

    @property
    def search(self) -> str:
        """The query parameter by which users are searched."""
        ...

    def enrol(self, site: "Site", one: Newcomer) -> User:
        """A new account of the site, with its credentials."""
        ...

    def named_in(self, value: Mapping[str, Any]) -> Any:
        """What a user's object in a body names, if anything."""
        ...

    def reference(self, user: User) -> dict[str, str]:
        """A user's object as a body would name them."""
        ...

    def find(self, site: "Site", named: str) -> User | None:
        """The user that a request names."""
        ...

    def credentials(self, site: "Site", user: User) -> dict[str, str]:
        """What the emulator's first line says of a user: who they are and how they sign in."""
        ...


@dataclass(frozen=True)
class Flavour:
    """One kind of Jira. `beans` has the last word on what REST and webhooks show, by the bean's name."""

    name: str  # as the command line has it
    title: str
    people: People
    has_addons: bool
    has_cloud_limits: bool  # whether its REST calls can be limited as Cloud's are
    has_parents_of_any_level: bool  # else only sub-tasks have a parent
    newest_change_first: bool  # in an issue's inline changelog, which is then cut, too
    unknown_fields: frozenset[str] = frozenset()  # system fields that it does not have
    beans: Mapping[str, Finish] = field(default_factory=dict)

    def finished(self, shape: "Shape", kind: str, one: Any, bean: JsonObject) -> JsonObject:
        """The bean as this flavour shows it."""
        finish = self.beans.get(kind)
        return bean if finish is None else finish(shape, one, bean)
