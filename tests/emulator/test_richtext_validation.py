"""The structural check of documents, and the HTML that pages show."""

from __future__ import annotations

from typing import Any

import pytest

from jira_emulator.richtext import adf_to_html, validate_adf, wiki_to_adf

Node = dict[str, Any]


def document(*content: Node) -> Node:
    return {"version": 1, "type": "doc", "content": list(content)}


def paragraph(*content: Node) -> Node:
    return {"type": "paragraph", "content": list(content)}


def text(written: str, *marks: Node) -> Node:
    return {"type": "text", "text": written, "marks": list(marks)}


VALID = [
    document(),
    document({"type": "paragraph"}),
    document(paragraph(text("x", {"type": "code"}, {"type": "link", "attrs": {"href": "http://a.b"}}))),
    document({"type": "table", "content": [{"type": "tableRow", "content": []}]}),
    document({"type": "codeBlock", "attrs": {"language": "java"}, "content": [{"type": "text", "text": "x"}]}),
    document({"type": "expand", "attrs": {"title": "t"}, "content": [paragraph()]}),
]

INVALID: list[Any] = [
    None,
    [],
    {},
    {"type": "doc", "content": []},
    {"version": 2, "type": "doc", "content": []},
    {"version": 1, "type": "doc"},
    {"version": 1, "type": "doc", "content": [], "colour": 1},
    document({"type": "text", "text": "x"}),
    document({"type": "blink"}),
    document(paragraph(paragraph())),
    document(paragraph(text(""))),
    document(paragraph({"type": "text"})),
    document(paragraph(text("x", {"type": "sparkle"}))),
    document(paragraph(text("x", {"type": "code"}, {"type": "strong"}))),
    document(paragraph(text("x", {"type": "link", "attrs": {}}))),
    document(paragraph(text("x", {"type": "textColor", "attrs": {"color": "red"}}))),
    document({"type": "heading", "content": []}),
    document({"type": "heading", "attrs": {"level": 7}, "content": []}),
    document({"type": "bulletList", "content": []}),
    document({"type": "bulletList", "content": [paragraph()]}),
    document({"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "rule"}]}]}),
    document({"type": "panel", "attrs": {"panelType": "loud"}, "content": [paragraph()]}),
    document({"type": "blockquote", "content": [{"type": "heading", "attrs": {"level": 1}, "content": []}]}),
    document({"type": "mediaSingle", "content": [{"type": "media", "attrs": {"type": "file", "id": "1"}}]}),
    document(paragraph({"type": "mention", "attrs": {}})),
    document(paragraph({"type": "hardBreak", "content": []})),
    document({"type": "paragraph", "colour": "red"}),
]


@pytest.mark.parametrize("accepted", VALID)
def test_valid_documents_have_no_problems(accepted: Node) -> None:
    assert validate_adf(accepted) == []


@pytest.mark.parametrize("refused", INVALID)
def test_each_fault_is_named(refused: object) -> None:
    assert len(validate_adf(refused)) == 1 or not isinstance(refused, dict) or refused == {}
    assert validate_adf(refused)


def test_absurd_depth_is_refused_not_crashed_into() -> None:
    node = paragraph()
    for _ in range(3_000):
        node = {"type": "bulletList", "content": [{"type": "listItem", "content": [node]}]}
    assert "nested too deeply" in validate_adf(document(node))[0]


HOSTILE = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "node",
    [
        paragraph(text(HOSTILE)),
        paragraph({"type": "mention", "attrs": {"id": HOSTILE, "text": HOSTILE}}),
        paragraph({"type": "status", "attrs": {"text": HOSTILE, "color": '"' + HOSTILE}}),
        paragraph({"type": "emoji", "attrs": {"shortName": HOSTILE}}),
        paragraph({"type": "date", "attrs": {"timestamp": HOSTILE}}),
        paragraph({"type": "inlineCard", "attrs": {"url": "http://a.b/" + HOSTILE}}),
        paragraph(text("x", {"type": "link", "attrs": {"href": 'http://a"onclick=x' + HOSTILE}})),
        paragraph(text("x", {"type": "textColor", "attrs": {"color": '"' + HOSTILE}})),
        {"type": "panel", "attrs": {"panelType": '"' + HOSTILE}, "content": []},
        {"type": "expand", "attrs": {"title": HOSTILE}, "content": []},
        {"type": "codeBlock", "attrs": {"language": HOSTILE}, "content": [text(HOSTILE)]},
        {"type": "media", "attrs": {"type": "external", "url": 'http://a"' + HOSTILE, "alt": '"' + HOSTILE}},
        {"type": "tableCell", "attrs": {"colspan": '"' + HOSTILE}, "content": [paragraph(text(HOSTILE))]},
        {"type": HOSTILE, "content": [text(HOSTILE)]},
    ],
)
def test_nothing_of_a_document_reaches_a_page_as_html(node: Node) -> None:
    html = adf_to_html(document(node))
    assert "<script" not in html
    assert '"onclick' not in html
    assert 'alert("' not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_dangerous_addresses_are_not_linked(address: str) -> None:
    html = adf_to_html(document(paragraph(text("x", {"type": "link", "attrs": {"href": address}}))))
    assert html == "<p>x</p>"


def test_a_page_shows_the_structure() -> None:
    html = adf_to_html(wiki_to_adf("h2. T\n* *a*\n||h||\n|[x|http://y.z]|\n!p.png!"), media={"p.png": "/p"}.get)
    for part in (
        "<h2>T</h2>",
        "<ul><li><p><strong>a</strong></p></li></ul>",
        "<th><p>h</p></th>",
        '<a href="http://y.z" rel="noopener noreferrer">x</a>',
        '<img src="/p" alt="p.png">',
    ):
        assert part in html
