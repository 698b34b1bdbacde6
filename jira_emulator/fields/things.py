"""Fields whose values are things of the site: priorities, versions, options, users."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.fields.kinds import FieldRefused, Reading, as_list, item, pick
from jira_emulator.model import ChangeItem, Field, User
from jira_emulator.permissions import allowed

Known = Callable[[Reading], Iterable[Any]]
Bean = Callable[[Shape, Any], Any]


def _identified(thing: Any, attribute: str) -> tuple[str | None, str | None]:
    return (None, None) if thing is None else (str(thing.id), getattr(thing, attribute))


@dataclass(frozen=True)
class One:
    """One of a known set, by id or name."""

    title: str
    known: Known
    bean: Bean
    attribute: str = "name"
    default: Callable[[Reading], Any] | None = None

    def read(self, value: Any, reading: Reading) -> Any:
        if value is None:
            return self.default(reading) if self.default else None
        return pick(value, self.known(reading), self.title, self.attribute)

    def show(self, value: Any, shape: Shape) -> Any:
        return None if value is None else self.bean(shape, value)

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        if before is after:
            return []
        return [item(field, _identified(before, self.attribute), _identified(after, self.attribute))]


@dataclass(frozen=True)
class Several:
    """Some of a known set; the changelog has one item for each that came or went (`log_name`)."""

    title: str
    known: Known
    bean: Bean
    log_name: str

    def read(self, value: Any, reading: Reading) -> tuple[Any, ...]:
        known = list(self.known(reading))
        chosen = [pick(one, known, self.title) for one in as_list(value)]
        return tuple(sorted(dict.fromkeys(chosen), key=lambda one: int(one.id)))

    def show(self, value: tuple[Any, ...] | None, shape: Shape) -> list[Any]:
        return [self.bean(shape, one) for one in value or ()]

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        name = field.name if field.is_custom else self.log_name
        nothing = (None, None)
        gone = [one for one in before or () if one not in (after or ())]
        come = [one for one in after or () if one not in (before or ())]
        lost = [item(field, _identified(one, "name"), nothing, name) for one in gone]
        return lost + [item(field, nothing, _identified(one, "name"), name) for one in come]


@dataclass(frozen=True)
class Person:
    """A user by account id. `must_hold` is the permission that the chosen user needs in the project."""

    must_hold: str | None = None

    def read(self, value: Any, reading: Reading) -> User | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise FieldRefused("expected Object containing a accountId property")
        account_id = value.get("accountId", value.get("id"))
        if account_id is None:
            return None
        if account_id == "-1":
            return reading.project.lead
        return self._chosen(str(account_id), reading)

    def _chosen(self, account_id: str, reading: Reading) -> User:
        user = reading.site.users.get(account_id)
        if self.must_hold is None:
            if user is None and reading.field.is_custom:
                raise FieldRefused(f"User '{account_id}' does not exist.")
            if user is None:
                raise FieldRefused("The reporter specified is not a user.")
            return user
        if user is None or not allowed(reading.site, user, self.must_hold, reading.project):
            raise FieldRefused(f"User '{account_id}' cannot be assigned issues.")
        return user

    def show(self, value: User | None, shape: Shape) -> Any:
        return beans.user(shape, value)

    def changes(self, field: Field, before: User | None, after: User | None) -> list[ChangeItem]:
        return [] if before is after else [item(field, _person(before), _person(after))]


def _person(user: User | None) -> tuple[str | None, str | None]:
    return (None, None) if user is None else (user.account_id, user.display_name)
