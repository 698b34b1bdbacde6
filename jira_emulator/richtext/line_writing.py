"""The inline nodes of a paragraph as lines of texts that wiki markup can say."""

from __future__ import annotations

from collections.abc import Iterator

from jira_emulator.richtext.atom_writing import WritingScope, inline_atom, link_address, split_lines
from jira_emulator.richtext.lines import merged_text, trimmed_line
from jira_emulator.richtext.links import BARE_URL, is_target, trimmed_url
from jira_emulator.richtext.nodes import Mark, Node, attributes, link_mark, marks_of, text_node

SIGNS = {"strong": "*", "em": "_", "underline": "+", "strike": "-"}
_WRITTEN_MARKS = frozenset({"link", "textColor", "subsup", "code", *SIGNS})


def written_lines(nodes: list[Node], scope: WritingScope) -> Iterator[list[Node]]:
    line: list[Node] = []
    for node in _normalised(nodes, scope):
        if node["type"] == "hardBreak":
            yield trimmed_line(merged_text(line))
            line = []
        else:
            line.append(node)
    yield trimmed_line(merged_text(line))


def _normalised(nodes: list[Node], scope: WritingScope) -> Iterator[Node]:
    """Texts without line breaks inside and with the marks that can be written, and the visible inline nodes."""
    for node in nodes:
        if node["type"] == "text":
            yield from _text_nodes(str(node.get("text", "")), _writable_marks(node))
        elif node["type"] == "hardBreak" or inline_atom(node, scope, ""):
            yield node


def _text_nodes(text: str, marks: list[Mark]) -> Iterator[Node]:
    for index, part in enumerate(split_lines(text)):
        if index:
            yield {"type": "hardBreak"}
        is_linkable = not any(mark["type"] in ("code", "link") for mark in marks)
        yield from _linked(part, marks) if is_linkable else _spaced(part, marks)


def _linked(text: str, marks: list[Mark]) -> Iterator[Node]:
    """An address in the text is a link in wiki markup, whether it was one or not."""
    position = 0
    for match in BARE_URL.finditer(text):
        url = trimmed_url(match[0])
        if text[match.start() - 1 : match.start()].isalnum() or not BARE_URL.fullmatch(url):
            continue
        yield from _spaced(text[position : match.start()], marks)
        yield text_node(url, [*marks, link_mark(url)])
        position = match.start() + len(url)
    yield from _spaced(text[position:], marks)


def _writable_marks(node: Node) -> list[Mark]:
    marks = {mark["type"]: mark for mark in marks_of(node) if mark["type"] in _WRITTEN_MARKS}
    if "code" in marks:
        marks = {kind: mark for kind, mark in marks.items() if kind in ("code", "link")}
    if "link" in marks and not is_target(link_address(marks["link"])):
        del marks["link"]
    if "textColor" in marks and not attributes(marks["textColor"]).get("color"):
        del marks["textColor"]
    return list(marks.values())


def _spaced(text: str, marks: list[Mark]) -> Iterator[Node]:
    """Outer blanks lose their effects; code and links keep them."""
    kinds = {mark["type"] for mark in marks}
    if not text:
        return
    if not marks or kinds & {"code", "link"}:
        yield text_node(text, marks)
        return
    middle = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(start) + len(middle) :]
    plain = [mark for mark in marks if mark["type"] == "textColor"]
    yield from (text_node(part, kept) for part, kept in ((start, plain), (middle, marks), (end, plain)) if part)
