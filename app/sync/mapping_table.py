"""A configuration as a table that people edit: one row per alias, with what each side calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.engine.contract import (
    CommentRule,
    ConflictPolicy,
    Contract,
    Direction,
    FieldKind,
    FieldRule,
    InitialRule,
    IssueTypeRule,
    Side,
    StatusRule,
)
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping
from app.sync.schema import FieldSchema, Option, ProjectSchema
from app.sync.suggest import alias_of, first_free


@dataclass(frozen=True)
class Row:
    """An id is empty where that side has no counterpart. A new row has no alias yet: a side's name gives it one."""

    alias: str = ""
    first_id: str = ""
    second_id: str = ""
    direction: Direction = Direction.BOTH
    policy: ConflictPolicy = ConflictPolicy.NEWEST
    initial: InitialRule = InitialRule.FILL_EMPTY

    def id_on(self, side: Side) -> str:
        return self.first_id if side is Side.FIRST else self.second_id

    @property
    def is_blank(self) -> bool:
        return not (self.alias or self.first_id or self.second_id)


@dataclass(frozen=True)
class FieldRow:
    row: Row
    options: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Table:
    issue_types: tuple[Row, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    statuses: tuple[Row, ...] = ()
    comments: Direction = Direction.BOTH


@dataclass(frozen=True)
class Frame:
    """What a table is read against: what each visible side offers, and the configuration that it was made from."""

    before: Configuration
    schemas: Mapping[Side, ProjectSchema] = field(default_factory=dict)


def table_of(configuration: Configuration) -> Table:
    contract = configuration.contract
    sides = (configuration.first, configuration.second)
    types = [mapping.issue_types if mapping else () for mapping in sides]
    statuses = [mapping.statuses if mapping else () for mapping in sides]
    return Table(
        issue_types=tuple(
            Row(rule.alias, _id_of(types[0], rule.alias), _id_of(types[1], rule.alias), rule.direction)
            for rule in contract.issue_types
        ),
        fields=tuple(_field_row(rule, *sides) for rule in contract.fields),
        statuses=tuple(
            Row(rule.alias, _id_of(statuses[0], rule.alias), _id_of(statuses[1], rule.alias))
            for rule in contract.statuses
        ),
        comments=contract.comments.direction,
    )


def contract_of(table: Table, frame: Frame) -> Contract:
    """What the table's rows agree on. A row that no side uses any more is gone."""
    kinds = {entry.id: entry.kind for entry in frame.schemas[Side.FIRST].fields}
    return Contract(
        issue_types=tuple(IssueTypeRule(row.alias, row.direction) for row in table.issue_types),
        fields=tuple(_field_rule(entry, frame.before.contract, kinds) for entry in table.fields),
        statuses=tuple(StatusRule(row.alias) for row in table.statuses),
        comments=CommentRule(table.comments),
    )


def side_mapping_of(table: Table, side: Side, schema: ProjectSchema) -> SideMapping:
    """The side's own column. Ids that the project does not have are left out."""
    fields = {entry.id: entry for entry in schema.fields}
    return SideMapping(
        project_id=schema.project.id,
        issue_types=_correspondences(table.issue_types, side, schema.issue_types),
        fields=tuple(
            FieldMapping(
                entry.row.alias,
                known.id,
                known.name,
                _correspondences(entry.options, side, known.options),
            )
            for entry in table.fields
            if (known := fields.get(entry.row.id_on(side))) is not None
        ),
        statuses=_correspondences(table.statuses, side, schema.statuses),
    )


def named(table: Table, schemas: Mapping[Side, ProjectSchema]) -> Table:
    """The table without blank rows, and with an alias for each new one: the name that a side has for it."""
    fields = _with_aliases([entry.row for entry in table.fields], _names(schemas, "fields"))
    options = [entry.options for entry in table.fields if not entry.row.is_blank]
    return replace(
        table,
        issue_types=_with_aliases(table.issue_types, _names(schemas, "issue_types")),
        fields=tuple(
            FieldRow(row, _with_aliases(rows, _option_names(schemas, row)))
            for row, rows in zip(fields, options, strict=True)
        ),
        statuses=_with_aliases(table.statuses, _names(schemas, "statuses")),
    )


def _with_aliases(rows: Sequence[Row], names: Mapping[tuple[Side, str], str]) -> tuple[Row, ...]:
    taken = {row.alias for row in rows}
    found: list[Row] = []
    for row in rows:
        if row.is_blank:
            continue
        if not row.alias:
            name = names.get((Side.FIRST, row.first_id)) or names.get((Side.SECOND, row.second_id)) or ""
            row = replace(row, alias=first_free(alias_of(name) or "unnamed", taken))  # noqa: PLW2901 the row goes on under its new name
            taken.add(row.alias)
        found.append(row)
    return tuple(found)


def _names(schemas: Mapping[Side, ProjectSchema], section: str) -> dict[tuple[Side, str], str]:
    return {(side, one.id): one.name for side, schema in schemas.items() for one in getattr(schema, section)}


def _option_names(schemas: Mapping[Side, ProjectSchema], row: Row) -> dict[tuple[Side, str], str]:
    return {
        (side, option.id): option.name
        for side, schema in schemas.items()
        for option in options_of(schema, row.id_on(side))
    }


def options_of(schema: ProjectSchema, field_id: str) -> tuple[Option, ...]:
    known = field_schema(schema, field_id)
    return known.options if known else ()


def field_schema(schema: ProjectSchema, field_id: str) -> FieldSchema | None:
    return next((entry for entry in schema.fields if entry.id == field_id), None)


def _field_row(rule: FieldRule, first: SideMapping | None, second: SideMapping | None) -> FieldRow:
    own = [mapping.field(rule.alias) if mapping else None for mapping in (first, second)]
    first_id, second_id = (entry.field_id if entry else "" for entry in own)
    options = [entry.options if entry else () for entry in own]
    return FieldRow(
        Row(rule.alias, first_id, second_id, rule.direction, rule.policy, rule.initial),
        tuple(Row(alias, _id_of(options[0], alias), _id_of(options[1], alias)) for alias in rule.options),
    )


def _field_rule(entry: FieldRow, before: Contract, kinds: Mapping[str, FieldKind]) -> FieldRule:
    row, known = entry.row, before.field_rule(entry.row.alias)
    options = tuple(option.alias for option in entry.options)
    if known is not None:
        kind = kinds.get(row.first_id, known.kind)
        return replace(
            known, kind=kind, direction=row.direction, policy=row.policy, initial=row.initial, options=options
        )
    kind = kinds.get(row.first_id, FieldKind.LINE)
    return FieldRule(row.alias, kind, row.direction, row.policy, row.initial, options)


def _correspondences(rows: Iterable[Row], side: Side, offered: Iterable[Option]) -> tuple[Correspondence, ...]:
    names = {option.id: option.name for option in offered}
    return tuple(
        Correspondence(row.alias, row.id_on(side), names[row.id_on(side)]) for row in rows if row.id_on(side) in names
    )


def _id_of(entries: Iterable[Correspondence], alias: str) -> str:
    return next((entry.id for entry in entries if entry.alias == alias), "")
