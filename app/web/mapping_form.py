"""The table of a configuration as form fields, `type-0-alias` and so on, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from app.engine.contract import ConflictPolicy, Direction, InitialRule, Side
from app.sync.mapping_table import FieldRow, Row, Table

MOST_ROWS = 500

Member = TypeVar("Member", bound=StrEnum)


def read_table(form: Mapping[str, str], shown: Table) -> Table:
    """What a form lacks, because its sender may not change it, is as it was shown; nothing is judged here."""
    fields = _rows(form, "field", {entry.row.alias: entry.row for entry in shown.fields})
    options = {entry.row.alias: {row.alias: row for row in entry.options} for entry in shown.fields}
    return Table(
        issue_types=_rows(form, "type", {row.alias: row for row in shown.issue_types}),
        fields=tuple(
            FieldRow(row, _rows(form, f"option-{number}", options.get(row.alias, {})))
            for number, row in enumerate(fields)
        ),
        statuses=_rows(form, "status", {row.alias: row for row in shown.statuses}),
        comments=_member(Direction, form.get("comments", ""), shown.comments),
    )


def with_blank_row(table: Table, section: str) -> Table:
    """`section` is `type`, `field`, `status` or `option-N` for the values of the field in row N."""
    match section.split("-"):
        case ["type"]:
            return replace(table, issue_types=(*table.issue_types, Row()))
        case ["field"]:
            return replace(table, fields=(*table.fields, FieldRow(Row())))
        case ["status"]:
            return replace(table, statuses=(*table.statuses, Row()))
        case ["option", number] if number.isdecimal() and int(number) < len(table.fields):
            return replace(table, fields=_with_blank_option(table.fields, int(number)))
        case _:
            return table


def _with_blank_option(fields: tuple[FieldRow, ...], number: int) -> tuple[FieldRow, ...]:
    longer = replace(fields[number], options=(*fields[number].options, Row()))
    return (*fields[:number], longer, *fields[number + 1 :])


def _rows(form: Mapping[str, str], section: str, shown: Mapping[str, Row]) -> tuple[Row, ...]:
    count = next(number for number in range(MOST_ROWS + 1) if not _is_there(form, f"{section}-{number}", number))
    return tuple(_row(form, f"{section}-{number}", shown) for number in range(count))


def _is_there(form: Mapping[str, str], prefix: str, number: int) -> bool:
    return number < MOST_ROWS and f"{prefix}-alias" in form


def _row(form: Mapping[str, str], prefix: str, shown: Mapping[str, Row]) -> Row:
    known = shown.get(form[f"{prefix}-alias"], Row())
    return Row(
        alias=known.alias,
        first_id=form.get(f"{prefix}-{Side.FIRST}", known.first_id),
        second_id=form.get(f"{prefix}-{Side.SECOND}", known.second_id),
        direction=_member(Direction, form.get(f"{prefix}-direction", ""), known.direction),
        policy=_member(ConflictPolicy, form.get(f"{prefix}-policy", ""), known.policy),
        initial=_member(InitialRule, form.get(f"{prefix}-initial", ""), known.initial),
    )


def _member(kind: type[Member], text: str, otherwise: Member) -> Member:
    return kind(text) if text in {member.value for member in kind} else otherwise
