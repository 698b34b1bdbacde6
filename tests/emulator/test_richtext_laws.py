"""Laws of the conversion, over random markup and random documents."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jira_emulator.richtext import adf_to_html, adf_to_wiki, validate_adf, wiki_to_adf

Node = dict[str, Any]

SIGNS = [
    "*",
    "_",
    "-",
    "+",
    "^",
    "~",
    "{*}",
    "{_}",
    "{~}",
    "{color:red}",
    "{color}",
    "{{",
    "}}",
    "[",
    "|",
    "]",
    "!",
    ".",
    ",",
    ";",
    "(",
    ")",
    "{",
    "}",
    "&",
    "\\",
    "\\\\",
    "&#42;",
    "{code}",
    "{code:java}",
    "{noformat}",
    "{quote}",
    "{panel:title=x}",
    "{panel}",
    "{info}",
    "{expand:t}",
    "{expand}",
    "(/)",
    ":)",
    "[~u]",
    "[^f.txt]",
    "[t|http://u.v]",
    "!i.png!",
    "!i.png|thumbnail!",
    "http://a.b",
    "mailto:",
    "{anchor:a}",
    "*{color:#36b37e}[ok]{color}*",
    "bq.",
    "h2.",
    "|x|y|",
    "\x02",
    "\x03",
]
SPACES = [
    " ",
    "\n",
    "\n\n",
    "\n* ",
    "\n# ",
    "\n** ",
    "\n- ",
    "\n|",
    "\n||",
    "|\n",
    "\nh1. ",
    "\n----\n",
    "\t",
    "\u00a0",
    "\r\n",
]
WORDS = ["a", "b c", "x1", "é", "日本", "[ ] ", "[x] "]

markup = st.lists(st.sampled_from(SIGNS + SPACES + WORDS), max_size=30).map("".join)


@given(markup)
@settings(max_examples=400, deadline=None)
def test_every_text_gives_a_valid_document_and_stable_markup(text: str) -> None:
    document = wiki_to_adf(text)
    assert validate_adf(document) == []
    once = adf_to_wiki(document)
    assert adf_to_wiki(wiki_to_adf(once)) == once
    adf_to_html(document)


@given(st.lists(st.sampled_from(SIGNS + SPACES), max_size=25))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_however_broken_the_markup(signs: list[str]) -> None:
    words = [f"word{index}q" for index in range(len(signs))]
    text = "".join(sign + word for sign, word in zip(signs, words, strict=True))
    shown = json.dumps(wiki_to_adf(text), ensure_ascii=False) + adf_to_wiki(wiki_to_adf(text))
    assert [word for word in words if word not in shown] == []


plain = st.text(st.characters(codec="utf-8", exclude_characters="\x02\x03\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
simple_mark = st.sampled_from(["strong", "em", "strike", "underline"])
text_nodes = st.builds(
    lambda text, kinds: {"type": "text", "text": text, "marks": [{"type": kind} for kind in sorted(kinds)]},
    st.one_of(plain.filter(bool), st.sampled_from([*SIGNS[:-2], "a", " "])),
    st.sets(simple_mark, max_size=2),
)
paragraphs = st.lists(text_nodes, max_size=5).map(lambda content: {"type": "paragraph", "content": content})


def _in_list(kind: str) -> Any:
    return lambda items: {"type": kind, "content": [{"type": "listItem", "content": item} for item in items]}


blocks = st.recursive(
    paragraphs,
    lambda inner: st.one_of(
        st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=3).map(_in_list("bulletList")),
        st.lists(st.lists(inner, min_size=1, max_size=2), min_size=1, max_size=3).map(_in_list("orderedList")),
    ),
    max_leaves=6,
)
documents = st.lists(blocks, max_size=4).map(lambda content: {"version": 1, "type": "doc", "content": content})


def _shown(node: Node) -> str:
    own = str(node.get("text") or "") if node["type"] == "text" else ""
    if node["type"] == "emoji":
        own = {":slight_smile:": ":)", ":check_mark:": "(/)"}.get(node["attrs"]["shortName"], "")
    return own + "".join(_shown(child) for child in node.get("content", []))


@given(documents)
@settings(max_examples=120, deadline=None)
def test_documents_keep_their_text_through_wiki_markup(document: Node) -> None:
    assert validate_adf(document) == []
    again = wiki_to_adf(adf_to_wiki(document))
    assert validate_adf(again) == []
    assert re.sub(r"\s", "", _shown(again)) == re.sub(r"\s", "", _shown(document))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["type", "content", "attrs", "marks", "text", "version", "x"]), inner, max_size=5
            ),
        ),
        max_leaves=15,
    )
)
@settings(max_examples=300, deadline=None)
def test_validation_answers_for_every_json_value(value: Any) -> None:
    assert validate_adf(value) != []


@pytest.mark.parametrize(
    "piece",
    [
        "*",
        "*a ",
        "[",
        "[a|",
        "!a",
        "{{",
        "{code}",
        "{code:a}",
        "{quote}{panel}",
        "{color:red}",
        "\\",
        "\\\\",
        "|",
        "* a\n",
        "http://a))",
        "&#",
        "(",
        "{*}a",
        "|a\n",
        "a\n",
    ],
)
def test_eight_times_the_text_costs_far_less_than_its_square(piece: str) -> None:
    """A quadratic scan would take 64 times as long; the bound allows for a noisy machine."""
    short, long = piece * 2_000, piece * 16_000
    assert _seconds(long) < 30 * _seconds(short) + 0.5


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        adf_to_wiki(wiki_to_adf(text))
        best = min(best, time.perf_counter() - start)
    return best
