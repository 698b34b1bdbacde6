"""The missing counterpart: what it gets, what it does not get, and where its base begins."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.contract import Direction, Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.operations import CreateIssue
from app.engine.plan import PairView, Plan
from app.engine.snapshot import Absent, Unmapped, Value
from tests.engine import things
from tests.engine.model import Issue, Ticks, World
from tests.engine.things import adf, configuration, contract, reading, snapshot


def planned(fields: dict[str, Any], wanted: Configuration | None = None, **changes: Any) -> Plan:
    seen = snapshot({alias: reading(content) for alias, content in fields.items()}, **changes)
    return plan(PairView(seen, None), wanted or configuration())


def creation(decision: Plan) -> CreateIssue:
    (operation,) = decision.operations
    assert isinstance(operation, CreateIssue)
    return operation


def test_a_counterpart_gets_every_field_that_has_a_value() -> None:
    fields = {"summary": "new", "description": adf("text"), "priority": "high", "labels": ("a",)}
    operation = creation(planned(fields))
    assert (operation.side, operation.issue_type) == (Side.SECOND, "task")
    assert {write.alias: write.content for write in operation.writes} == {
        alias: Value(content) for alias, content in fields.items()
    }


def test_empty_and_unseen_fields_are_left_to_the_project() -> None:
    decision = planned({"summary": "new", "description": None, "priority": Absent()})
    assert [write.alias for write in creation(decision).writes] == ["summary"]


def test_a_field_whose_direction_forbids_it_is_left_out() -> None:
    wanted = configuration(contract(things.rule("summary"), things.rule("labels", direction=Direction.TO_FIRST)))
    assert [write.alias for write in creation(planned({"summary": "x", "labels": ("a",)}, wanted)).writes] == [
        "summary"
    ]


def test_a_value_without_counterpart_is_held_and_the_issue_created_all_the_same() -> None:
    decision = planned({"summary": "x", "priority": Unmapped("Blocker")})
    assert [write.alias for write in creation(decision).writes] == ["summary"]
    assert [(hold.place, hold.code) for hold in decision.holds] == [("priority", "value-without-counterpart")]


@pytest.mark.parametrize("issue_type", [Unmapped("Odd"), Absent(), Value("epic")])
def test_an_issue_of_a_type_that_is_not_exchanged_is_left_alone(issue_type: Any) -> None:
    decision = planned({"summary": "x"}, issue_type=issue_type)
    assert decision.is_empty
    assert [skip.place for skip in decision.skips] == ["issue"]


def test_a_type_whose_direction_forbids_it_gets_no_counterpart() -> None:
    wanted = configuration(contract(issue=Direction.TO_FIRST))
    assert planned({"summary": "x"}, wanted).is_empty


def test_a_partner_who_keeps_his_mapping_to_himself_gets_everything() -> None:
    known = configuration()
    private = Configuration(1, known.contract, known.first, None)
    assert creation(planned({"summary": "x", "priority": "high"}, private)).side is Side.SECOND


def test_without_any_issue_there_is_nothing_to_do() -> None:
    assert plan(PairView(None, None), configuration()) == Plan()


# -- and then --------------------------------------------------------------------------------------------------


def created(
    first: dict[str, Any], hidden: frozenset[str] = frozenset(), defaults: dict[str, Any] | None = None
) -> World:
    """The issue was there on the first side; the project of the second gives new issues its defaults."""
    ticks = Ticks()
    world = World(configuration(), Issue(Side.FIRST, ticks), Issue(Side.SECOND, ticks, hidden=hidden))
    blank = {"summary": None, "description": None, "priority": None, "labels": None}
    world.first.fields.update({**blank, **first})
    world.second.fields.update({**blank, **(defaults or {})})
    view = PairView(world.snapshot(Side.FIRST), None)
    world.carry_out(plan(view, world.configuration), view)
    return world


def test_a_new_counterpart_is_in_step() -> None:
    world = created({"summary": "new", "labels": ["a"]})
    assert world.sync() == 0
    assert world.second.fields["labels"] == ["a"]


def test_defaults_of_the_other_project_don_t_travel_back() -> None:
    world = created({"summary": "new"}, defaults={"priority": {"id": "21"}})
    assert world.sync() == 0
    assert world.first.fields["priority"] is None


def test_a_value_that_could_not_be_written_stays_held_after_the_creation() -> None:
    world = created(
        {"summary": "new", "priority": {"id": "99", "name": "Blocker"}}, defaults={"priority": {"id": "21"}}
    )
    decision = plan(world.view(), world.configuration)
    assert [(hold.place, hold.code) for hold in decision.holds] == [("priority", "value-without-counterpart")]
    assert not decision.operations


def test_a_field_that_comes_into_sight_later_clears_nothing() -> None:
    """The description was not on the second project's screens when the issue was created, and is now."""
    world = created({"summary": "new", "description": adf("precious")}, hidden=frozenset({"description"}))
    world.second.hidden = frozenset()
    world.second.fields["description"] = None
    world.sync()
    assert world.first.fields["description"] == adf("precious")
    assert world.second.fields["description"] == adf("precious")


def test_an_edit_between_the_creation_and_its_reading_travels_back() -> None:
    ticks = Ticks()
    world = World(configuration(), Issue(Side.FIRST, ticks), Issue(Side.SECOND, ticks))
    world.first.fields.update(summary="new", description=None, priority=None, labels=None)
    view = PairView(world.snapshot(Side.FIRST), None)
    operation = creation(plan(view, world.configuration))
    world.second.fields.update(summary="new", description=None, priority=None, labels=None)
    world.second.edit({"summary": "renamed at once"})
    world.second.normal = lambda field_id, value: world.second.fields[field_id]
    source = view.first
    assert source is not None
    world.create(operation, source)
    world.second.normal = lambda field_id, value: value
    world.sync()
    assert world.first.fields["summary"] == "renamed at once"
