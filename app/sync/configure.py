"""Change what is exchanged: the contract by the first side's people, each side's own names by its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.engine.contract import Side
from app.engine.mapping import Configuration, problems
from app.errors import Invalid, Problem, WrongState
from app.sync.actions import Action, check
from app.sync.agreement import Gap, agreed, cut_down, gaps_of
from app.sync.create import note
from app.sync.mapping_table import Frame, Table, contract_of, named, side_mapping_of, table_of
from app.sync.mapping_table_problems import table_problems
from app.sync.permission import Visit
from app.sync.ports import Work
from app.sync.schema import ProjectSchema
from app.sync.standing import Standing, editable_sides, find, visible_sides

NOTHING_TO_EDIT = "There is nothing to configure yet: the two sides have not agreed on anything."
SAVED_MEANWHILE = (
    "Somebody else has changed this configuration since you opened it. What you entered is still here; "
    "open Configure again in the list to see theirs."
)


@dataclass(frozen=True)
class Editing:
    """A configuration on somebody's screen. `visible` sides have a schema; the others are the partner's own matter.
    `version` tells whether somebody else has saved meanwhile."""

    standing: Standing
    configuration: Configuration
    is_draft: bool
    schemas: Mapping[Side, ProjectSchema]
    editable: frozenset[Side]

    @property
    def may_edit_contract(self) -> bool:
        return Side.FIRST in self.editable

    @property
    def version(self) -> str:
        return hashlib.sha256(repr(self.configuration).encode()).hexdigest()[:16]

    @property
    def table(self) -> Table:
        return table_of(self.configuration)

    def partner_gaps(self) -> tuple[Gap, ...]:
        """What those whose names we don't see have yet to map."""
        return tuple(gap for side in Side if side not in self.schemas for gap in gaps_of(self.configuration, side))


@dataclass(frozen=True)
class Saved:
    """`waiting_for` is what the partner has to map before it takes effect; empty when it is in effect."""

    number: int
    waiting_for: tuple[Gap, ...]


def open_configuration(visit: Visit, public_id: str) -> Editing:
    """The draft where there is one, else what is published. Raises NotPermitted, Unknown, WrongState, JiraError."""
    standing = find(visit, public_id)
    check(Action.CONFIGURE, standing)
    synchronization_id = standing.synchronization.id
    with visit.ports.store.transaction() as work:
        configuration, is_draft = current(work, synchronization_id)
    if configuration is None:
        raise WrongState(NOTHING_TO_EDIT)
    schemas = {side: schema_of(visit, configuration, side) for side in sorted(visible_sides(visit, standing))}
    return Editing(standing, configuration, is_draft, schemas, editable_sides(visit, standing))


def current(work: Work, synchronization_id: int) -> tuple[Configuration | None, bool]:
    """What a person gets to see, and whether it is a draft."""
    draft = work.configurations.draft(synchronization_id)
    if draft is not None:
        return draft.configuration, True
    return work.configurations.published(synchronization_id), False


def schema_of(visit: Visit, configuration: Configuration, side: Side) -> ProjectSchema:
    mapping = configuration.mapping(side)
    assert mapping is not None
    return visit.ports.sites.open(visit.tenant_id, "page").project_schema(mapping.project_id)


def save(visit: Visit, editing: Editing, table: Table, version: str) -> Saved:
    """Makes the next number, in effect at once unless the partner has to map something first; then what had failed or
    is held is tried again. Raises WrongState when somebody else has saved meanwhile, and Invalid with the name of each
    form field that is wrong."""
    if version != editing.version:
        raise WrongState(SAVED_MEANWHILE)
    entered = named(table, editing.schemas)
    configuration = configuration_of(editing, entered)
    before = editing.configuration.contract
    found = table_problems(entered, editing.schemas, editing.editable, before) or not_coherent(configuration)
    if found:
        raise Invalid(found)
    waiting = replace(editing, configuration=configuration).partner_gaps()
    with visit.ports.store.transaction() as work:
        check_unchanged(work, editing)
        store(work, visit, editing.standing.synchronization.id, configuration, is_complete=not waiting)
    return Saved(configuration.number, waiting)


def check_unchanged(work: Work, editing: Editing) -> None:
    """Of two people who save at the same moment the second one is told. Raises WrongState."""
    synchronization_id = editing.standing.synchronization.id
    work.configurations.one_at_a_time(synchronization_id)
    if current(work, synchronization_id) != (editing.configuration, editing.is_draft):
        raise WrongState(SAVED_MEANWHILE)


def configuration_of(editing: Editing, table: Table) -> Configuration:
    """A side that the visitor may not change stays as it is; the contract is the first side's."""
    before = editing.configuration
    contract = contract_of(table, Frame(before, editing.schemas)) if editing.may_edit_contract else before.contract
    sides = {
        side: side_mapping_of(table, side, editing.schemas[side]) if side in editing.editable else before.mapping(side)
        for side in Side
    }
    first, second = (cut_down(mapping, contract) if mapping else None for mapping in sides.values())
    number = before.number if editing.is_draft else before.number + 1
    return Configuration(number, contract, first, second)


def not_coherent(configuration: Configuration) -> tuple[Problem, ...]:
    """What the engine objects to, once what a partner has yet to map is set aside."""
    if configuration.first is None or configuration.second is None:
        return ()
    common = agreed(configuration.number, configuration.contract, configuration.first, configuration.second)
    return tuple(problems(common))


def store(
    work: Work, visit: Visit, synchronization_id: int, configuration: Configuration, *, is_complete: bool
) -> None:
    now = visit.now()
    work.configurations.save_draft(synchronization_id, configuration, by=visit.account_id, at=now)
    if is_complete:
        work.configurations.publish(synchronization_id, configuration.number, by=visit.account_id, at=now)
        work.marks.try_again(synchronization_id, now)
    note(work, visit, "publish configuration" if is_complete else "save draft", synchronization_id)
