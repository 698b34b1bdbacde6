"""The parts that all kinds of field share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from jira_emulator.beans import Shape
from jira_emulator.model import ChangeItem, Field, IssueType, Project, User
from jira_emulator.state import Site

TEXT_LIMIT = 32_767


class FieldRefused(Exception):
    """The value does not fit the field; the message is Jira's, for `errors`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a value is read: the field, its site, project and issue type (as far as known), who asks, and whether
    rich text is ADF (v3)."""

    site: Site
    project: Project
    field: Field
    actor: User | None
    adf: bool
    issue_type: IssueType | None = None


class FieldKind(Protocol):
    """One kind of field. Values are the ones that `Issue` holds; `None` or `()` is empty."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The value of a request. Raises `FieldRefused`."""
        ...

    def show(self, value: Any, shape: Shape) -> Any:
        """The value as REST shows it."""
        ...

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        """The changelog's items; none when nothing changed."""
        ...


def item(
    field: Field,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
    name: str | None = None,
) -> ChangeItem:
    """One changelog item from (id, text) pairs."""
    kind = "custom" if field.is_custom else "jira"
    return ChangeItem(name or changelog_name(field), kind, field.id, *before, *after)


def changelog_name(field: Field) -> str:
    return field.name if field.is_custom else field.id


Thing = TypeVar("Thing")


def pick(value: Any, candidates: Mapping[int, Thing] | Iterable[Thing], title: str, attribute: str = "name") -> Thing:
    """The thing that `{"id": ..}` or `{"name"|"value": ..}` names. Raises `FieldRefused` in Jira's words."""
    things: list[Any] = list(candidates.values() if isinstance(candidates, Mapping) else candidates)
    if not isinstance(value, Mapping):
        raise FieldRefused(f"Could not find valid 'id' or '{attribute}' in {title.lower()} object.")
    if value.get("id") is not None:
        wanted = str(value["id"])
        found: list[Thing] = [thing for thing in things if str(thing.id) == wanted]
        return _only(found, f"{title} id '{wanted}' is not valid")
    name = value.get(attribute)
    if not isinstance(name, str):
        raise FieldRefused(f"Could not find valid 'id' or '{attribute}' in {title.lower()} object.")
    found = [thing for thing in things if getattr(thing, attribute).lower() == name.lower()]
    return _only(found, f"{title} {attribute} '{name}' is not valid")


def _only(found: list[Thing], otherwise: str) -> Thing:
    if not found:
        raise FieldRefused(otherwise)
    return found[0]


def as_list(value: Any) -> list[Any]:
    """The elements of an array field; null is none. Raises `FieldRefused`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise FieldRefused("data was not an array")
    return value
