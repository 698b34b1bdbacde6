"""Every reason why a configuration can't be used is named at its place, all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.contract import Contract, Direction, FieldRule, IssueTypeRule, Side
from app.engine.kinds import KINDS, read_field
from app.engine.mapping import Configuration, Correspondence, FieldMapping, SideMapping, problems
from app.engine.snapshot import Value
from tests.engine.things import KINDS_OF_FIELDS, configuration, contract, mapping, rule

GOOD = configuration()


def places(wanted: Configuration) -> set[str]:
    return {problem.place for problem in problems(wanted)}


def with_first(**changes: Any) -> Configuration:
    assert GOOD.first is not None
    return replace(GOOD, first=replace(GOOD.first, **changes))


def with_contract(**changes: Any) -> Configuration:
    return replace(GOOD, contract=replace(GOOD.contract, **changes))


def test_a_good_configuration_has_no_problems() -> None:
    assert problems(GOOD) == ()


def test_a_mapping_that_the_partner_keeps_to_himself_is_his_to_check() -> None:
    assert problems(replace(GOOD, second=None)) == ()


def test_an_alias_that_is_there_twice() -> None:
    twice = (*GOOD.contract.fields, rule("summary"))
    types = (IssueTypeRule("task"), IssueTypeRule("task"))
    assert {"fields.summary", "issue_types.task"} <= places(with_contract(fields=twice, issue_types=types))


def test_nothing_to_exchange() -> None:
    assert "issue_types" in places(with_contract(issue_types=()))
    assert "issue_types" in places(with_contract(issue_types=(IssueTypeRule("task", Direction.NONE),)))


def test_a_summary_that_is_not_exchanged() -> None:
    assert "fields" in places(with_contract(fields=(rule("labels"),)))
    assert "fields" in places(with_contract(fields=(rule("summary", direction=Direction.NONE),)))


def test_what_one_side_has_not_mapped() -> None:
    assert places(with_first(fields=(), issue_types=())) >= {
        "issue_types.task.first",
        "fields.summary.first",
        "fields.labels.first",
    }


def test_one_thing_under_two_aliases_and_two_things_under_one() -> None:
    options = (Correspondence("high", "1", "High"), Correspondence("low", "1", "High"), Correspondence("mid", "3", "a"))
    fields = [entry for entry in mapping(Side.FIRST, GOOD.contract).fields if entry.alias != "priority"]
    assert places(with_first(fields=(*fields, FieldMapping("priority", "priority", "Priority", options)))) == {
        "fields.priority.options.high.first",
        "fields.priority.options.low.first",
    }
    types = (Correspondence("task", "1", "Task"), Correspondence("task", "2", "Chore"))
    assert places(with_first(issue_types=types)) == {"issue_types.task.first"}


def test_all_problems_come_at_once() -> None:
    broken = Configuration(1, Contract(), SideMapping("1"), SideMapping("2"))
    assert {"issue_types", "fields"} <= places(broken)


FIELDS: list[FieldRule] = list(contract().fields)
CONTENTS: dict[str, st.SearchStrategy[Any]] = {
    "summary": st.text(min_size=1),
    "description": st.text(min_size=1).filter(lambda text: bool(text.strip())),
    "priority": st.sampled_from(["high", "medium", "low"]),
    "labels": st.frozensets(st.text(min_size=1), min_size=1).map(lambda names: tuple(sorted(names))),
}


@pytest.mark.parametrize("alias", KINDS_OF_FIELDS)
@pytest.mark.parametrize("side", Side)
@given(chosen=st.data())
def test_canonical_to_side_and_back_is_the_same_under_a_good_mapping(
    alias: str, side: Side, chosen: st.DataObject
) -> None:
    entry = mapping(side, GOOD.contract).field(alias)
    assert entry is not None
    content, kind = chosen.draw(CONTENTS[alias]), KINDS_OF_FIELDS[alias]
    state, _ = read_field(kind, KINDS[kind].write(content, entry), entry)
    assert state == Value(content)
