"""How one side's own issue types, fields, options and statuses map to the contract's aliases. Private to that side."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.contract import Contract, Side


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
