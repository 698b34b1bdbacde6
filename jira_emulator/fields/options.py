"""Custom fields whose values are options: several of them, or one of two levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.field_rules import options_of
from jira_emulator.fields.kinds import Reading, as_list, item, pick
from jira_emulator.model import CascadingChoice, ChangeItem, Field, Option


def known_options(reading: Reading) -> list[Option]:
    """The enabled options of the field where it is read."""
    return options_of(reading.field, reading.project, reading.issue_type)


@dataclass(frozen=True)
class Options:
    """Several options of a custom field."""

    def read(self, value: Any, reading: Reading) -> tuple[Any, ...]:
        chosen = [pick(one, known_options(reading), "Option", "value") for one in as_list(value)]
        return tuple(dict.fromkeys(chosen))

    def show(self, value: tuple[Any, ...] | None, shape: Shape) -> list[Any] | None:
        return [beans.option(shape, one) for one in value] if value else None

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        if set(before or ()) == set(after or ()):
            return []
        return [item(field, _optioned(before or ()), _optioned(after or ()))]


def _optioned(options: Iterable[Any]) -> tuple[str | None, str | None]:
    chosen = list(options)
    if not chosen:
        return (None, None)
    return (f"[{', '.join(str(one.id) for one in chosen)}]", ",".join(one.value for one in chosen))


@dataclass(frozen=True)
class Cascading:
    """An option, and maybe a `child` of it: `{"value": "Europe", "child": {"value": "Berlin"}}`."""

    def read(self, value: Any, reading: Reading) -> CascadingChoice | None:
        if value is None:
            return None
        parent = pick(value, known_options(reading), "Option", "value")
        child = value.get("child")
        if child is None:
            return CascadingChoice(parent)
        below = [one for one in parent.children if not one.disabled]
        return CascadingChoice(parent, pick(child, below, "Option", "value"))

    def show(self, value: CascadingChoice | None, shape: Shape) -> Any:
        if value is None:
            return None
        bean = beans.option(shape, value.parent)
        return bean if value.child is None else bean | {"child": beans.option(shape, value.child)}

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        return [] if before == after else [item(field, _levels(before), _levels(after))]


def _levels(choice: CascadingChoice | None) -> tuple[str | None, str | None]:
    """As Jira's history writes both levels."""
    if choice is None:
        return (None, None)
    text = f"Parent values: {choice.parent.value}({choice.parent.id})"
    if choice.child is None:
        return (str(choice.parent.id), text)
    return (str(choice.child.id), f"{text}Level 1 values: {choice.child.value}({choice.child.id})")
