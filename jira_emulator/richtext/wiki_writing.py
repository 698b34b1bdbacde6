"""ADF → wiki markup: blocks into lines.

Source of the markup: Atlassian's documentation, "Text formatting notation guide". What wiki markup can't say (layouts,
decisions, extensions) is written as its content, so that no text is lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jira_emulator.richtext.atom_writing import NameMedia, NameMention, WritingScope, file_reference
from jira_emulator.richtext.colours import PANEL_COLOURS, PLAIN_PANEL_COLOUR, hex_colour
from jira_emulator.richtext.escaping import STRIPPED
from jira_emulator.richtext.inline_writing import write_inlines
from jira_emulator.richtext.links import is_target
from jira_emulator.richtext.list_reading import DEEPEST_LIST
from jira_emulator.richtext.macros import RAW
from jira_emulator.richtext.nodes import (
    Node,
    attributes,
    children,
    link_mark,
    marks_of,
    plain_text,
    text_node,
)

_LIST_SIGNS = {"bulletList": "*", "orderedList": "#", "taskList": "*", "decisionList": "*"}
_CONTAINERS = frozenset({"layoutSection", "layoutColumn", "bodiedExtension", "bodiedSyncBlock", "doc"})
_BREAK = "\\\\"
_INLINE_PARENTS = frozenset({"paragraph", "caption", "taskItem", "decisionItem"})


def adf_to_wiki(document: dict[str, Any], *, mention: NameMention | None = None, media: NameMedia | None = None) -> str:
    """The wiki markup of a document. Never raises for one that `validate_adf` accepts; unknown nodes give their text.

    `mention` names the account in `[~…]` (default: `accountid:ID`, or the user name that reading kept as the id).
    `media` gives the file name of a media id (default: the node's `alt`, else the id).
    """
    return _write_blocks(children(document), WritingScope(mention=mention, media=media))


def _write_blocks(blocks: list[Node], scope: WritingScope, separator: str = "\n\n") -> str:
    written = (_write_block(block, scope) for block in blocks)
    return separator.join(block for block in written if block)


def _write_block(block: Node, scope: WritingScope) -> str:
    match block["type"]:
        case "heading":
            return _heading(block, scope)
        case "bulletList" | "orderedList" | "taskList" | "decisionList":
            return "\n".join(_list_lines(block, "", scope))
        case "codeBlock":
            return _code(block)
        case "blockquote":
            return _macro("quote", _write_blocks(children(block), scope))
        case "panel":
            return _panel(block, scope)
        case "expand" | "nestedExpand":
            return _expand(block, scope)
        case "table":
            return _table(block, scope)
        case _:
            return _write_simple_block(block, scope)


def _write_simple_block(block: Node, scope: WritingScope) -> str:
    match block["type"]:
        case "rule":
            return "----"
        case "mediaSingle" | "mediaGroup":
            return _media(block, scope)
        case "blockCard" | "embedCard":
            return _card(block, scope)
        case kind if kind in _CONTAINERS:
            return _write_blocks(children(block), scope)
        case "extension" | "syncBlock":
            return write_inlines([text_node(str(attributes(block).get("text") or ""))], scope)
        case kind if kind in _INLINE_PARENTS:
            return write_inlines(children(block), scope)
        case _:
            return write_inlines([block], scope)


def _heading(block: Node, scope: WritingScope) -> str:
    level = attributes(block).get("level")
    text = write_inlines(children(block), scope).replace("\n", " ")
    return f"h{level if level in range(1, 7) else 1}. {text}" if text else ""


def _list_lines(block: Node, marker: str, scope: WritingScope) -> list[str]:
    own = (marker + _LIST_SIGNS[block["type"]])[-DEEPEST_LIST:]
    lines: list[str] = []
    for item in children(block):
        if item["type"] in _LIST_SIGNS:
            lines.extend(_list_lines(item, own, scope))
        else:
            lines.extend(_item_lines(item, own, scope))
    return lines


def _item_lines(item: Node, marker: str, scope: WritingScope) -> list[str]:
    lines: list[str] = []
    for block in _item_blocks(item):
        if block["type"] in _LIST_SIGNS:
            lines = [*(lines or [_empty_head(item, marker)]), *_list_lines(block, marker, scope)]
        elif written := _one_piece(_write_block(block, scope)):
            lines.append(written if lines else f"{marker} {_box(item)}{written}")
    return lines or [_empty_head(item, marker)]


def _empty_head(item: Node, marker: str) -> str:
    """An item needs something behind its marker: its box, or a line break."""
    return f"{marker} {_box(item) or _BREAK}".rstrip()


def _item_blocks(item: Node) -> list[Node]:
    """A task's content is inline: it makes one paragraph."""
    if item["type"] in ("taskItem", "decisionItem"):
        return [{"type": "paragraph", "content": children(item)}]
    return children(item)


def _box(item: Node) -> str:
    if item["type"] not in ("taskItem", "blockTaskItem"):
        return ""
    return "[x] " if attributes(item).get("state") == "DONE" else "[ ] "


def _one_piece(written: str) -> str:
    """Without the empty lines that would end the item."""
    return written if written.startswith("{") else written.replace("\n\n", "\n")


def _code(block: Node) -> str:
    text = plain_text(block).replace("\r\n", "\n").replace("\r", "\n").translate(STRIPPED)
    language = attributes(block).get("language")
    name = "noformat" if not language and "{code}" in text.lower() else "code"
    for raw in RAW:
        text = _broken_tag(text, raw) if raw == name else text
    return f"{{{name}{f':{language}' if language else ''}}}\n{text}\n{{{name}}}"


def _broken_tag(text: str, name: str) -> str:
    """A closing tag inside of the code gets an invisible joiner, else the code would end there."""
    return text.replace(f"{{{name}}}", f"{{{name}\u2060}}")


def _macro(name: str, body: str, parameters: str = "") -> str:
    return f"{{{name}{parameters}}}\n{body}\n{{{name}}}"


def _panel(block: Node, scope: WritingScope) -> str:
    attrs, body = attributes(block), _write_blocks(children(block), scope)
    kind = str(attrs.get("panelType"))
    if kind in ("info", "note", "tip", "warning"):
        return _macro(kind, body)
    own = hex_colour(str(attrs.get("panelColor", ""))) or PLAIN_PANEL_COLOUR
    return _macro("panel", body, f":bgColor={PANEL_COLOURS.get(kind, own)}")


def _expand(block: Node, scope: WritingScope) -> str:
    title = " ".join(str(attributes(block).get("title", "")).replace("}", ")").replace("|", "/").split())
    return _macro("expand", _write_blocks(children(block), scope), f":{title}" if title else "")


def _table(block: Node, scope: WritingScope) -> str:
    inside = replace(scope, in_table=True)
    rows = (children(row) for row in children(block))
    return "\n".join(_row(cells, inside) for cells in rows if cells)


def _row(cells: list[Node], scope: WritingScope) -> str:
    signs = ["||" if cell["type"] == "tableHeader" else "|" for cell in cells]
    texts = [_cell(cell, scope) for cell in cells]
    return "".join(sign + text for sign, text in zip(signs, texts, strict=True)) + signs[-1]


def _cell(cell: Node, scope: WritingScope) -> str:
    written = [_write_block(block, scope) for block in children(cell)]
    return "\n".join(_one_piece(block) for block in written if block) or " "


def _media(block: Node, scope: WritingScope) -> str:
    pictures = [node for node in children(block) if node["type"] == "media"]
    captions = [node for node in children(block) if node["type"] != "media"]
    is_thumbnail = block["type"] == "mediaGroup" or attributes(block).get("layout") == "align-start"
    lines = [_picture(node, block, scope, is_thumbnail) for node in pictures]
    return "\n".join([*lines, *(_write_block(caption, scope) for caption in captions)])


def _picture(node: Node, block: Node, scope: WritingScope, is_thumbnail: bool) -> str:
    sizes = [f"{name}={int(size)}" for name in ("width", "height") if (size := _size(node, name)) is not None]
    parameters = ",".join([*(["thumbnail"] if is_thumbnail else []), *sizes])
    picture = f"!{file_reference(scope.file_name(node))}" + (f"|{parameters}!" if parameters else "!")
    link = next((mark for mark in marks_of(node) + marks_of(block) if mark["type"] == "link"), None)
    href = str(attributes(link).get("href", "")) if link else ""
    return f"[{picture}|{href}]" if is_target(href) and not set(href) & set("|[]") else picture


def _size(node: Node, name: str) -> float | None:
    size = attributes(node).get(name)
    return size if isinstance(size, int | float) and 0 <= size < 100_000 else None


def _card(block: Node, scope: WritingScope) -> str:
    url = str(attributes(block).get("url") or "")
    return write_inlines([text_node(url, [link_mark(url)])] if url else [], scope)
