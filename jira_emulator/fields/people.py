"""Custom fields whose values are several people, or groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.fields.kinds import FieldRefused, Reading, as_list, item
from jira_emulator.model import ChangeItem, Field, User


@dataclass(frozen=True)
class People:
    """Several users by account id."""

    def read(self, value: Any, reading: Reading) -> tuple[User, ...]:
        chosen = dict.fromkeys(_user(one, reading) for one in as_list(value))
        return tuple(sorted(chosen, key=lambda one: one.account_id))

    def show(self, value: tuple[User, ...] | None, shape: Shape) -> list[Any] | None:
        return [beans.user(shape, one) for one in value] if value else None

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        if (before or ()) == (after or ()):
            return []
        return [item(field, _people(before or ()), _people(after or ()))]


def _user(value: Any, reading: Reading) -> User:
    account_id = value.get("accountId", value.get("id")) if isinstance(value, dict) else None
    if not isinstance(account_id, str):
        raise FieldRefused("expected Object containing a accountId property")
    if account_id not in reading.site.users:
        raise FieldRefused(f"User '{account_id}' does not exist.")
    return reading.site.users[account_id]


def _people(users: Iterable[User]) -> tuple[str | None, str | None]:
    chosen = list(users)
    if not chosen:
        return (None, None)
    return (f"[{', '.join(one.account_id for one in chosen)}]", ", ".join(one.display_name for one in chosen))


def _group(value: Any, reading: Reading) -> str:
    if not isinstance(value, dict):
        raise FieldRefused("expected Object containing a name property")
    name, group_id = value.get("name"), value.get("groupId")
    for known, known_id in reading.site.groups.items():
        if known == name or (group_id is not None and known_id == group_id):
            return known
    raise FieldRefused(f"Group '{name or group_id}' does not exist.")


def group_bean(shape: Shape, name: str) -> dict[str, Any]:
    """A group as a field value and a list show it."""
    group_id = shape.site.groups.get(name)
    return {"name": name, "groupId": group_id, "self": shape.link(f"group?groupId={group_id}")}


@dataclass(frozen=True)
class Group:
    """A group, by id or name."""

    def read(self, value: Any, reading: Reading) -> str | None:
        return None if value is None else _group(value, reading)

    def show(self, value: str | None, shape: Shape) -> Any:
        return None if value is None else group_bean(shape, value)

    def changes(self, field: Field, before: str | None, after: str | None) -> list[ChangeItem]:
        return [] if before == after else [item(field, (before, before), (after, after))]


@dataclass(frozen=True)
class Groups:
    """Several groups, by id or name."""

    def read(self, value: Any, reading: Reading) -> tuple[str, ...]:
        return tuple(sorted({_group(one, reading) for one in as_list(value)}))

    def show(self, value: tuple[str, ...] | None, shape: Shape) -> list[Any] | None:
        return [group_bean(shape, one) for one in value] if value else None

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        if (before or ()) == (after or ()):
            return []
        return [item(field, _names(before or ()), _names(after or ()))]


def _names(groups: Iterable[str]) -> tuple[str | None, str | None]:
    joined = ", ".join(groups)
    return (f"[{joined}]", joined) if joined else (None, None)
