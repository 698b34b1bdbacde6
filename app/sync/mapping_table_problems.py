"""What is wrong with a table that somebody filled in, at the place of each form field: `type-2-second`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.engine.contract import Contract, Direction, Side
from app.errors import Problem
from app.sync.mapping_table import Row, Table, field_schema, options_of
from app.sync.schema import Option, ProjectSchema

GONE = "This is no longer in the project. Choose another one."
MISSING = "Choose a counterpart, or set the row to “Not exchanged”."
TWICE = "This is used in another row already."
NO_TYPES = "At least one issue type has to be exchanged."
OTHER_KIND = "These two fields hold different kinds of content, so that values can't be carried over."


def table_problems(
    table: Table, schemas: Mapping[Side, ProjectSchema], editable: frozenset[Side], before: Contract
) -> tuple[Problem, ...]:
    """All at once; none for a side that the visitor does not fill in. Rows count from 0 within their section."""
    fields = [entry.row for entry in table.fields]
    found: list[Problem] = []
    for side in sorted(editable & schemas.keys()):
        schema = schemas[side]
        found += rows_problems("type", table.issue_types, side, schema.issue_types)
        found += rows_problems("field", fields, side, [Option(one.id, one.name) for one in schema.fields])
        found += rows_problems("status", table.statuses, side, schema.statuses, is_required=False)
        for number, entry in enumerate(table.fields):
            offered = options_of(schema, entry.row.id_on(side))
            found += rows_problems(f"option-{number}", entry.options, side, offered, is_required=False)
    if not any(row.direction is not Direction.NONE for row in table.issue_types):
        found.append(Problem("types", NO_TYPES))
    return (*found, *kind_problems(fields, schemas, before))


def rows_problems(
    section: str, rows: Sequence[Row], side: Side, offered: Iterable[Option], *, is_required: bool = True
) -> Iterator[Problem]:
    known = {option.id for option in offered}
    uses = Counter(row.id_on(side) for row in rows)
    for number, row in enumerate(rows):
        sentence = row_problem(row, row.id_on(side), known, uses, is_required)
        if sentence is not None:
            yield Problem(f"{section}-{number}-{side}", sentence)


def row_problem(row: Row, chosen: str, known: set[str], uses: Counter[str], is_required: bool) -> str | None:
    if not chosen:
        return MISSING if is_required and row.direction is not Direction.NONE else None
    if chosen not in known:
        return GONE
    return TWICE if uses[chosen] > 1 else None


def kind_problems(rows: Sequence[Row], schemas: Mapping[Side, ProjectSchema], before: Contract) -> Iterator[Problem]:
    """Of a partner whose fields we don't see, the contract tells the kind."""
    for number, row in enumerate(rows):
        chosen = {
            side: known.kind for side in schemas if (known := field_schema(schemas[side], row.id_on(side))) is not None
        }
        rule = before.field_rule(row.alias) if len(schemas) < len(Side) else None
        if len({*chosen.values()} | ({rule.kind} if rule else set())) > 1:
            yield Problem(f"field-{number}-{Side.SECOND if Side.SECOND in chosen else Side.FIRST}", OTHER_KIND)
