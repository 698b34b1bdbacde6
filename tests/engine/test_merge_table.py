"""One field of two sides, case by case: who changed, what was agreed on, which rule decides."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.contract import ConflictPolicy, Direction, InitialRule, Side
from app.engine.decide import plan
from app.engine.merge import CONFLICT_NEEDS_DECISION, INITIAL_VALUES_DIFFER, VALUE_WITHOUT_COUNTERPART
from app.engine.operations import EditFields
from app.engine.plan import PairView, Plan
from app.engine.snapshot import Absent, Empty, Unmapped, Value
from tests.engine.things import adf, agreed_on, configuration, contract, reading, rule, view


def decided(shown: PairView, alias: str = "summary", number: int = 1, **changes: Any) -> Plan:
    return plan(shown, configuration(contract(rule(alias, **changes)), number))


def written(decision: Plan) -> dict[Side, Any]:
    """What each side is given: a state."""
    edits = [operation for operation in decision.operations if isinstance(operation, EditFields)]
    return {edit.side: write.content for edit in edits for write in edit.writes}


# -- with a base: {unchanged, changed} × 2 ---------------------------------------------------------------------


def test_nothing_is_planned_when_neither_side_changed() -> None:
    shown = view("summary", reading("one"), reading("One"), agreed_on("one", "One"))
    assert decided(shown) == Plan()


@pytest.mark.parametrize("side", Side)
def test_a_change_on_one_side_is_written_to_the_other(side: Side) -> None:
    shown = {side: reading("new", 5), side.other: reading("old")}
    decision = decided(view("summary", shown[Side.FIRST], shown[Side.SECOND], agreed_on("old")))
    assert written(decision) == {side.other: Value("new")}
    assert decision.conflicts == ()


@pytest.mark.parametrize("side", Side)
def test_a_field_that_was_cleared_is_cleared_on_the_other_side(side: Side) -> None:
    shown = {side: reading(None, 5), side.other: reading("old")}
    decision = decided(view("summary", shown[Side.FIRST], shown[Side.SECOND], agreed_on("old")))
    assert written(decision) == {side.other: Empty()}


def test_two_equal_changes_are_agreed_on_without_a_write() -> None:
    decision = decided(view("summary", reading("new", 5), reading("new", 6), agreed_on("old")))
    assert decision.operations == ()
    assert [agreement.base for agreement in decision.agreements] == [agreed_on("new")]


@pytest.mark.parametrize(
    ("policy", "first_minutes", "second_minutes", "winner"),
    [
        (ConflictPolicy.NEWEST, 5, 6, Side.SECOND),
        (ConflictPolicy.NEWEST, 6, 5, Side.FIRST),
        (ConflictPolicy.NEWEST, 5, 5, Side.FIRST),
        (ConflictPolicy.FIRST, 5, 6, Side.FIRST),
        (ConflictPolicy.SECOND, 6, 5, Side.SECOND),
    ],
)
def test_a_true_conflict_follows_the_policy_and_keeps_the_loser(
    policy: ConflictPolicy, first_minutes: int, second_minutes: int, winner: Side
) -> None:
    shown = view("summary", reading("first", first_minutes), reading("second", second_minutes), agreed_on("old"))
    decision = decided(shown, policy=policy)
    assert written(decision) == {winner.other: Value(str(winner))}
    (conflict,) = decision.conflicts
    assert (conflict.loser, conflict.losing) == (winner.other, Value(str(winner.other)))
    assert conflict.rule == policy


def test_ask_writes_nothing_and_holds_the_field() -> None:
    shown = view("summary", reading("one", 5), reading("two", 6), agreed_on("old"))
    decision = decided(shown, policy=ConflictPolicy.ASK)
    assert decision.operations == ()
    assert [hold.code for hold in decision.holds] == [CONFLICT_NEEDS_DECISION]


# -- directions ------------------------------------------------------------------------------------------------


def test_a_change_against_the_direction_stays_where_it_is() -> None:
    shown = view("summary", reading("old"), reading("new", 5), agreed_on("old"))
    decision = decided(shown, direction=Direction.TO_SECOND)
    assert decision.operations == ()
    assert [skip.side for skip in decision.skips] == [Side.FIRST]


def test_one_way_the_source_wins_against_a_newer_edit_which_is_kept() -> None:
    shown = view("summary", reading("one", 5), reading("two", 9), agreed_on("old"))
    decision = decided(shown, direction=Direction.TO_SECOND, policy=ConflictPolicy.SECOND)
    assert written(decision) == {Side.SECOND: Value("one")}
    assert [conflict.losing for conflict in decision.conflicts] == [Value("two")]


@pytest.mark.parametrize("base", [None, agreed_on("old")])
def test_a_field_that_is_not_exchanged_is_neither_written_nor_asked_about(base: Any) -> None:
    shown = view("summary", reading("one", 5), reading("two", 6), base)
    assert decided(shown, direction=Direction.NONE, policy=ConflictPolicy.ASK) == Plan()


# -- without a base --------------------------------------------------------------------------------------------


def test_equal_values_without_a_base_are_agreed_on() -> None:
    decision = decided(view("summary", reading("one"), reading("one")))
    assert decision.operations == ()
    assert [agreement.base for agreement in decision.agreements] == [agreed_on("one")]


@pytest.mark.parametrize("side", Side)
def test_fill_empty_fills_the_empty_side(side: Side) -> None:
    shown = {side: reading(None), side.other: reading("one")}
    assert written(decided(view("summary", shown[Side.FIRST], shown[Side.SECOND]))) == {side: Value("one")}


def test_fill_empty_asks_where_both_sides_have_a_value_however_new_one_is() -> None:
    decision = decided(view("summary", reading("one", 1), reading("two", 900)))
    assert decision.operations == ()
    assert [hold.code for hold in decision.holds] == [INITIAL_VALUES_DIFFER]


@pytest.mark.parametrize(("initial", "winner"), [(InitialRule.FIRST, Side.FIRST), (InitialRule.SECOND, Side.SECOND)])
@pytest.mark.parametrize("losing", ["something", None])
def test_an_initial_rule_decides_and_keeps_what_it_overwrites(
    initial: InitialRule, winner: Side, losing: str | None
) -> None:
    shown = {winner: reading("right"), winner.other: reading(losing)}
    decision = decided(view("summary", shown[Side.FIRST], shown[Side.SECOND]), initial=initial)
    assert written(decision) == {winner.other: Value("right")}
    assert [conflict.losing for conflict in decision.conflicts] == [reading(losing).state]


def test_ask_asks_even_where_one_side_is_empty() -> None:
    decision = decided(view("summary", reading("one"), reading(None)), initial=InitialRule.ASK)
    assert decision.operations == ()
    assert [hold.code for hold in decision.holds] == [INITIAL_VALUES_DIFFER]


# -- absent and unmapped ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [None, agreed_on("old")])
@pytest.mark.parametrize("side", Side)
def test_a_field_that_one_side_does_not_show_is_left_alone(side: Side, base: Any) -> None:
    shown = {side: reading(Absent()), side.other: reading("new", 5)}
    for initial in InitialRule:
        assert decided(view("summary", shown[Side.FIRST], shown[Side.SECOND], base), initial=initial) == Plan()


def test_a_change_to_a_value_without_counterpart_is_held() -> None:
    shown = view("priority", reading(Unmapped("Blocker"), 5), reading("low"), agreed_on("low"))
    decision = decided(shown, "priority")
    assert decision.operations == ()
    assert [(hold.side, hold.code) for hold in decision.holds] == [(Side.FIRST, VALUE_WITHOUT_COUNTERPART)]
    assert "Blocker" in decision.holds[0].reason


def test_writing_over_a_value_without_counterpart_keeps_it() -> None:
    shown = view("priority", reading("high", 5), reading(Unmapped("Odd")), agreed_on("low", Unmapped("Odd")))
    decision = decided(shown, "priority")
    assert written(decision) == {Side.SECOND: Value("high")}
    assert [conflict.losing for conflict in decision.conflicts] == [Unmapped("Odd")]


def test_an_option_that_the_other_side_does_not_have_is_held_and_the_rest_is_written() -> None:
    shown = view("priority", reading("unheard-of", 5), reading("low"), agreed_on("low"))
    decision = decided(shown, "priority")
    assert decision.operations == ()
    assert [hold.code for hold in decision.holds] == [VALUE_WITHOUT_COUNTERPART]


# -- configurations --------------------------------------------------------------------------------------------


def test_a_new_configuration_alone_plans_nothing() -> None:
    """The option that both sides show got another alias on the first side; nobody touched an issue."""
    base = agreed_on("high", "high", number=1)
    first = reading("high")
    remapped = type(first)(Value("low"), first.raw_digest, first.changed_at)
    assert decided(view("priority", remapped, reading("high"), base), "priority", number=2) == Plan()


def test_a_change_after_a_new_configuration_is_carried_in_its_words() -> None:
    base = agreed_on("high", "high", number=1)
    decision = decided(view("priority", reading("medium", 5), reading("high"), base), "priority", number=2)
    assert written(decision) == {Side.SECOND: Value("medium")}


def test_another_option_with_the_same_meaning_is_no_change() -> None:
    """Two of the side's options have one alias."""
    first = reading("high")
    other_option = type(first)(first.state, "another digest", first.changed_at)
    assert decided(view("priority", other_option, reading("High"), agreed_on("high", "High")), "priority") == Plan()


# -- texts -----------------------------------------------------------------------------------------------------


def test_two_edits_of_a_text_that_do_not_touch_are_merged_and_nobody_loses() -> None:
    base = agreed_on(adf("a", "b", "c"))
    shown = view("description", reading(adf("A", "b", "c"), 5), reading(adf("a", "b", "C"), 6), base)
    decision = decided(shown, "description")
    assert list(written(decision).values()) == [Value(adf("A", "b", "C"))]
    assert decision.conflicts == ()


def test_two_edits_of_one_paragraph_are_a_conflict() -> None:
    base = agreed_on(adf("a", "b", "c"))
    shown = view("description", reading(adf("a", "X", "c"), 5), reading(adf("a", "Y", "c"), 6), base)
    decision = decided(shown, "description")
    assert written(decision) == {Side.FIRST: Value(adf("a", "Y", "c"))}
    assert [conflict.losing for conflict in decision.conflicts] == [Value(adf("a", "X", "c"))]
