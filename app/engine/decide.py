"""The decision: `plan(view, configuration)`."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.base import Base
from app.engine.comments import decide_comments
from app.engine.contract import Contract, FieldRule, Side
from app.engine.kinds import is_writable
from app.engine.mapping import Configuration, FieldMapping
from app.engine.merge import VALUE_WITHOUT_COUNTERPART, FieldOutcome, FieldView, decide_field, unwritable
from app.engine.operations import CreateIssue, EditFields, FieldWrite, Operation, SetChange
from app.engine.plan import Hold, PairView, Plan, Skip
from app.engine.snapshot import Snapshot, Unmapped, Value


def plan(view: PairView, configuration: Configuration) -> Plan:
    """What has to be written so that both sides are in step: total, deterministic, and the same seen from either side.

    A view with one side missing plans the creation of its counterpart; comments follow once both are there.
    """
    if view.first is not None and view.second is not None:
        return plan_both(view.first, view.second, view.base, configuration)
    if view.first is not None:
        return plan_creation(Side.FIRST, view.first, configuration)
    if view.second is not None:
        return plan_creation(Side.SECOND, view.second, configuration)
    return Plan()


# -- the counterpart is missing --------------------------------------------------------------------------------


def plan_creation(side: Side, snapshot: Snapshot, configuration: Configuration) -> Plan:
    """The counterpart of an issue on `side`, where its type's direction and the other side's mapping allow one."""
    target, contract = side.other, configuration.contract
    refusal = creation_refusal(side, snapshot, configuration)
    if refusal is not None:
        return Plan(skips=(Skip("issue", target, refusal),))
    assert isinstance(snapshot.issue_type, Value)
    rules = writable_rules(contract, target, configuration)
    writes, holds = creation_writes(target, snapshot, rules, configuration)
    create = CreateIssue(target, snapshot.issue_type.content, writes)
    return Plan(operations=(create,), holds=(*unmapped_holds(side, snapshot, rules), *holds))


def creation_writes(
    target: Side, snapshot: Snapshot, rules: Iterable[FieldRule], configuration: Configuration
) -> tuple[tuple[FieldWrite, ...], tuple[Hold, ...]]:
    """What the new issue gets; a value without counterpart is left out and held, the issue is created all the same."""
    writes, holds = [], []
    for rule in rules:
        reading = snapshot.reading(rule.alias)
        if reading is None or not isinstance(reading.state, Value):
            continue
        if is_writable(rule.kind, reading.state, field_mapping(configuration, target, rule.alias)):
            writes.append(FieldWrite(rule.alias, reading.state))
        else:
            holds.append(unwritable(rule, target, reading.state))
    return tuple(writes), tuple(holds)


def creation_refusal(side: Side, snapshot: Snapshot, configuration: Configuration) -> str | None:
    """Why no counterpart is created, as a sentence; None when one is to be."""
    if not isinstance(snapshot.issue_type, Value):
        return "Issues of this type are not synchronized: the type is not mapped."
    alias = snapshot.issue_type.content
    rule = configuration.contract.issue_type_rule(alias)
    if rule is None or not rule.direction.allows_writing(side.other):
        return f"Issues of type {alias} are not created on the {side.other} side."
    mapping = configuration.mapping(side.other)
    if mapping is not None and all(entry.alias != alias for entry in mapping.issue_types):
        return f"The {side.other} side has no issue type for {alias}."
    return None


def writable_rules(contract: Contract, target: Side, configuration: Configuration) -> list[FieldRule]:
    mapping = configuration.mapping(target)
    return [
        rule
        for rule in contract.fields
        if rule.direction.allows_writing(target) and (mapping is None or mapping.field(rule.alias) is not None)
    ]


def unmapped_holds(side: Side, snapshot: Snapshot, rules: Iterable[FieldRule]) -> Iterable[Hold]:
    for rule in rules:
        reading = snapshot.reading(rule.alias)
        if reading is not None and isinstance(reading.state, Unmapped):
            reason = (
                f"The value “{reading.state.raw}” of {rule.alias} has no counterpart; map it, or choose another value."
            )
            yield Hold(rule.alias, side, VALUE_WITHOUT_COUNTERPART, reason)


# -- both are there --------------------------------------------------------------------------------------------


def plan_both(first: Snapshot, second: Snapshot, base: Base, configuration: Configuration) -> Plan:
    outcomes = [
        outcome
        for rule in configuration.contract.fields
        if (outcome := decide_rule(rule, first, second, base, configuration)) is not None
    ]
    comments = decide_comments(first, second, base, configuration.contract.comments)
    edits = [edit for edit in (edit_of(side, outcomes, first, second) for side in (Side.SECOND, Side.FIRST)) if edit]
    operations: list[Operation] = sorted([*edits, *comments.operations], key=lambda operation: operation.stage)
    return Plan(
        operations=tuple(operations),
        conflicts=(*(outcome.conflict for outcome in outcomes if outcome.conflict), *comments.conflicts),
        skips=(*(outcome.skip for outcome in outcomes if outcome.skip), *comments.skips),
        holds=tuple(outcome.hold for outcome in outcomes if outcome.hold),
        agreements=tuple(outcome.agreement for outcome in outcomes if outcome.agreement),
        comment_agreements=tuple(comments.agreements),
    )


def decide_rule(
    rule: FieldRule, first: Snapshot, second: Snapshot, base: Base, configuration: Configuration
) -> FieldOutcome | None:
    one, other = first.reading(rule.alias), second.reading(rule.alias)
    if one is None or other is None or not is_mapped_everywhere(rule.alias, configuration):
        return None
    mappings = {side: field_mapping(configuration, side, rule.alias) for side in Side}
    return decide_field(FieldView(rule, one, other, base.fields.get(rule.alias), configuration.number, mappings))


def is_mapped_everywhere(alias: str, configuration: Configuration) -> bool:
    """A stored snapshot may still show a field that its side does not map any more."""
    mappings = [mapping for side in Side if (mapping := configuration.mapping(side)) is not None]
    return all(mapping.field(alias) is not None for mapping in mappings)


def field_mapping(configuration: Configuration, side: Side, alias: str) -> FieldMapping | None:
    mapping = configuration.mapping(side)
    return None if mapping is None else mapping.field(alias)


def edit_of(side: Side, outcomes: list[FieldOutcome], first: Snapshot, second: Snapshot) -> EditFields | None:
    """All writes to one side in one call."""
    wanted = [outcome.writes[side] for outcome in outcomes if side in outcome.writes]
    if not wanted:
        return None
    known = first if side is Side.FIRST else second
    return EditFields(
        side=side,
        writes=tuple(entry for entry in wanted if isinstance(entry, FieldWrite)),
        set_changes=tuple(entry for entry in wanted if isinstance(entry, SetChange)),
        seen_history_id=known.history_id,
    )
