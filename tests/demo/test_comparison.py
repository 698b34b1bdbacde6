"""What counts as the same on two sides, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from demo.comparison import compare
from demo.person import document

ADDON = "the add-on"


def issue(summary: str = "One", **fields: Any) -> dict[str, Any]:
    content = {"summary": summary, "issuetype": {"name": "Task"}, "comment": {"comments": []}}
    return {"fields": content | fields}


def said(name: str, words: str) -> dict[str, Any]:
    return {"author": {"accountId": "somebody", "displayName": name}, "body": document(words)}


def carried(name: str, words: str) -> dict[str, Any]:
    line = {"type": "paragraph", "content": [{"type": "text", "text": name}, {"type": "text", "text": " wrote:"}]}
    body = {**document(words), "content": [line, *document(words)["content"]]}
    return {"author": {"accountId": ADDON, "displayName": "Backbone"}, "body": body}


def is_equal(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> bool:
    return compare(first, second, frozenset({ADDON})).is_equal


@pytest.mark.parametrize("name", ["Ada Wong", " Ricardo  Ramirez", "Zoë\u00a0Park"])
def test_a_carried_comment_is_its_authors_whatever_blanks_are_in_the_name(name: str) -> None:
    first = issue(comment={"comments": [said(name, "Said.")]})
    second = issue(comment={"comments": [carried(" ".join(name.split()), "Said.")]})
    assert is_equal([first], [second])


@pytest.mark.parametrize(
    "second",
    [
        [],
        [issue(), issue()],
        [issue("Two")],
        [issue(labels=["ui"])],
        [issue(comment={"comments": [said("Ada Wong", "Said.")]})],
        [issue(description=document("More."))],
    ],
    ids=["missing", "doubled", "renamed", "labelled", "commented", "described"],
)
def test_a_difference_is_a_difference(second: list[dict[str, Any]]) -> None:
    assert not is_equal([issue()], second)
