"""From a side's own terms to the contract's words, whatever a side may answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.contract import FieldKind, Side
from app.engine.kinds import digest_of, read_field
from app.engine.raw import HistoryEntry, HistoryItem, Json, RawComment, RawIssue
from app.engine.reading import read_snapshot
from app.engine.snapshot import Absent, Empty, FieldState, Snapshot, Unmapped, Value
from tests.engine.things import KINDS_OF_FIELDS, adf, at, contract, mapping

CONTRACT = contract()
MAPPING = mapping(Side.FIRST, CONTRACT)


def issue(fields: dict[str, Json] | None = None, **changes: Any) -> RawIssue:
    known: dict[str, Any] = {"issue_type_id": "11", "created_at": at(0), "updated_at": at(0), **changes}
    return RawIssue(id="1", key="ONE-1", project_id="10000", fields=fields or {}, **known)


def read(fields: dict[str, Json] | None = None, **changes: Any) -> Snapshot:
    return read_snapshot(issue(fields, **changes), MAPPING, CONTRACT)


def state_of(alias: str, raw: Json) -> FieldState:
    return read({alias: raw}).fields[alias].state


def test_what_is_not_in_the_answer_is_absent_and_what_is_null_is_empty() -> None:
    seen = read({"summary": None})
    assert seen.fields["summary"].state == Empty()
    assert seen.fields["description"].state == Absent()


@pytest.mark.parametrize(
    ("alias", "raw", "expected"),
    [
        ("summary", "text", Value("text")),
        ("summary", "", Empty()),
        ("description", adf("text"), Value(adf("text"))),
        ("description", "*wiki*", Value("*wiki*")),
        ("description", {"type": "doc", "version": 1, "content": []}, Empty()),
        ("description", {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}, Empty()),
        ("description", {"type": "doc", "version": 1, "content": [{"type": "rule"}]}, ...),
        ("description", "  \n", Empty()),
        ("priority", {"id": "10", "name": "High"}, Value("high")),
        ("priority", {"id": "77", "name": "Blocker"}, Unmapped("Blocker")),
        ("priority", {"id": "77", "value": "Blocker"}, Unmapped("Blocker")),
        ("priority", "Blocker", Unmapped("Blocker")),
        ("labels", ["b", "a", "b"], Value(("a", "b"))),
        ("labels", [], Empty()),
    ],
)
def test_each_kind_reads_its_own(alias: str, raw: Json, expected: Any) -> None:
    assert state_of(alias, raw) == (Value(raw) if expected is ... else expected)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "content", "x"]), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", FieldKind)
@given(raw=json_values)
def test_whatever_a_side_answers_can_be_read(kind: FieldKind, raw: Json) -> None:
    alias = next(name for name, known in KINDS_OF_FIELDS.items() if known is kind)
    entry = MAPPING.field(alias)
    assert entry is not None
    state, digest = read_field(kind, raw, entry)
    assert (state, digest) == read_field(kind, raw, entry)


def test_a_digest_does_not_depend_on_the_order_of_keys_nor_of_labels() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    first, second = read({"labels": ["a", "b"]}), read({"labels": ["b", "a", "a"]})
    assert first.fields["labels"].raw_digest == second.fields["labels"].raw_digest


def test_an_option_that_was_renamed_is_the_same_option() -> None:
    before, after = read({"priority": {"id": "10", "name": "High"}}), read({"priority": {"id": "10", "name": "Urgent"}})
    assert before.fields["priority"] == after.fields["priority"]


def test_a_field_changed_when_its_changelog_says_so_or_else_when_the_issue_was_created() -> None:
    history = (entry("1", 5, "summary"), entry("2", 7, "summary"), entry("3", 9, "labels"))
    seen = read({"summary": "x", "description": None}, history=history)
    assert seen.fields["summary"].changed_at == at(7)
    assert seen.fields["description"].changed_at == at(0)
    assert seen.history_id == "3"


def entry(entry_id: str, minutes: float, field_id: str) -> HistoryEntry:
    return HistoryEntry(entry_id, at(minutes), "ann", (HistoryItem(field_id, None, "a", None, "b"),))


def test_restricted_comments_never_get_into_a_snapshot() -> None:
    said = [RawComment(str(number), "ann", "Ann", "text", at(0), at(0), restricted=number > 1) for number in (1, 2)]
    assert [comment.id for comment in read(comments=tuple(said)).comments] == ["1"]


def test_an_issue_type_that_is_not_mapped_is_unmapped() -> None:
    assert read().issue_type == Value("task")
    assert isinstance(read(issue_type_id="99").issue_type, Unmapped)
