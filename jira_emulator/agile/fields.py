"""The fields of issues that Jira Software brings: Sprint, Epic Link and Rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jira_emulator.agile.model import Sprint, SprintState
from jira_emulator.beans import Shape
from jira_emulator.fields.kinds import FieldRefused, Reading, item
from jira_emulator.model import ChangeItem, Field, FieldContext, FieldSchema, Issue
from jira_emulator.permissions import can_see
from jira_emulator.state import Site, id_of

PREFIX = "com.pyxis.greenhopper.jira"
SPRINT, EPIC_LINK, RANK = "customfield_10010", "customfield_10014", "customfield_10019"
NOT_WRITTEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."


def add_agile_fields(site: Site) -> None:
    """Put the fields on a site; only Sprint is on the screens."""
    for field_id, name, kind, items, type_key in (
        (SPRINT, "Sprint", "array", "json", "gh-sprint"),
        (EPIC_LINK, "Epic Link", "any", None, "gh-epic-link"),
        (RANK, "Rank", "any", None, "gh-lexo-rank"),
    ):
        number = int(field_id.rpartition("_")[2])
        schema = FieldSchema(kind, items, custom=f"{PREFIX}:{type_key}", custom_id=number)
        context = FieldContext(site.next_id("fieldcontext", 10100), f"Default Configuration Scheme for {name}")
        site.fields[field_id] = Field(field_id, name, schema, ("set",), contexts=[context])
    for screen in site.screens.values():
        if "summary" in screen.field_ids:
            screen.field_ids.append(SPRINT)


def moment_text(moment: datetime | None) -> str | None:
    """`2026-11-23T10:00:00.000Z`, as Jira Software writes its times."""
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def field_value(one: Sprint) -> dict[str, Any]:
    """A sprint as the field shows it; times only where they are set."""
    times = {"startDate": one.start, "endDate": one.end, "completeDate": one.completed}
    shown = {name: moment_text(moment) for name, moment in times.items() if moment is not None}
    whole = {"id": one.id, "name": one.name, "state": str(one.state), "boardId": one.board_id, "goal": one.goal or ""}
    return whole | shown


def current_sprint(issue: Issue) -> Sprint | None:
    """The sprint that the issue is in: an active or future one."""
    return next((one for one in issue.custom.get(SPRINT) or () if one.state is not SprintState.CLOSED), None)


def closed_sprints(issue: Issue) -> tuple[Sprint, ...]:
    return tuple(one for one in issue.custom.get(SPRINT) or () if one.state is SprintState.CLOSED)


@dataclass(frozen=True)
class Sprints:
    """Written as the number of one open sprint or null; closed ones stay. Read as a list."""

    def read(self, value: Any, reading: Reading) -> tuple[Sprint, ...]:
        if value is None or value == "":
            return ()
        wanted = value if isinstance(value, int) and not isinstance(value, bool) else str(value)
        found: Sprint | None = reading.site.sprints.get(id_of(str(wanted)) or -1)
        if found is None:
            raise FieldRefused(f"Number value expected as the Sprint id. No sprint with id '{wanted}' exists.")
        if found.state is SprintState.CLOSED:
            raise FieldRefused("Issue can't be assigned to a completed sprint.")
        return (found,)

    def show(self, value: tuple[Sprint, ...] | None, shape: Shape) -> list[dict[str, Any]] | None:
        return [field_value(one) for one in value] if value else None

    def changes(self, field: Field, before: Any, after: Any) -> list[ChangeItem]:
        if (before or ()) == (after or ()):
            return []
        return [item(field, _listed(before or ()), _listed(after or ()))]


def _listed(sprints: tuple[Sprint, ...]) -> tuple[str, str]:
    return ", ".join(str(one.id) for one in sprints), ", ".join(one.name for one in sprints)


@dataclass(frozen=True)
class RankValue:
    """Shown, and changed by ranking only."""

    def read(self, value: Any, reading: Reading) -> str:
        raise FieldRefused(NOT_WRITTEN.format(reading.field.id))

    def show(self, value: str | None, shape: Shape) -> str | None:
        return value

    def changes(self, field: Field, before: str | None, after: str | None) -> list[ChangeItem]:
        if before == after:
            return []
        word = "Ranked higher" if (after or "") < (before or "~") else "Ranked lower"
        return [item(field, ("", ""), ("", word))]


@dataclass(frozen=True)
class EpicLink:
    """The key of the parent, where that is an epic. Written through `parent` (see `with_epic_as_parent`)."""

    def read(self, value: Any, reading: Reading) -> str:
        raise FieldRefused(NOT_WRITTEN.format(reading.field.id))

    def show(self, value: int | None, shape: Shape) -> str | None:
        parent = shape.site.issues.get(value) if value is not None else None
        if parent is None or parent.issue_type.hierarchy_level != 1 or not can_see(shape.site, shape.actor, parent):
            return None
        return parent.key

    def changes(self, field: Field, before: int | None, after: int | None) -> list[ChangeItem]:
        return []


def with_epic_as_parent(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a request, where Epic Link becomes the parent."""
    if EPIC_LINK not in fields:
        return fields
    key = fields[EPIC_LINK]
    parent = {"parent": {"key": key} if key else None}
    return parent | {name: value for name, value in fields.items() if name != EPIC_LINK}


def with_closed_sprints(issue: Issue | None, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """The wanted values, where an issue keeps the closed sprints that it was in."""
    if issue is None or SPRINT not in wanted:
        return wanted
    return {**wanted, SPRINT: (*closed_sprints(issue), *wanted[SPRINT])}
