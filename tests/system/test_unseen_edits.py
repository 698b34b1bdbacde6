"""Somebody edits what we are about to overwrite, and nobody has told us yet: nothing is lost."""

from __future__ import annotations

import pytest

from app.engine.contract import Side
from app.engine.snapshot import Value
from demo.person import document
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def edit_unheard(shop: Scene, side: Side, issue_id: str, summary: str) -> None:
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.person(side).edit(issue_id, fields={"summary": summary})
    shop.emulator.faults.webhooks.drop = 0.0


def test_a_newer_edit_that_nobody_had_seen_is_put_back(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Older, and seen"})
    edit_unheard(shop, SECOND, other_id, "Newer, and unseen")

    shop.until_quiet()

    assert shop.shown(FIRST, issue_id, "summary") == "Newer, and unseen"
    (kept,) = shop.conflicts()
    assert (kept.conflict.loser, kept.conflict.losing) == (FIRST, Value("Older, and seen"))
    shop.assert_equal()


def test_an_older_edit_that_nobody_had_seen_is_kept_as_a_conflict(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    edit_unheard(shop, SECOND, other_id, "Older, and unseen")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Newer, and seen"})

    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "summary") == "Newer, and seen"
    (kept,) = shop.conflicts()
    assert (kept.conflict.loser, kept.conflict.losing) == (SECOND, Value("Older, and unseen"))
    shop.assert_equal()


def test_an_unseen_edit_survives_a_lost_answer_too(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Older, and seen"})
    edit_unheard(shop, SECOND, other_id, "Newer, and unseen")
    shop.fault(SECOND, "PUT", f"/issue/{other_id}$", reset="after")

    shop.until_quiet()

    assert shop.shown(FIRST, issue_id, "summary") == "Newer, and unseen"
    shop.assert_equal()


@pytest.mark.parametrize("status", [429, 404, 500])
def test_a_text_that_was_put_back_counts_as_written_when_it_can_not_be_read_back(shop: Scene, status: int) -> None:
    issue_id, other_id = shop.paired_issue("Described", description=document("As it was."))
    shop.person(FIRST).edit(issue_id, fields={"description": document("Older, and seen.")})
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.person(SECOND).edit(other_id, fields={"description": document("Newer, and unseen.")})
    shop.emulator.faults.webhooks.drop = 0.0
    shop.fault(SECOND, "GET", f"/rest/api/3/issue/{other_id}$", status=status)

    shop.until_quiet()

    assert shop.shown(FIRST, issue_id, "description") == document("Newer, and unseen.")
    shop.assert_equal()


def test_the_same_field_edited_on_both_sides_goes_to_the_newest_and_the_loser_is_kept(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Older"})
    shop.person(SECOND).edit(other_id, fields={"summary": "Newer"})

    shop.until_quiet()

    assert shop.shown(FIRST, issue_id, "summary") == "Newer"
    (kept,) = shop.conflicts()
    assert (kept.conflict.loser, kept.conflict.losing, kept.conflict.rule) == (FIRST, Value("Older"), "newest")
    shop.assert_equal()


def test_labels_added_on_both_sides_at_the_same_time_both_survive(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Labelled", labels=["old"])
    shop.person(FIRST).edit(issue_id, update={"labels": [{"add": "from-first"}, {"remove": "old"}]})
    shop.person(SECOND).edit(other_id, update={"labels": [{"add": "from-second"}]})

    shop.until_quiet()

    assert sorted(shop.shown(FIRST, issue_id, "labels")) == ["from-first", "from-second"]
    assert not shop.conflicts()
    shop.assert_equal()


def test_description_edits_in_different_paragraphs_merge(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Described", description=paragraphs("One.", "Two.", "Three.", "Four."))
    shop.person(FIRST).edit(issue_id, fields={"description": paragraphs("One!", "Two.", "Three.", "Four.")})
    shop.person(SECOND).edit(other_id, fields={"description": paragraphs("One.", "Two.", "Three.", "Four!")})

    shop.until_quiet()

    assert shop.shown(FIRST, issue_id, "description") == paragraphs("One!", "Two.", "Three.", "Four!")
    assert not shop.conflicts()
    shop.assert_equal()


def test_a_comment_edited_on_both_sides_goes_to_the_newest(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("Talked about")
    comment_id = shop.person(FIRST).comment(issue_id, "As it was")
    shop.until_quiet()
    (copy,) = shop.comments(SECOND, other_id)
    shop.person(FIRST).edit_comment(issue_id, comment_id, "Older")
    shop.person(SECOND, "admin").edit_comment(other_id, copy["id"], "Newer")

    shop.until_quiet()

    assert shop.comments(FIRST, issue_id)[0]["body"] == document("Newer")
    assert len(shop.conflicts()) == 1
    assert shop.next_plan(FIRST, issue_id).is_empty


def paragraphs(*words: str) -> dict[str, object]:
    return {**document(""), "content": [document(one)["content"][0] for one in words]}
