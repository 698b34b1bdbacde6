"""The first line of a comment that we write: it names the author, because Jira shows our own account as that."""

from __future__ import annotations

import re
from typing import Any

from app.engine.raw import Json
from app.engine.snapshot import Content

WROTE = " wrote:"
SOMEBODY = "Somebody"
WIKI_LINE = re.compile(r"\*.+\* wrote:[ \t]*(?:\r?\n|$)+")
WIKI_SIGNS = re.compile(r"([\\*_{}\[\]|!^~+?-])")
"""Characters that mean something in Jira's wiki markup (Atlassian, Text Formatting Notation)."""


def decorated(author_name: str, body: Content) -> Content:
    """The text with a first line that names its author, in the text's own format (a document, or wiki markup). A body
    that is neither counts as empty."""
    if isinstance(body, str):
        return f"*{wiki_escaped(one_line(author_name))}*{WROTE}\n\n{body}"
    document = body if isinstance(body, dict) else {"type": "doc", "version": 1}
    return {**document, "content": [author_paragraph(author_name), *blocks_of(document)]}


def undecorated(body: Content) -> Content:
    """The text without the author line, where that is still there; whoever it names, since people rename themselves."""
    if isinstance(body, str):
        return WIKI_LINE.sub("", body, count=1) if WIKI_LINE.match(body) else body
    blocks = blocks_of(body)
    if blocks and is_author_paragraph(blocks[0]):
        return {**body, "content": blocks[1:]}
    return body


def author_paragraph(author_name: str) -> dict[str, Any]:
    name = {"type": "text", "text": one_line(author_name), "marks": [{"type": "strong"}]}
    return {"type": "paragraph", "content": [name, {"type": "text", "text": WROTE}]}


def one_line(author_name: str) -> str:
    return " ".join(author_name.split()) or SOMEBODY


def wiki_escaped(text: str) -> str:
    return WIKI_SIGNS.sub(r"\\\1", text)


def blocks_of(document: Json) -> list[Json]:
    blocks = document.get("content") if isinstance(document, dict) else None
    return blocks if isinstance(blocks, list) else []


def is_author_paragraph(block: Json) -> bool:
    children = blocks_of(block)
    if len(children) != 2 or block.get("type") != "paragraph" or not all(isinstance(one, dict) for one in children):
        return False
    marks = [mark.get("type") for mark in children[0].get("marks") or () if isinstance(mark, dict)]
    return marks == ["strong"] and str(children[1].get("text", "")).strip() == WROTE.strip()
