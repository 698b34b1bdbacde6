"""ADF → wiki markup, and the way there and back."""

from __future__ import annotations

from typing import Any

import pytest

from jira_emulator.richtext import adf_to_wiki, validate_adf, wiki_to_adf

Node = dict[str, Any]

STABLE = [
    "plain text",
    "first line\nsecond line\n\nnext paragraph",
    "h1. Title *bold*\n\ntext",
    "*bold* _em_ -gone- +under+ {{code}} ^up^ ~down~",
    "H{~}2{~}O a{*}b{*}c",
    "{color:#ff0000}red *bold*{color} black",
    "* a\n** b\n*** c\n** d\n* e",
    "# a\n#* b\n# c",
    "* a\n{code:java}\nint x;\n\nint y;\n{code}\n* b",
    "* [ ] open\n* [x] done\n** [ ] nested",
    "||h||i||\n|a|b [x|http://y.z]|\n|c\nd|* e\n* f|",
    "{info}\nbody\n{info}",
    "{panel:bgColor=#e3fcef}\nbody\n{panel}",
    "{expand:More}\nbody\n\n----\n{expand}",
    "{quote}\nsaid\n\nagain\n{quote}",
    "{code:python}\nprint('{noformat}')\n{code}",
    "{noformat}\n{code}\n{noformat}",
    "----",
    "[text|http://a.b/c?d=e#f] http://a.b/c [^file name.pdf]",
    "[text|http://a.b|tip] [http://a.b|http://a.b|smart-link]",
    "!picture.png|thumbnail!",
    "!picture.png|width=300,height=200!",
    "[!picture.png!|http://a.b]",
    "[~accountid:5b10a2844c20165700ede21g] [~joe]",
    "(/) (x) (!) :) ;)",
    "*{color:#36b37e}[ DONE ]{color}*",
    r"\*no\* \[no] \{no} C:\dir \\server\share",
    "a\n\\\\\nb",
    "שלום 日本語 😀",
]


@pytest.mark.parametrize("wiki", STABLE)
def test_markup_in_its_usual_form_comes_back_word_for_word(wiki: str) -> None:
    document = wiki_to_adf(wiki)
    assert validate_adf(document) == []
    assert adf_to_wiki(document) == wiki


def document(*content: Node) -> Node:
    return {"version": 1, "type": "doc", "content": list(content)}


def paragraph(*content: Node) -> Node:
    return {"type": "paragraph", "content": list(content)}


def text(written: str, *kinds: str) -> Node:
    return {"type": "text", "text": written, "marks": [{"type": kind} for kind in kinds]}


@pytest.mark.parametrize(
    ("node", "wiki"),
    [
        ({"type": "date", "attrs": {"timestamp": "1582156800000"}}, "2020-02-20"),
        ({"type": "status", "attrs": {"text": "Go", "color": "red"}}, "*{color:#ff5630}[ Go ]{color}*"),
        ({"type": "emoji", "attrs": {"shortName": ":check_mark:"}}, "(/)"),
        ({"type": "emoji", "attrs": {"shortName": ":rocket:", "text": "🚀"}}, "🚀"),
        ({"type": "mention", "attrs": {"id": "5b1", "text": "@Ann"}}, "[~accountid:5b1]"),
        ({"type": "inlineCard", "attrs": {"url": "http://a.b"}}, "[http://a.b|http://a.b|smart-link]"),
        ({"type": "placeholder", "attrs": {"text": "say *it*"}}, r"say \*it\*"),
    ],
)
def test_each_inline_node_has_its_markup(node: Node, wiki: str) -> None:
    assert adf_to_wiki(document(paragraph(node))) == wiki


def test_literal_signs_are_escaped_so_that_they_stay_text() -> None:
    literal = "*a* _b_ {code} [c|http://d.e] !f.png! h1. (/) :) | -g-"
    again = wiki_to_adf(adf_to_wiki(document(paragraph(text(literal)))))
    shown = "".join(node["text"] for node in again["content"][0]["content"])
    assert shown == literal


@pytest.mark.parametrize("start", ["* x", "# x", "- x", "h1. x", "bq. x", "----", "|x|", "|| x"])
def test_text_that_looks_like_a_block_stays_a_paragraph(start: str) -> None:
    again = wiki_to_adf(adf_to_wiki(document(paragraph(text(start)))))
    assert again["content"] == [paragraph({"type": "text", "text": start})]


def test_blanks_move_out_of_a_text_effect() -> None:
    assert adf_to_wiki(document(paragraph(text("a"), text(" b ", "strong"), text("c")))) == "a *b* c"


def test_effects_end_at_a_line_break_and_begin_again() -> None:
    lines = paragraph(text("a", "strong"), {"type": "hardBreak"}, text("b", "strong"))
    assert adf_to_wiki(document(lines)) == "*a*\n*b*"


def test_names_of_people_and_files_come_from_the_caller() -> None:
    media = {"type": "media", "attrs": {"type": "file", "id": "m1", "collection": "", "alt": "old.png"}}
    single = {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [media]}
    mention = paragraph({"type": "mention", "attrs": {"id": "5b1"}})
    written = adf_to_wiki(document(single, mention), mention={"5b1": "joe"}.get, media={"m1": "new.png"}.get)
    assert written == "!new.png!\n\n[~joe]"


def test_what_wiki_markup_cannot_say_keeps_its_text() -> None:
    column = {"type": "layoutColumn", "attrs": {"width": 50}, "content": [paragraph(text("column"))]}
    decision = {"type": "decisionItem", "attrs": {"localId": "1", "state": "DECIDED"}, "content": [text("decided")]}
    written = adf_to_wiki(
        document(
            {"type": "layoutSection", "content": [column, column]},
            {"type": "decisionList", "attrs": {"localId": "0"}, "content": [decision]},
            {"type": "somethingNew", "content": [text("unknown")]},
        )
    )
    for word in ("column", "decided", "unknown"):
        assert word in written


def test_code_that_holds_its_own_closing_tag_stays_one_block() -> None:
    code = {"type": "codeBlock", "attrs": {}, "content": [text("{code} and {noformat}")]}
    (block,) = wiki_to_adf(adf_to_wiki(document(code)))["content"]
    assert block["type"] == "codeBlock"


def test_an_address_cannot_break_out_of_its_link() -> None:
    node = {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "http://a.b/]|{code} c"}}]}
    (block,) = wiki_to_adf(adf_to_wiki(document(paragraph(node))))["content"]
    (shown,) = block["content"]
    assert shown["text"] == "x"
    assert shown["marks"][0]["attrs"]["href"] == "http://a.b/%5D%7C%7Bcode%7D%20c"


@pytest.mark.parametrize("broken", [{}, {"content": None}, {"content": [1, None, {}, {"type": 3}]}, {"content": "x"}])
def test_malformed_documents_give_no_markup_and_no_error(broken: Node) -> None:
    assert adf_to_wiki(broken) == ""
