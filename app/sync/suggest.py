"""A mapping to begin with: by name and kind. Pure; people change it on the configuration page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.engine.contract import Contract, FieldRule, IssueTypeRule, Side, StatusRule
from app.engine.mapping import Correspondence, FieldMapping, SideMapping
from app.sync.schema import FieldSchema, Option, ProjectSchema

Aliased = tuple[str, Option]


def alias_of(name: str) -> str:
    """The name in lower case with hyphens: `In Progress` becomes `in-progress`. Letters of any script stay."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def aliased(options: Sequence[Option]) -> list[Aliased]:
    """Each option under its alias. Names that give the same alias, or none, get a number behind."""
    taken: set[str] = set()
    found: list[Aliased] = []
    for option in options:
        alias = first_free(alias_of(option.name) or "unnamed", taken)
        taken.add(alias)
        found.append((alias, option))
    return found


def first_free(alias: str, taken: set[str]) -> str:
    candidates = (alias if number == 1 else f"{alias}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def suggest_contract(first: ProjectSchema, second: ProjectSchema) -> Contract:
    """What both projects have by the same name (types, options, statuses) or the same id and kind (fields), in the
    order of the first. With the first project alone for both it is everything that the first could exchange."""
    return Contract(
        issue_types=tuple(IssueTypeRule(alias) for alias in common(first.issue_types, second.issue_types)),
        fields=tuple(
            FieldRule(field.id, field.kind, options=tuple(common(field.options, there.options)))
            for field in first.fields
            if (there := counterpart(field, second)) is not None
        ),
        statuses=tuple(StatusRule(alias) for alias in common(first.statuses, second.statuses)),
    )


def common(first: Sequence[Option], second: Sequence[Option]) -> Iterable[str]:
    there = {alias for alias, _ in aliased(second)}
    return (alias for alias, _ in aliased(first) if alias in there)


def counterpart(field: FieldSchema, schema: ProjectSchema) -> FieldSchema | None:
    """System fields have the same id in every Jira."""
    return next((there for there in schema.fields if (there.id, there.kind) == (field.id, field.kind)), None)


def suggest_side(contract: Contract, schema: ProjectSchema, side: Side) -> SideMapping:
    """How a project's own names fit a given contract. What it has no name for is left out: a gap, which the
    configuration page shows. `side` is named for callers; the suggestion is the same for both."""
    return SideMapping(
        project_id=schema.project.id,
        issue_types=fitting(schema.issue_types, [rule.alias for rule in contract.issue_types]),
        fields=tuple(
            FieldMapping(rule.alias, field.id, field.name, fitting(field.options, rule.options))
            for rule in contract.fields
            if (field := field_for(rule, schema)) is not None
        ),
        statuses=fitting(schema.statuses, [rule.alias for rule in contract.statuses]),
    )


def fitting(options: Sequence[Option], aliases: Sequence[str]) -> tuple[Correspondence, ...]:
    known = dict(aliased(options))
    return tuple(Correspondence(alias, known[alias].id, known[alias].name) for alias in aliases if alias in known)


def field_for(rule: FieldRule, schema: ProjectSchema) -> FieldSchema | None:
    """By id for system fields, else by name; never a field of another kind."""
    fits = [field for field in schema.fields if field.kind is rule.kind]
    by_id = next((field for field in fits if field.id == rule.alias), None)
    return by_id or next((field for field in fits if alias_of(field.name) == rule.alias), None)
