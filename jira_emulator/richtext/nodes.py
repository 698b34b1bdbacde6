"""Nodes of the Atlassian Document Format, as plain JSON values.

Source: Atlassian's documentation, "Atlassian Document Format", and its JSON schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Node = dict[str, Any]
Mark = dict[str, Any]


class Mention(NamedTuple):
    """Who is meant by a mention."""

    account_id: str
    display_name: str


MARK_ORDER = ("link", "textColor", "backgroundColor", "strong", "em", "underline", "strike", "subsup", "code")
BLOCK_TYPES = frozenset(
    {
        "blockquote",
        "bulletList",
        "codeBlock",
        "expand",
        "heading",
        "mediaGroup",
        "mediaSingle",
        "nestedExpand",
        "orderedList",
        "panel",
        "paragraph",
        "rule",
        "table",
        "taskList",
    }
)


def document(blocks: list[Node]) -> Node:
    """A document of these blocks."""
    return {"version": 1, "type": "doc", "content": blocks}


def text_node(text: str, marks: Iterable[Mark] = ()) -> Node:
    """A run of text; the marks come in one fixed order."""
    ordered = sorted(marks, key=lambda mark: MARK_ORDER.index(mark["type"]))
    return {"type": "text", "text": text, "marks": ordered} if ordered else {"type": "text", "text": text}


def hard_break() -> Node:
    """A line break inside a paragraph."""
    return {"type": "hardBreak"}


def paragraph(inlines: list[Node]) -> Node:
    """A paragraph; an empty one is legal."""
    return {"type": "paragraph", "content": inlines}


def strong_paragraph(text: str) -> Node:
    """What becomes of titles that have no place of their own in the format."""
    return paragraph([text_node(text, [{"type": "strong"}])])


def code_block(text: str, language: str | None) -> Node:
    """A block of preformatted text."""
    node: Node = {"type": "codeBlock", "attrs": {"language": language} if language else {}}
    node["content"] = [{"type": "text", "text": text}] if text else []
    return node


def link_mark(href: str, title: str | None = None) -> Mark:
    """The mark that makes a text a link."""
    return {"type": "link", "attrs": {"href": href, "title": title} if title else {"href": href}}


def children(node: Node) -> list[Node]:
    """The content of a node that came from outside: whatever is no node is left out."""
    content = node.get("content")
    if not isinstance(content, list):
        return []
    return [child for child in content if isinstance(child, dict) and isinstance(child.get("type"), str)]


def attributes(node: Node) -> dict[str, Any]:
    """The attributes of a node or mark that came from outside."""
    attrs = node.get("attrs")
    return attrs if isinstance(attrs, dict) else {}


def marks_of(node: Node) -> list[Mark]:
    """The marks of a node that came from outside."""
    marks = node.get("marks")
    if not isinstance(marks, list):
        return []
    return [mark for mark in marks if isinstance(mark, dict) and isinstance(mark.get("type"), str)]


def plain_text(node: Node) -> str:
    """All text below a node."""
    text = node.get("text")
    if isinstance(text, str):
        return text
    if node.get("type") == "hardBreak":
        return "\n"
    return "".join(plain_text(child) for child in children(node))
