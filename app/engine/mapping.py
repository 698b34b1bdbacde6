"""How one side's own issue types, fields, options and statuses map to the contract's aliases. Private to that side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.engine.contract import Contract, Direction, Side
from app.errors import Problem

SUMMARY = "summary"


@dataclass(frozen=True)
class Correspondence:
    """One thing of the side under its alias. `id` is the site's own, `name` what people there call it."""

    alias: str
    id: str
    name: str


@dataclass(frozen=True)
class FieldMapping:
    """`options` maps the values of an option field; empty for other kinds."""

    alias: str
    field_id: str
    name: str
    options: tuple[Correspondence, ...] = ()


@dataclass(frozen=True)
class SideMapping:
    project_id: str
    issue_types: tuple[Correspondence, ...] = ()
    fields: tuple[FieldMapping, ...] = ()
    statuses: tuple[Correspondence, ...] = ()

    def field(self, alias: str) -> FieldMapping | None:
        return next((mapping for mapping in self.fields if mapping.alias == alias), None)


@dataclass(frozen=True)
class Configuration:
    """Contract and side mappings under one number. Immutable once published; the base remembers the number.
    A side's mapping is `None` where the partner keeps it to itself (mail and file)."""

    number: int
    contract: Contract
    first: SideMapping | None
    second: SideMapping | None

    def mapping(self, side: Side) -> SideMapping | None:
        return self.first if side is Side.FIRST else self.second


def problems(configuration: Configuration) -> tuple[Problem, ...]:
    """Everything that keeps this configuration from being used, each at its place (`fields.priority.second`). A
    mapping that the partner keeps to itself is the partner's to check. Empty: canonical → side → canonical is the
    identity."""
    contract = configuration.contract
    mappings = [(side, mapping) for side in Side if (mapping := configuration.mapping(side)) is not None]
    return (
        *contract_problems(contract),
        *(problem for side, mapping in mappings for problem in coverage_problems(contract, side, mapping)),
        *(problem for side, mapping in mappings for problem in round_trip_problems(side, mapping)),
    )


def contract_problems(contract: Contract) -> Iterator[Problem]:
    if not any(rule.direction is not Direction.NONE for rule in contract.issue_types):
        yield Problem("issue_types", "At least one issue type has to be exchanged; map one that both projects have.")
    if all(rule.alias != SUMMARY or rule.direction is Direction.NONE for rule in contract.fields):
        yield Problem("fields", "The summary has to be exchanged: no issue can be created without one.")
    for section, aliases in (
        ("issue_types", [rule.alias for rule in contract.issue_types]),
        ("fields", [rule.alias for rule in contract.fields]),
        ("statuses", [rule.alias for rule in contract.statuses]),
    ):
        yield from (Problem(f"{section}.{alias}", f"“{alias}” is there twice.") for alias in repeated(aliases))


def coverage_problems(contract: Contract, side: Side, mapping: SideMapping) -> Iterator[Problem]:
    """Types and fields that are exchanged need a counterpart; options and statuses are held when they occur."""
    types = {entry.alias for entry in mapping.issue_types}
    for rule in contract.issue_types:
        if rule.direction is not Direction.NONE and rule.alias not in types:
            yield Problem(f"issue_types.{rule.alias}.{side}", f"Choose the issue type for “{rule.alias}”.")
    for field_rule in contract.fields:
        if field_rule.direction is not Direction.NONE and mapping.field(field_rule.alias) is None:
            yield Problem(f"fields.{field_rule.alias}.{side}", f"Choose the field for “{field_rule.alias}”.")


def round_trip_problems(side: Side, mapping: SideMapping) -> Iterator[Problem]:
    """One thing of the side under two aliases, or one alias for two things, would come back as something else."""
    yield from twice("issue_types", side, mapping.issue_types)
    yield from twice("statuses", side, mapping.statuses)
    yield from twice(
        "fields", side, [Correspondence(entry.alias, entry.field_id, entry.name) for entry in mapping.fields]
    )
    for entry in mapping.fields:
        yield from twice(f"fields.{entry.alias}.options", side, entry.options)


def twice(section: str, side: Side, entries: Sequence[Correspondence]) -> Iterator[Problem]:
    ids, aliases = repeated([entry.id for entry in entries]), repeated([entry.alias for entry in entries])
    for entry in entries:
        if entry.id in ids:
            yield Problem(
                f"{section}.{entry.alias}.{side}", f"“{entry.name}” is used more than once; choose another one."
            )
        elif entry.alias in aliases:
            yield Problem(
                f"{section}.{entry.alias}.{side}", f"“{entry.alias}” has more than one counterpart; keep one."
            )


def repeated(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name, count in Counter(names).items() if count > 1)
