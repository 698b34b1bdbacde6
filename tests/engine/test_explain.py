"""Plans in sentences that name fields and issues."""

from __future__ import annotations

from app.engine.base import Base, CommentBase
from app.engine.contract import ConflictPolicy, Direction, Side
from app.engine.decide import plan
from app.engine.explain import explain
from app.engine.plan import PairView
from app.engine.snapshot import Unmapped
from tests.engine import things
from tests.engine.things import agreed_on, comment, configuration, contract, reading, snapshot, view


def sentences(seen: PairView, **rule: object) -> tuple[str, ...]:
    alias = next(iter((seen.first or seen.second or snapshot({})).fields))
    wanted = configuration(contract(things.rule(alias, **rule)))
    return explain(plan(seen, wanted), seen)


def test_an_edit_names_the_issue_the_field_and_the_value() -> None:
    seen = view("summary", reading("new", 1), reading("old"), agreed_on("old"))
    assert sentences(seen) == ("On TWO-2: set summary to “new”.",)


def test_a_conflict_says_what_is_kept_and_why_it_gave_way() -> None:
    seen = view("summary", reading("new", 2), reading("newer", 1), agreed_on("old"))
    assert "Both sides changed summary: “newer” on TWO-2 is kept, and gives way (newest)." in sentences(seen)


def test_a_question_to_a_person_names_the_field() -> None:
    seen = view("summary", reading("new", 2), reading("newer", 1), agreed_on("old"))
    (sentence,) = sentences(seen, policy=ConflictPolicy.ASK)
    assert "summary" in sentence
    assert "decide" in sentence


def test_a_value_without_counterpart_is_called_what_people_call_it() -> None:
    seen = view("priority", reading(Unmapped("Blocker"), 1), reading("low"), agreed_on("low"))
    assert "“Blocker”" in sentences(seen)[0]


def test_what_a_direction_forbids_is_said() -> None:
    seen = view("summary", reading("old"), reading("new", 1), agreed_on("old"))
    assert sentences(seen, direction=Direction.TO_SECOND)[0].startswith("Left alone: summary on ONE-1.")


def test_labels_are_named_one_by_one() -> None:
    seen = view("labels", reading(("a",), 1), reading(("b",)), agreed_on(("b",)))
    assert sentences(seen) == ("On TWO-2: add “a” to labels; remove “b” from labels.",)


def test_a_creation_names_its_fields() -> None:
    seen = PairView(snapshot({"summary": reading("new")}), None)
    assert sentences(seen) == ("Create a counterpart of ONE-1 on the second side, as task with summary.",)


def test_comments_are_named_by_their_ids() -> None:
    first = snapshot({"summary": reading("x")}, comment("7", "hello"), comment("8", "edited", 2))
    second = snapshot({"summary": reading("x")}, comment("9", "was"), issue_key="TWO-2")
    known = CommentBase(Side.FIRST, "8", "9", "other", second.comments[0].raw_digest)
    seen = PairView(first, second, Base({"summary": agreed_on("x")}, (known,)))
    assert sentences(seen) == ("Change comment 9 of TWO-2 to what ONE-1 says.", "Add comment 7 of ONE-1 to TWO-2.")


def test_nothing_to_do_is_a_sentence_too() -> None:
    assert sentences(view("summary", reading("x"), reading("x"), agreed_on("x"))) == ("Both sides are in step.",)


def test_a_long_value_is_cut() -> None:
    seen = view("summary", reading("word " * 100, 1), reading("old"), agreed_on("old"))
    assert len(sentences(seen)[0]) < 120
    assert "…" in sentences(seen)[0]


def test_every_side_has_a_name_without_a_key() -> None:
    assert (
        "the second side" in sentences(PairView(snapshot({"summary": reading("x")}, issue_type=Unmapped("7")), None))[0]
    )
