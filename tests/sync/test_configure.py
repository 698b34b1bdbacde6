"""Changing what is exchanged: each side its own names, the first side what is agreed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine.contract import ConflictPolicy, Direction, Side
from app.engine.mapping import Configuration
from app.errors import Invalid, Unknown, WrongState
from app.sync.configure import open_configuration, save
from app.sync.mapping_table import FieldRow, Row, Table
from app.sync.permission import Visit
from app.sync.records import Synchronization
from tests.sync.two_sites import TwoSites


def published(sites: TwoSites, made: Synchronization) -> Configuration:
    with sites.ports.store.transaction() as work:
        configuration = work.configurations.published(made.id)
    assert configuration is not None
    return configuration


def saved(visit: Visit, made: Synchronization, change: Callable[[Table], Table]) -> None:
    editing = open_configuration(visit, made.public_id)
    save(visit, editing, change(editing.table), editing.version)


def with_field(table: Table, alias: str, change: Callable[[Row], Row]) -> Table:
    fields = (FieldRow(change(one.row), one.options) if one.row.alias == alias else one for one in table.fields)
    return replace(table, fields=tuple(fields))


def place_of(table: Table, alias: str, side: Side) -> str:
    return f"field-{[one.row.alias for one in table.fields].index(alias)}-{side}"


def test_what_is_saved_is_in_effect_at_once_under_a_new_number(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    saved(
        sites.requester(),
        made,
        lambda table: with_field(
            table,
            "description",
            lambda row: replace(row, direction=Direction.TO_SECOND, policy=ConflictPolicy.FIRST),
        ),
    )
    now = published(sites, made)
    rule = now.contract.field_rule("description")
    assert rule is not None
    assert (now.number, rule.direction, rule.policy) == (2, Direction.TO_SECOND, ConflictPolicy.FIRST)
    with sites.ports.store.transaction() as work:
        before = work.configurations.get(made.id, 1).contract.field_rule("description")
    assert before is not None
    assert before.direction is Direction.BOTH


def test_of_two_who_save_at_the_same_moment_the_second_is_told(sites: TwoSites) -> None:
    """Both have the same version open, and both saves have begun before either is stored."""
    made = sites.agreed_at_once()
    visit = sites.requester()
    one, other = (open_configuration(visit, made.public_id) for _ in range(2))
    save(visit, one, one.table, one.version)
    with pytest.raises(WrongState, match="Somebody else"):
        save(visit, other, other.table, other.version)
    assert published(sites, made).number == 2


def test_saving_what_is_shown_changes_nothing_but_the_number(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    before = published(sites, made)
    saved(sites.requester(), made, lambda table: table)
    assert published(sites, made) == replace(before, number=2)


def test_between_two_jiras_nobody_sees_the_others_names_to_choose_from(sites: TwoSites) -> None:
    made = sites.accepted()
    for visit, own in ((sites.requester(), Side.FIRST), (sites.partner(), Side.SECOND)):
        editing = open_configuration(visit, made.public_id)
        assert set(editing.schemas) == set(editing.editable) == {own}


def test_the_partner_changes_its_own_names_and_not_what_is_agreed(sites: TwoSites) -> None:
    made = sites.accepted()
    before = published(sites, made)
    types = {rule.alias: rule for rule in before.contract.issue_types}
    assert {"bug", "task"} <= set(types)

    def exchanged(table: Table) -> Table:
        """Bug and Task in each other's place, and everything else that the partner must not change."""
        ids = {row.alias: row.second_id for row in table.issue_types}
        swap = {"bug": "task", "task": "bug"}
        rows = tuple(
            replace(row, second_id=ids[swap.get(row.alias, row.alias)], first_id="77", direction=Direction.NONE)
            if row.alias in swap
            else row
            for row in table.issue_types
        )
        return replace(table, issue_types=rows, comments=Direction.NONE)

    saved(sites.partner(), made, exchanged)
    now = published(sites, made)
    assert (now.contract, now.first) == (before.contract, before.first)
    assert now.second is not None
    assert {entry.alias: entry.name for entry in now.second.issue_types}["bug"] == "Task"


def test_each_thing_that_is_wrong_is_named_at_its_place(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    editing = open_configuration(sites.requester(), made.public_id)
    table = with_field(editing.table, "summary", lambda row: replace(row, second_id=""))
    table = with_field(table, "labels", lambda row: replace(row, first_id="customfield_0"))
    types = (replace(table.issue_types[0], first_id=table.issue_types[1].first_id), *table.issue_types[1:])
    with pytest.raises(Invalid) as refused:
        save(sites.requester(), editing, replace(table, issue_types=types), editing.version)
    places = {problem.place for problem in refused.value.problems}
    expected = {place_of(table, "summary", Side.SECOND), place_of(table, "labels", Side.FIRST)}
    assert expected | {"type-0-first", "type-1-first"} <= places
    assert published(sites, made).number == 1


def test_without_any_issue_type_or_the_summary_nothing_is_saved(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    editing = open_configuration(sites.requester(), made.public_id)
    without_types = replace(
        editing.table,
        issue_types=tuple(replace(row, direction=Direction.NONE) for row in editing.table.issue_types),
    )
    without_summary = with_field(editing.table, "summary", lambda row: replace(row, direction=Direction.NONE))
    for table in (without_types, without_summary):
        with pytest.raises(Invalid):
            save(sites.requester(), editing, table, editing.version)
    assert published(sites, made).number == 1


@pytest.mark.parametrize("is_one_jira", [True, False])
def test_two_fields_of_different_kinds_are_not_brought_together(sites: TwoSites, is_one_jira: bool) -> None:
    """Also where the partner, who can't see the first side's field, chooses."""
    made = sites.agreed_at_once() if is_one_jira else sites.accepted()
    visit = sites.requester() if is_one_jira else sites.partner()
    editing = open_configuration(visit, made.public_id)
    table = with_field(editing.table, "labels", lambda row: replace(row, second_id="", direction=Direction.NONE))
    table = with_field(table, "summary", lambda row: replace(row, second_id="labels"))
    with pytest.raises(Invalid) as refused:
        save(visit, editing, table, editing.version)
    assert place_of(table, "summary", Side.SECOND) in {problem.place for problem in refused.value.problems}


def test_who_opened_the_page_before_somebody_else_saved_overwrites_nothing(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    opened = open_configuration(sites.requester(), made.public_id)
    saved(sites.visit("acme", "admin"), made, lambda table: replace(table, comments=Direction.NONE))
    now = open_configuration(sites.requester(), made.public_id)
    with pytest.raises(WrongState, match="Somebody else"):
        save(sites.requester(), now, opened.table, opened.version)
    assert published(sites, made).contract.comments.direction is Direction.NONE


def test_what_the_first_side_adds_waits_for_the_partner_to_map_it(sites: TwoSites) -> None:
    """The labels were taken out; back in the contract they have no counterpart at the partner's yet."""
    made = sites.accepted()

    def without_labels(table: Table) -> Table:
        return replace(table, fields=tuple(one for one in table.fields if one.row.alias != "labels"))

    saved(sites.requester(), made, without_labels)
    number = published(sites, made).number
    editing = open_configuration(sites.requester(), made.public_id)
    table = replace(editing.table, fields=(*editing.table.fields, FieldRow(Row(first_id="labels"))))
    result = save(sites.requester(), editing, table, editing.version)
    assert [gap.alias for gap in result.waiting_for] == ["labels"]
    assert published(sites, made).number == number
    saved(
        sites.partner(),
        made,
        lambda shown: with_field(shown, "labels", lambda row: replace(row, second_id="labels")),
    )
    assert published(sites, made).number == number + 1
    assert published(sites, made).contract.field_rule("labels") is not None


def test_a_request_is_not_configured_and_a_strangers_synchronization_is_unknown(sites: TwoSites) -> None:
    requested, made = sites.requested(), sites.agreed_at_once()
    with pytest.raises(WrongState):
        open_configuration(sites.requester(), requested.public_id)
    with pytest.raises(Unknown):
        open_configuration(sites.partner(), made.public_id)
