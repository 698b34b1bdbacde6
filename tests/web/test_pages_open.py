"""Who may open which page, and what a page costs."""

from __future__ import annotations

from tests.stage import Stage


def test_project_admin_finds_an_empty_list_that_says_what_to_do(jiras: Stage) -> None:
    opened = jiras.open_project("SHOP")

    assert opened.answer.status_code == 200
    assert "Create synchronization" in opened.html
    assert "data-color-mode" in opened.html


def test_member_reads_in_a_sentence_why_not(jiras: Stage) -> None:
    opened = jiras.open_project("SHOP", "member")

    assert opened.answer.status_code == 403
    assert "Only administrators of this project" in opened.html
    assert "<h1>" in opened.html
