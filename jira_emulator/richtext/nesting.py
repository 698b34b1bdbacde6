"""Which block may stand in which, and what becomes of one that may not.

Source: Atlassian's ADF schema (content of doc, listItem, blockquote, panel, tableCell, expand, nestedExpand).
"""

from __future__ import annotations

from jira_emulator.richtext.nodes import Node, attributes, children, paragraph, strong_paragraph, text_node

_LISTS = frozenset({"bulletList", "orderedList"})
_COMMON = _LISTS | {"paragraph", "mediaSingle", "codeBlock"}

ALLOWED: dict[str, frozenset[str]] = {
    "doc": _COMMON
    | {"heading", "rule", "panel", "blockquote", "table", "expand", "taskList", "mediaGroup", "decisionList"},
    "listItem": _COMMON | {"taskList"},
    "blockquote": _COMMON | {"mediaGroup"},
    "panel": _COMMON | {"heading", "taskList", "rule", "mediaGroup", "decisionList"},
    "tableCell": _COMMON
    | {"panel", "blockquote", "rule", "heading", "taskList", "nestedExpand", "mediaGroup", "decisionList"},
    "expand": _COMMON | {"panel", "blockquote", "rule", "heading", "taskList", "table", "nestedExpand", "mediaGroup"},
    "nestedExpand": _COMMON | {"heading", "taskList", "rule", "panel", "blockquote", "mediaGroup"},
}
ALLOWED["tableHeader"] = ALLOWED["tableCell"]


def fit(blocks: list[Node], parent: str) -> list[Node]:
    """The blocks as the parent may hold them, never none: what does not fit is unwrapped, its text kept."""
    allowed = ALLOWED[parent]
    fitted = [fit_block for block in blocks for fit_block in _fit_one(block, allowed, parent)]
    filled = [block for block in fitted if block["type"] != "paragraph" or children(block)]
    return filled or [paragraph([])]


def _fit_one(block: Node, allowed: frozenset[str], parent: str) -> list[Node]:
    kind = block["type"]
    if kind in allowed:
        return [block]
    match kind:
        case "heading":
            return [paragraph(children(block))]
        case "rule":
            return [paragraph([text_node("----")])]
        case "expand" if "nestedExpand" in allowed:
            return [{**block, "type": "nestedExpand", "content": fit(children(block), "nestedExpand")}]
        case "taskList":
            return [paragraph(children(item)) for item in children(block)]
        case _:
            return _unwrapped(block, parent)


def _unwrapped(block: Node, parent: str) -> list[Node]:
    title = attributes(block).get("title")
    heading = [strong_paragraph(title)] if title else []
    inner = _cell_blocks(block) if block["type"] == "table" else children(block)
    return heading + (fit(inner, parent) if inner else [])


def _cell_blocks(table: Node) -> list[Node]:
    return [block for row in children(table) for cell in children(row) for block in children(cell)]
