"""From the `fields` and `update` of a request to the new values of an issue, or to Jira's refusal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jira_emulator.agile.fields import with_closed_sprints
from jira_emulator.errors import JiraError, off_screen
from jira_emulator.field_rules import is_writable, required_fields
from jira_emulator.fields.kinds import FieldRefused, Reading
from jira_emulator.fields.table import Slot, slot_of
from jira_emulator.model import Field, Issue, IssueType, Project, Screen, User
from jira_emulator.state import Site

ELSEWHERE = frozenset({"project", "issuetype", "parent", "comment", "issuelinks", "worklog", "attachment"})


@dataclass(frozen=True, slots=True)
class FieldInput:
    """What a caller wants written. `adf`: rich text is a document (v3), else wiki markup (v2)."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    update: Mapping[str, Any] = field(default_factory=dict)
    adf: bool = False

    def names(self, field_id: str) -> bool:
        """Whether the field is to be written."""
        return field_id in self.fields or field_id in self.update

    def wanted(self, field_id: str) -> Any:
        """The value that `fields`, or else the verb `set` of `update`, gives a field."""
        if field_id in self.fields:
            return self.fields[field_id]
        operations = self.update.get(field_id)
        last = operations[-1] if isinstance(operations, list) and operations else None
        return last.get("set") if isinstance(last, Mapping) else None


@dataclass(frozen=True, slots=True)
class Writer:
    """Reads one request's values for one project and screen."""

    site: Site
    project: Project
    screen: Screen
    actor: User | None
    issue_type: IssueType | None = None

    def values(self, request: FieldInput, current: Issue | None) -> dict[str, Any]:
        """The wanted value of each named field. Raises a 400 that names every refused field."""
        errors = self._named_twice(request)
        wanted: dict[str, Any] = {}
        for field_id in [*request.fields, *request.update]:
            if field_id in ELSEWHERE or field_id in errors or request.update.get(field_id) == []:
                continue
            try:
                wanted[field_id] = self._value(field_id, request, current)
            except FieldRefused as refusal:
                errors[field_id] = refusal.message
        if errors:
            raise JiraError(400, errors=errors)
        return wanted

    def _named_twice(self, request: FieldInput) -> dict[str, str]:
        twice = [name for name in request.fields if name in request.update]
        return {name: f"Field '{name}' cannot appear in both 'fields' and 'update'" for name in twice}

    def _value(self, field_id: str, request: FieldInput, current: Issue | None) -> Any:
        known = self.site.fields.get(field_id)
        slot = slot_of(known) if known is not None and self._is_writable(known) else None
        if known is None or slot is None:
            raise FieldRefused(off_screen(field_id))
        reading = Reading(self.site, self.project, known, self.actor, request.adf, self.issue_type)
        if field_id in request.fields:
            return slot.kind.read(request.fields[field_id], reading)
        before = slot.get(current) if current is not None else None
        return self._updated(before, request.update[field_id], slot, reading)

    def _is_writable(self, field: Field) -> bool:
        on_screen = field.id in self.screen.field_ids
        return on_screen and is_writable(self.site, field, self.project, self.issue_type)

    def missing(self, wanted: Mapping[str, Any], current: Issue | None) -> dict[str, str]:
        """A message for every field that must have a value and would have none: of those on the screen when it is
        about an issue that is there, else of all."""
        names = required_fields(self.site, self.project, self.issue_type, self.screen)
        if current is not None:
            names &= {*self.screen.field_ids, *wanted}
        return {
            name: required_message(self.site.fields[name])
            for name in sorted(names - ELSEWHERE)
            if not self._will_have(name, wanted, current)
        }

    def _will_have(self, name: str, wanted: Mapping[str, Any], current: Issue | None) -> bool:
        slot = slot_of(self.site.fields[name])
        if slot is None or name in wanted:
            return slot is None or wanted[name] not in (None, ())
        return current is not None and slot.get(current) not in (None, ())

    def _updated(self, value: Any, operations: Any, slot: Slot, reading: Reading) -> Any:
        if not isinstance(operations, list):
            raise FieldRefused("Field update must be an array of operations")
        for operation in operations:
            if not isinstance(operation, Mapping) or len(operation) != 1:
                raise FieldRefused("Each operation must have exactly one verb")
            ((verb, operand),) = operation.items()
            value = self._after(value, str(verb), operand, slot, reading)
        return value

    def _after(self, value: Any, verb: str, operand: Any, slot: Slot, reading: Reading) -> Any:
        if verb not in reading.field.operations:
            raise FieldRefused(f"Field '{reading.field.id}' does not support update '{verb}'")
        if verb in ("set", "edit"):
            return slot.kind.read(operand, reading)
        named = slot.kind.read([operand], reading)
        if verb == "add":
            return in_order({*(value or ()), *named})
        return in_order({*(value or ())} - {*named})


def in_order(members: Iterable[Any]) -> tuple[Any, ...]:
    """The members of a set field as Jira keeps them: words by alphabet, things by id."""
    return tuple(sorted(members, key=_place))


def _place(one: Any) -> tuple[str, int]:
    if isinstance(one, str):
        return (one, 0)
    return (one.account_id, 0) if isinstance(one, User) else ("", one.id)


def required_message(one: Field) -> str:
    """Jira's words for an empty required field."""
    if one.id == "summary":
        return "You must specify a summary of the issue."
    return f"{one.name} is required."


def as_attributes(site: Site, issue: Issue | None, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted values as arguments for `Issue` or `dataclasses.replace`."""
    attributes: dict[str, Any] = {}
    custom = dict(issue.custom) if issue is not None else {}
    for field_id, value in with_closed_sprints(issue, wanted).items():
        one = site.fields[field_id]
        slot = slot_of(one)
        assert slot is not None
        (custom if one.is_custom else attributes).update(slot.attributes(value))
    kept = {name: value for name, value in custom.items() if value not in (None, ())}
    return attributes | {"custom": kept}
