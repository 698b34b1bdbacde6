"""What two sides can agree on: a contract cut down to what both have a counterpart for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.engine.contract import Contract, Direction, FieldRule, Side
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping


@dataclass(frozen=True)
class Gap:
    """Something in the contract that a side has not mapped. `kind` is a word for people."""

    kind: str
    alias: str


def gaps(contract: Contract, mapping: SideMapping | None) -> tuple[Gap, ...]:
    """What the contract exchanges and the side does not cover. Statuses are not exchanged yet, and leave no gap; values
    without a counterpart are held when they occur, and leave none either."""
    types = {entry.alias for entry in mapping.issue_types} if mapping else set()
    fields = {entry.alias for entry in mapping.fields} if mapping else set()
    open_types = (rule.alias for rule in contract.issue_types if rule.alias not in types and _travels(rule.direction))
    open_fields = (rule.alias for rule in contract.fields if rule.alias not in fields and _travels(rule.direction))
    return (*(Gap("issue type", alias) for alias in open_types), *(Gap("field", alias) for alias in open_fields))


def gaps_of(configuration: Configuration, side: Side) -> tuple[Gap, ...]:
    return gaps(configuration.contract, configuration.mapping(side))


def agreed(number: int, contract: Contract, first: SideMapping, second: SideMapping) -> Configuration:
    """The configuration with everything left out that one of the sides has not mapped."""
    common = Contract(
        issue_types=tuple(
            rule
            for rule in contract.issue_types
            if _has(first.issue_types, rule.alias) and _has(second.issue_types, rule.alias)
        ),
        fields=tuple(
            _with_common_options(rule, first.field(rule.alias), second.field(rule.alias))
            for rule in contract.fields
            if first.field(rule.alias) and second.field(rule.alias)
        ),
        statuses=tuple(
            rule for rule in contract.statuses if _has(first.statuses, rule.alias) and _has(second.statuses, rule.alias)
        ),
        comments=contract.comments,
    )
    return Configuration(number, common, cut_down(first, common), cut_down(second, common))


def cut_down(mapping: SideMapping, contract: Contract) -> SideMapping:
    """The mapping without what the contract does not name."""
    types = {rule.alias for rule in contract.issue_types}
    statuses = {rule.alias for rule in contract.statuses}
    rules = {rule.alias: rule for rule in contract.fields}
    return replace(
        mapping,
        issue_types=tuple(entry for entry in mapping.issue_types if entry.alias in types),
        fields=tuple(_with_options(entry, rules[entry.alias]) for entry in mapping.fields if entry.alias in rules),
        statuses=tuple(entry for entry in mapping.statuses if entry.alias in statuses),
    )


def _with_common_options(rule: FieldRule, first: FieldMapping | None, second: FieldMapping | None) -> FieldRule:
    assert first is not None
    assert second is not None
    return replace(
        rule,
        options=tuple(alias for alias in rule.options if _has(first.options, alias) and _has(second.options, alias)),
    )


def _with_options(mapping: FieldMapping, rule: FieldRule) -> FieldMapping:
    return replace(mapping, options=tuple(entry for entry in mapping.options if entry.alias in rule.options))


def _has(entries: tuple[Correspondence, ...], alias: str) -> bool:
    return any(entry.alias == alias for entry in entries)


def _travels(direction: Direction) -> bool:
    return direction is not Direction.NONE
