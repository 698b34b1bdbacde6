"""What a project offers to be mapped: its issue types, fields with their options, and statuses, as its site names
them."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.contract import FieldKind


@dataclass(frozen=True)
class ProjectSummary:
    id: str
    key: str
    name: str


@dataclass(frozen=True)
class Option:
    """One thing with an id and a name: an option of a field, an issue type, a status."""

    id: str
    name: str


@dataclass(frozen=True)
class FieldSchema:
    """One field that can be exchanged. `required_for` names the issue type ids whose create screen demands it."""

    id: str
    name: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    required_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectSchema:
    """Fields of kinds that we don't carry are left out; sub-task types too until parents travel."""

    project: ProjectSummary
    issue_types: tuple[Option, ...]
    fields: tuple[FieldSchema, ...]
    statuses: tuple[Option, ...]
