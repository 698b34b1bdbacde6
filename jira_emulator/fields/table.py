"""Which kind each field is, and where an issue keeps its value."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from jira_emulator import beans
from jira_emulator.agile.fields import PREFIX, RANK, SPRINT, EpicLink, RankValue, Sprints
from jira_emulator.agile.ranks import rank_of
from jira_emulator.fields.kinds import FieldKind, Reading
from jira_emulator.fields.options import Cascading, Options, known_options
from jira_emulator.fields.people import Group, Groups, People
from jira_emulator.fields.texts import Address, Day, Instant, Labels, Line, LongText, Number, ShortText
from jira_emulator.fields.things import One, Person, Several
from jira_emulator.fields.tracking import TimeTracking, estimates
from jira_emulator.model import Field, Issue
from jira_emulator.permissions import usable_levels
from jira_emulator.schemes import SecurityLevel


@dataclass(frozen=True, slots=True)
class Slot:
    """A writable field: how it is read and shown, and which attributes of the issue hold it."""

    kind: FieldKind
    get: Callable[[Issue], Any]
    attributes: Callable[[Any], dict[str, Any]]


def _slot(kind: FieldKind, attribute: str) -> Slot:
    return Slot(kind, attrgetter(attribute), lambda value: {attribute: value})


def _resolutions(reading: Reading) -> list[Any]:
    return list(reading.site.resolutions.values())


def _levels(reading: Reading) -> list[SecurityLevel]:
    return usable_levels(reading.site, reading.actor, reading.project)


SYSTEM: dict[str, Slot] = {
    "summary": _slot(Line(required=True), "summary"),
    "description": _slot(LongText(), "description"),
    "environment": _slot(LongText(), "environment"),
    "priority": _slot(
        One(
            "Priority",
            lambda reading: reading.site.priorities.values(),
            beans.priority,
            default=lambda reading: reading.project.default_priority,
        ),
        "priority",
    ),
    "issuetype": _slot(One("Issue type", lambda reading: reading.project.issue_types, beans.issue_type), "issue_type"),
    "resolution": _slot(One("Resolution", _resolutions, beans.resolution), "resolution"),
    "labels": _slot(Labels(), "labels"),
    "components": _slot(
        Several("Component", lambda reading: reading.project.components, beans.component, "Component"),
        "components",
    ),
    "versions": _slot(
        Several("Version", lambda reading: reading.project.versions, beans.version, "Version"), "versions"
    ),
    "fixVersions": _slot(
        Several("Version", lambda reading: reading.project.versions, beans.version, "Fix Version"),
        "fix_versions",
    ),
    "assignee": _slot(Person("ASSIGNABLE_USER"), "assignee"),
    "reporter": _slot(Person(), "reporter"),
    "security": _slot(One("Security level", _levels, beans.security_level), "security"),
    "duedate": _slot(Day(), "due_date"),
    "timetracking": Slot(
        TimeTracking(),
        estimates,
        lambda value: {"original_estimate_seconds": value[0], "remaining_estimate_seconds": value[1]},
    ),
}

_SELECT = One("Option", known_options, beans.option, "value")
_CUSTOM: dict[str, FieldKind] = {
    "textfield": ShortText(),
    "readonlyfield": ShortText(),
    "url": Address(),
    "textarea": LongText(),
    "float": Number(),
    "importid": Number(),
    "datepicker": Day(),
    "datetime": Instant(),
    "labels": Labels(),
    "select": _SELECT,
    "radiobuttons": _SELECT,
    "multiselect": Options(),
    "multicheckboxes": Options(),
    "cascadingselect": Cascading(),
    "userpicker": Person(),
    "multiuserpicker": People(),
    "people": People(),
    "grouppicker": Group(),
    "multigrouppicker": Groups(),
    "project": One("Project", lambda reading: reading.site.projects.values(), beans.project),
    "version": One("Version", lambda reading: reading.project.versions, beans.version),
    "multiversion": Several("Version", lambda reading: reading.project.versions, beans.version, "Version"),
}


_AGILE: dict[str, Slot] = {
    f"{PREFIX}:gh-sprint": Slot(Sprints(), lambda issue: issue.custom.get(SPRINT), lambda value: {SPRINT: value}),
    f"{PREFIX}:gh-epic-link": Slot(EpicLink(), attrgetter("parent_id"), lambda value: {}),
    f"{PREFIX}:gh-lexo-rank": Slot(RankValue(), lambda issue: rank_of(issue, RANK), lambda value: {RANK: value}),
}
VERSION_KINDS = frozenset({"version", "multiversion"})


def slot_of(field: Field) -> Slot | None:
    """The field's slot; None for fields that nobody writes directly."""
    if field.is_custom:
        return _custom_slot(field)
    return SYSTEM.get(field.id)


def _custom_slot(field: Field) -> Slot | None:
    assert field.schema is not None
    assert field.schema.custom is not None
    if field.schema.custom in _AGILE:
        return _AGILE[field.schema.custom]
    kind = _CUSTOM.get(field.schema.custom.rpartition(":")[2])
    if kind is None:
        return None
    return Slot(kind, lambda issue: issue.custom.get(field.id), lambda value: {field.id: value})
