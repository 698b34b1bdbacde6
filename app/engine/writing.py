"""From the contract's words to one side's own terms."""

from __future__ import annotations

from dataclasses import replace

from app.engine.contract import Contract, FieldRule
from app.engine.kinds import KINDS, is_writable
from app.engine.mapping import FieldMapping, SideMapping
from app.engine.operations import CreateIssue, EditFields, FieldWrite, SetChange
from app.engine.raw import Json, RawWrite, TextFormat
from app.engine.snapshot import Empty, Value


def to_raw(operation: CreateIssue | EditFields, mapping: SideMapping, contract: Contract) -> RawWrite:
    """What the adapter writes. Raises LookupError for an alias that the side has no mapping for: `plan` makes none."""
    fields = {}
    for write in operation.writes:
        rule, entry = located(write.alias, mapping, contract)
        fields[entry.field_id] = raw_of(write, rule, entry)
    changes = operation.set_changes if isinstance(operation, EditFields) else ()
    update = {located(change.alias, mapping, contract)[1].field_id: verbs_of(change) for change in changes}
    return RawWrite(fields, update, text_format_of(operation.writes))


def writable_part(operation: EditFields, mapping: SideMapping, contract: Contract) -> EditFields:
    """What can be written of an edit that was decided on under an earlier configuration; `aliases` is empty where that
    is nothing."""

    def is_allowed(alias: str) -> bool:
        rule = contract.field_rule(alias)
        return rule is not None and rule.direction.allows_writing(operation.side) and mapping.field(alias) is not None

    def has_value(write: FieldWrite) -> bool:
        rule, entry = located(write.alias, mapping, contract)
        return is_writable(rule.kind, write.content, entry)

    writes = tuple(write for write in operation.writes if is_allowed(write.alias) and has_value(write))
    changes = tuple(change for change in operation.set_changes if is_allowed(change.alias))
    return replace(operation, writes=writes, set_changes=changes)


def located(alias: str, mapping: SideMapping, contract: Contract) -> tuple[FieldRule, FieldMapping]:
    rule, entry = contract.field_rule(alias), mapping.field(alias)
    if rule is None or entry is None:
        raise LookupError(f"{alias} is not mapped")
    return rule, entry


def raw_of(write: FieldWrite, rule: FieldRule, entry: FieldMapping) -> Json:
    kind = KINDS[rule.kind]
    match write.content:
        case Empty():
            return [] if kind.is_set else None
        case Value(content=content):
            return kind.write(content, entry)


def verbs_of(change: SetChange) -> tuple[dict[str, Json], ...]:
    return tuple([{"add": name} for name in change.add] + [{"remove": name} for name in change.remove])


def text_format_of(writes: tuple[FieldWrite, ...]) -> TextFormat:
    return "wiki" if any(write.text_format == "wiki" for write in writes) else "adf"
