"""Labels, element by element: what two people do to a set at once never undoes each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine.agreed import after_fields, with_agreements
from app.engine.contract import Direction, InitialRule, Side
from app.engine.decide import plan
from app.engine.operations import EditFields
from app.engine.plan import PairView
from app.engine.snapshot import Value
from tests.engine import model
from tests.engine.model import Issue, Ticks, World
from tests.engine.things import agreed_on, configuration, contract, reading, rule, view


def world(second: model.Normal = model.as_given, direction: Direction = Direction.BOTH) -> World:
    ticks = Ticks()
    issues = Issue(Side.FIRST, ticks), Issue(Side.SECOND, ticks, second)
    for issue in issues:
        issue.fields["labels"] = []
    made = World(configuration(contract(rule("labels", direction=direction))), *issues)
    made.sync()
    return made


def labels(made: World) -> tuple[list[str], list[str]]:
    return sorted(made.first.fields["labels"]), sorted(made.second.fields["labels"])


def test_two_concurrent_additions_both_survive() -> None:
    made = world()
    made.first.edit({"labels": ["red"]})
    made.second.edit({"labels": ["blue"]})
    made.sync()
    assert labels(made) == (["blue", "red"], ["blue", "red"])
    assert made.conflicts == []


def test_an_addition_and_a_removal_at_once_both_happen() -> None:
    made = world()
    made.first.edit({"labels": ["old"]})
    made.sync()
    made.first.edit({"labels": []})
    made.second.edit({"labels": ["new", "old"]})
    made.sync()
    assert labels(made) == (["new"], ["new"])


def test_after_the_first_of_two_writes_and_a_crash_the_second_still_happens() -> None:
    shown = view("labels", reading(("red",), 5), reading(("blue",), 6), agreed_on(None))
    settings = configuration(contract(rule("labels")))
    assert shown.first is not None
    assert shown.second is not None
    first_write = plan(shown, settings).operations[0]
    assert isinstance(first_write, EditFields)
    written = replace(shown.second, fields={"labels": reading(("blue", "red"), 7)})
    base = after_fields(shown.base, first_write, shown.first, shown.second, written, 1)

    (second_write,) = plan(PairView(shown.first, written, base), settings).operations

    assert isinstance(second_write, EditFields)
    assert second_write.side is Side.FIRST
    assert [(change.add, change.remove) for change in second_write.set_changes] == [(("blue",), ())]


def test_a_jira_that_stores_labels_in_lower_case_makes_no_ping_pong() -> None:
    made = world(model.in_lower_case)
    made.first.edit({"labels": ["Red"]})
    made.sync()
    assert labels(made) == (["Red"], ["red"])
    writes = made.writes
    assert made.sync() == 0
    assert made.writes == writes


def test_a_label_that_is_stored_in_another_form_is_removed_with_its_original() -> None:
    made = world(model.in_lower_case)
    made.first.edit({"labels": ["Red", "Blue"]})
    made.sync()
    made.first.edit({"labels": ["Blue"]})
    made.sync()
    assert labels(made) == (["Blue"], ["blue"])


@pytest.mark.parametrize("second", [model.as_given, model.in_lower_case])
def test_a_label_that_both_removed_can_be_added_again(second: model.Normal) -> None:
    """Both removed `a` while the sides differed in the form of another label."""
    made = world(second)
    made.first.edit({"labels": ["a"]})
    made.sync()
    made.first.edit({"labels": ["Foo"]})
    made.second.edit({"labels": []})
    made.sync()
    made.first.edit({"labels": ["Foo", "a"]})
    made.sync()
    assert "a" in labels(made)[0]
    assert "a" in labels(made)[1]


def test_one_way_a_label_that_both_removed_travels_again_when_it_is_added_again() -> None:
    made = world(direction=Direction.TO_SECOND)
    made.first.edit({"labels": ["a"]})
    made.sync()
    made.second.edit({"labels": ["a", "own"]})
    made.sync()
    made.first.edit({"labels": []})
    made.second.edit({"labels": ["own"]})
    made.sync()
    made.first.edit({"labels": ["a"]})
    made.sync()
    assert labels(made) == (["a"], ["a", "own"])


def test_one_way_a_removal_travels_though_the_other_side_had_more_from_the_beginning() -> None:
    ticks = Ticks()
    first, second = Issue(Side.FIRST, ticks), Issue(Side.SECOND, ticks)
    first.fields["labels"], second.fields["labels"] = ["a"], ["a", "own"]
    made = World(configuration(contract(rule("labels", direction=Direction.TO_SECOND))), first, second)
    made.sync()
    made.first.edit({"labels": []})
    made.sync()
    assert labels(made) == ([], ["own"])


def test_a_label_that_was_never_agreed_on_is_not_removed_by_the_other_sides_namesake() -> None:
    """`foo` is another label than `Foo` on a Jira that tells them apart; both removed `Foo`, one added something."""
    shown = view("labels", reading(("foo", "new"), 5), reading(("foo",), 6), agreed_on(("Foo", "foo")))
    decision = plan(shown, configuration(contract(rule("labels"))))
    changes = [change for edit in decision.operations if isinstance(edit, EditFields) for change in edit.set_changes]
    assert [(change.add, change.remove) for change in changes] == [(("new",), ())]


def test_without_a_base_fill_empty_unites_both_sets() -> None:
    shown = view("labels", reading(("a", "b")), reading(("b", "c")))
    decision = plan(shown, configuration(contract(rule("labels"))))
    added = {edit.side: edit.set_changes[0] for edit in decision.operations if isinstance(edit, EditFields)}
    assert (added[Side.SECOND].add, added[Side.SECOND].remove) == (("a",), ())
    assert (added[Side.FIRST].add, added[Side.FIRST].remove) == (("c",), ())
    common = with_agreements(shown.base, decision).fields["labels"]
    assert (common.first.state, common.second.state) == (Value(("b",)), Value(("b",)))


def test_an_initial_rule_writes_a_set_by_verbs_and_keeps_what_it_removes() -> None:
    shown = view("labels", reading(("a", "b")), reading(("b", "c")))
    decision = plan(shown, configuration(contract(rule("labels", initial=InitialRule.FIRST))))
    (edit,) = decision.operations
    assert isinstance(edit, EditFields)
    assert edit.writes == ()
    assert [(change.add, change.remove) for change in edit.set_changes] == [(("a",), ("c",))]
    assert [conflict.losing for conflict in decision.conflicts] == [Value(("b", "c"))]
