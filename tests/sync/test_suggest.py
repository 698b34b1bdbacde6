"""A mapping to begin with, and what keeps one from being used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.contract import Contract, Direction, FieldKind, FieldRule, IssueTypeRule, Side
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping, problems
from app.sync.agreement import agreed
from app.sync.schema import FieldSchema, Option, ProjectSchema, ProjectSummary
from app.sync.suggest import alias_of, aliased, suggest_contract, suggest_side

PRIORITIES = ("Highest", "High", "Medium")


def a_schema(
    project_id: str = "1", types: tuple[str, ...] = ("Bug", "Task"), priorities: tuple[str, ...] = PRIORITIES
) -> ProjectSchema:
    def options(kind: str, names: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(Option(f"{project_id}-{kind}-{number}", name) for number, name in enumerate(names))

    return ProjectSchema(
        ProjectSummary(project_id, f"P{project_id}", "A project"),
        options("type", types),
        (
            FieldSchema("summary", "Summary", FieldKind.LINE),
            FieldSchema("priority", "Priority", FieldKind.OPTION, options("priority", priorities)),
            FieldSchema("labels", "Labels", FieldKind.LABELS),
        ),
        options("status", ("To Do", "In Progress")),
    )


def suggested(first: ProjectSchema, second: ProjectSchema) -> Configuration:
    """As for a request: the contract from the first side alone, cut down once the second has accepted."""
    contract = suggest_contract(first, first)
    return agreed(1, contract, suggest_side(contract, first, Side.FIRST), suggest_side(contract, second, Side.SECOND))


def test_names_agree_whatever_their_case_and_ids_stay_each_sides_own() -> None:
    made = suggested(a_schema("1"), a_schema("2", types=("BUG", "Epic"), priorities=("medium", "HIGH", "Trivial")))
    assert made.second is not None
    assert [rule.alias for rule in made.contract.issue_types] == ["bug"]
    assert made.second.issue_types == (Correspondence("bug", "2-type-0", "BUG"),)
    rule, mapping = made.contract.field_rule("priority"), made.second.field("priority")
    assert rule is not None
    assert mapping is not None
    assert rule.options == ("high", "medium")
    assert {option.alias: option.id for option in mapping.options} == {"high": "2-priority-1", "medium": "2-priority-0"}
    assert problems(made) == ()


def test_a_field_of_another_kind_is_no_counterpart() -> None:
    second = a_schema("2")
    odd = tuple(replace(field, kind=FieldKind.LINE) if field.id == "labels" else field for field in second.fields)
    made = suggested(a_schema("1"), replace(second, fields=odd))
    assert made.contract.field_rule("labels") is None
    assert problems(made) == ()


def test_projects_without_a_common_issue_type_are_told_so() -> None:
    made = suggested(a_schema("1"), a_schema("2", types=("Incident",)))
    assert [problem.place for problem in problems(made)] == ["issue_types"]


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_name_gets_an_alias_of_its_own(names: list[str]) -> None:
    found = [alias for alias, _ in aliased([Option(str(number), name) for number, name in enumerate(names)])]
    assert len(set(found)) == len(names)
    assert all(found)


@pytest.mark.parametrize(
    ("name", "alias"), [("In Progress", "in-progress"), ("  New_Feature! ", "new-feature"), ("Ошибка", "ошибка")]
)
def test_an_alias_is_the_name_in_small_words(name: str, alias: str) -> None:
    assert alias_of(name) == alias


@given(
    st.lists(st.sampled_from(["Bug", "bug", "Task", "Story"]), min_size=1, max_size=4),
    st.lists(st.sampled_from(["High", "HIGH", "Low", ""]), max_size=4),
)
def test_what_is_suggested_for_a_project_with_itself_is_always_usable(types: list[str], priorities: list[str]) -> None:
    first, second = (a_schema(project_id, tuple(types), tuple(priorities)) for project_id in "12")
    assert problems(suggested(first, second)) == ()


# -- what keeps a configuration from being used ----------------------------------------------------------------


def a_configuration() -> Configuration:
    return suggested(a_schema("1"), a_schema("2"))


def first_side(made: Configuration) -> SideMapping:
    assert made.first is not None
    return made.first


def places(made: Configuration) -> set[str]:
    return {problem.place for problem in problems(made)}


def test_what_is_exchanged_needs_a_counterpart_on_both_sides_and_what_is_not_needs_none() -> None:
    made = a_configuration()
    bare = replace(made, second=SideMapping("2"))
    assert places(bare) == {
        "issue_types.bug.second",
        "issue_types.task.second",
        "fields.summary.second",
        "fields.priority.second",
        "fields.labels.second",
    }
    rule = made.contract.issue_types[0]
    contract = replace(made.contract, issue_types=(replace(rule, direction=Direction.NONE), IssueTypeRule("task")))
    assert "issue_types.bug.second" not in places(replace(bare, contract=contract))


def test_a_mapping_that_the_partner_keeps_to_itself_is_its_own_matter() -> None:
    assert places(replace(a_configuration(), second=None)) == set()


def test_one_thing_under_two_aliases_would_come_back_as_another() -> None:
    made = a_configuration()
    bug, task = first_side(made).issue_types
    mixed = replace(made, first=replace(first_side(made), issue_types=(bug, replace(task, id=bug.id))))
    assert places(mixed) == {"issue_types.bug.first", "issue_types.task.first"}


def test_one_alias_for_two_things_would_come_back_as_another() -> None:
    made = a_configuration()
    twice = tuple(
        replace(field, options=(*field.options, Correspondence("high", "another", "Higher")))
        if field.alias == "priority"
        else field
        for field in first_side(made).fields
    )
    assert places(replace(made, first=replace(first_side(made), fields=twice))) == {
        "fields.priority.options.high.first"
    }


def test_an_alias_is_there_once() -> None:
    made = a_configuration()
    doubled = replace(made.contract, fields=(*made.contract.fields, made.contract.fields[0]))
    assert "fields.summary" in places(replace(made, contract=doubled))


def test_without_issue_types_or_summary_there_is_nothing_to_synchronize() -> None:
    contract = Contract(fields=(FieldRule("labels", FieldKind.LABELS),))
    mapping = SideMapping("1", fields=(FieldMapping("labels", "labels", "Labels"),))
    assert places(Configuration(1, contract, mapping, mapping)) == {"issue_types", "fields"}
