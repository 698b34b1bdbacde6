"""Values of the engine as documents: what can't be read is named, and never guessed at."""

from __future__ import annotations

import json

import pytest

from app.engine.base import Base, CommentBase
from app.engine.contract import Side
from app.engine.documents import BadDocument, from_document, to_document
from app.engine.mapping import Configuration
from app.engine.operations import CreateComment, EditFields, FieldWrite, SetChange
from app.engine.plan import Plan
from app.engine.snapshot import FieldReading, Snapshot, Value
from tests.engine.things import adf, agreed_on, at, comment, configuration, reading, snapshot

SNAPSHOT = snapshot(
    {"labels": reading(("blue", "red")), "description": reading(adf("one")), "priority": reading(None, 5)},
    comment("10", "hello", 3),
)


def through_json(value: object) -> object:
    return from_document(type(value), json.loads(json.dumps(to_document(value))))


@pytest.mark.parametrize(
    "value",
    [
        SNAPSHOT,
        configuration(),
        Base({"labels": agreed_on(("a", "b"))}, (CommentBase(Side.FIRST, "1", "2", "x", "y"),)),
        EditFields(
            Side.FIRST, (FieldWrite("labels", Value(("a",)), source=agreed_on("x").first),), (SetChange("l", ("a",)),)
        ),
        Plan((CreateComment(Side.SECOND, "1", "digest", "*Ann* wrote:"),)),
    ],
)
def test_a_value_comes_back_from_json_as_it_was(value: object) -> None:
    assert through_json(value) == value


def test_times_keep_their_zone() -> None:
    known = through_json(SNAPSHOT)
    assert isinstance(known, Snapshot)
    assert known.fields["priority"].changed_at == at(5)
    assert known.created_at.tzinfo is not None


def test_what_is_inside_a_text_is_never_taken_for_a_value_of_ours() -> None:
    tricky = {"type": "doc", "content": [{"state": "value", "content": ["a", "b"]}]}
    shown = FieldReading(Value(tricky), "digest")
    assert through_json(shown) == shown
    posted = CreateComment(Side.FIRST, "1", "digest", tricky)
    assert through_json(posted) == posted


def test_a_bad_document_is_refused_by_name_with_every_place_and_without_its_content() -> None:
    document = to_document(configuration()) | {"number": "secret", "contract": {"fields": [{"alias": 1}]}}
    with pytest.raises(BadDocument) as raised:
        from_document(Configuration, document)
    assert raised.value.code == "bad-document"
    assert {"number", "contract.fields.0.alias", "contract.fields.0.kind"} <= set(raised.value.places)
    assert "secret" not in raised.value.sentence


@pytest.mark.parametrize("document", [None, [], "plan", 7, {"operations": [{"kind": "erase-everything"}]}])
def test_what_is_no_plan_is_no_plan(document: object) -> None:
    with pytest.raises(BadDocument):
        from_document(Plan, document)
