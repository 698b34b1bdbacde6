"""ADF → HTML for the emulator's own pages. Everything that comes from a document is escaped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from jira_emulator.richtext.colours import hex_colour
from jira_emulator.richtext.nodes import Node, attributes, children, marks_of, plain_text

FindAddress = Callable[[str], str | None]

_BLOCK_TAGS = {
    "paragraph": "p",
    "bulletList": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "taskList": "ul",
    "decisionList": "ul",
    "decisionItem": "li",
    "caption": "figcaption",
}
_MARK_TAGS = {"strong": "strong", "em": "em", "underline": "u", "strike": "s", "code": "code"}
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "ftp://", "ftps://", "tel:", "/", "#")


def adf_to_html(document: dict[str, Any], *, media: FindAddress | None = None) -> str:
    """Escaped HTML without scripts, styles or event attributes. `media` gives the address of a media id's picture.

    Links keep only addresses of known schemes, so that `javascript:` never reaches a page. Never raises.
    """
    return "".join(_html(block, media) for block in children(document))


def _html(node: Node, media: FindAddress | None) -> str:
    inner = "".join(_html(child, media) for child in children(node))
    kind = node["type"]
    if kind == "text":
        return _text(node)
    if kind in _BLOCK_TAGS:
        return f"<{_BLOCK_TAGS[kind]}>{inner}</{_BLOCK_TAGS[kind]}>"
    written = _block(node, inner, media)
    return written if written is not None else _atom(node, inner)


def _block(node: Node, inner: str, media: FindAddress | None) -> str | None:
    attrs = attributes(node)
    match node["type"]:
        case "heading":
            level = attrs["level"] if attrs.get("level") in range(1, 7) else 1
            return f"<h{level}>{inner}</h{level}>"
        case "orderedList":
            start = f' start="{attrs["order"]}"' if isinstance(attrs.get("order"), int) else ""
            return f"<ol{start}>{inner}</ol>"
        case "codeBlock":
            return f"<pre><code>{escape(plain_text(node))}</code></pre>"
        case "table":
            return f"<table><tbody>{inner}</tbody></table>"
        case "tableCell" | "tableHeader":
            return _cell(node, inner)
        case "panel":
            return f'<div class="panel panel-{escape(str(attrs.get("panelType", "info")))}">{inner}</div>'
        case "expand" | "nestedExpand":
            return f"<details><summary>{escape(str(attrs.get('title', '')))}</summary>{inner}</details>"
        case "mediaSingle" | "mediaGroup":
            return f"<figure>{inner}</figure>"
        case "media" | "mediaInline":
            return _media(node, media)
        case _:
            return None


def _atom(node: Node, inner: str) -> str:
    attrs = attributes(node)
    match node["type"]:
        case "hardBreak":
            return "<br>"
        case "rule":
            return "<hr>"
        case "mention":
            return f'<span class="mention">{escape(str(attrs.get("text") or "@" + str(attrs.get("id", ""))))}</span>'
        case "emoji":
            return f'<span class="emoji">{escape(str(attrs.get("text") or attrs.get("shortName", "")))}</span>'
        case "status":
            colour = escape(str(attrs.get("color", "neutral")))
            return f'<span class="status status-{colour}">{escape(str(attrs.get("text", "")))}</span>'
        case "inlineCard" | "blockCard" | "embedCard":
            return _anchor(str(attrs.get("url", "")), escape(str(attrs.get("url", ""))))
        case "taskItem" | "blockTaskItem":
            checked = " checked" if attrs.get("state") == "DONE" else ""
            return f'<li><input type="checkbox" disabled{checked}> {inner}</li>'
        case "date":
            return f"<time>{escape(str(attrs.get('timestamp', '')))}</time>"
        case _:
            return inner or escape(str(attrs.get("text", "")))


def _cell(node: Node, inner: str) -> str:
    tag = "th" if node["type"] == "tableHeader" else "td"
    attrs = attributes(node)
    spans = "".join(f' {name}="{attrs[name]}"' for name in ("colspan", "rowspan") if isinstance(attrs.get(name), int))
    return f"<{tag}{spans}>{inner}</{tag}>"


def _media(node: Node, media: FindAddress | None) -> str:
    attrs = attributes(node)
    name = str(attrs.get("alt") or attrs.get("id") or attrs.get("url") or "file")
    address = str(attrs.get("url") or (media(str(attrs.get("id", ""))) if media else None) or "")
    if not is_safe_address(address):
        return f'<span class="attachment">{escape(name)}</span>'
    if node["type"] == "mediaInline":
        return _anchor(address, escape(name))
    return f'<img src="{escape(address)}" alt="{escape(name)}">'


def _text(node: Node) -> str:
    html = escape(str(node.get("text", "")))
    for mark in marks_of(node):
        html = _marked(html, mark)
    return html


def _marked(html: str, mark: Node) -> str:
    kind, attrs = mark["type"], attributes(mark)
    if kind in _MARK_TAGS:
        return f"<{_MARK_TAGS[kind]}>{html}</{_MARK_TAGS[kind]}>"
    match kind:
        case "subsup":
            tag = "sup" if attrs.get("type") == "sup" else "sub"
            return f"<{tag}>{html}</{tag}>"
        case "textColor" if colour := hex_colour(str(attrs.get("color", ""))):
            return f'<font color="{colour}">{html}</font>'
        case "link":
            return _anchor(str(attrs.get("href", "")), html)
        case _:
            return html


def is_safe_address(address: str) -> bool:
    """Whether an address may stand in a page: `javascript:`, `data:` and the like may not."""
    return address.strip().lower().startswith(_SAFE_SCHEMES)


def _anchor(address: str, html: str) -> str:
    if not is_safe_address(address):
        return html
    return f'<a href="{escape(address.strip())}" rel="noopener noreferrer">{html}</a>'
