"""Block macros, `{code}…{code}` and the like: cut out of the text before anything else is read.

Source: Atlassian's documentation, "Text formatting notation guide" (advanced formatting). `{info}`, `{note}`, `{tip}`,
`{warning}` and `{expand}` are the forms that Atlassian's products share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jira_emulator.richtext.colours import PANEL_COLOURS, PLAIN_PANEL_COLOUR, hex_colour
from jira_emulator.richtext.nesting import fit
from jira_emulator.richtext.nodes import Node, code_block, strong_paragraph
from jira_emulator.richtext.scope import ReadingScope

RAW = frozenset({"code", "noformat", "html"})
PANELS = frozenset({"panel", "info", "note", "tip", "warning"})

_TAG = re.compile(
    r"(?<![\\{])\{(code|noformat|html|panel|info|note|tip|warning|quote|expand|anchor)(?::([^}\n]{0,500}))?\}"
    r"(?!\})",
    re.I,
)
_PANEL_OF_COLOUR = {colour: name for name, colour in PANEL_COLOURS.items()}
_LANGUAGE = re.compile(r"[\w+#.\-]{1,40}")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    parameters: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Macro:
    """From the opening tag's start to the closing tag's end."""

    tag: _Tag
    body: str
    end: int


def cut_macros(text: str, scope: ReadingScope, read_blocks: Callable[[str], list[Node]]) -> str:
    """The text with a placeholder where each macro stood; the blocks are added to the scope."""
    parts, position = [], 0
    for macro in _macros(text):
        parts += [text[position : macro.tag.start], _placeholder(macro, scope, read_blocks)]
        position = macro.end
    return "".join(parts) + text[position:]


def _placeholder(macro: _Macro, scope: ReadingScope, read_blocks: Callable[[str], list[Node]]) -> str:
    """Macros inside of this one take their numbers first. An anchor is invisible, and leaves nothing."""
    if macro.tag.name == "anchor":
        return ""
    blocks = _blocks(macro, read_blocks)
    scope.macros.append(blocks)
    return f"\x02{len(scope.macros) - 1}\x03"


def _macros(text: str) -> list[_Macro]:
    """The outermost macros, in order. An opening tag without its closing one is left as text."""
    tags = _tags(text)
    closing_of = _closing_indices(tags)
    macros, index = [], 0
    while index < len(tags):
        tag, closing = tags[index], closing_of[index]
        if tag.name == "anchor":
            macros.append(_Macro(tag, "", tag.end))
        elif closing is not None:
            macros.append(_Macro(tag, text[tag.end : tags[closing].start], tags[closing].end))
            index = closing
        index += 1
    return macros


def _tags(text: str) -> list[_Tag]:
    """All tags but those inside of raw macros."""
    found = [_Tag(match[1].lower(), match[2], match.start(), match.end()) for match in _TAG.finditer(text)]
    closing_of = _closing_indices(found)
    tags, index = [], 0
    while index < len(found):
        tags.append(found[index])
        closing = closing_of[index] if found[index].name in RAW else None
        if closing is not None:
            tags.append(found[closing])
            index = closing
        index += 1
    return tags


def _closing_indices(tags: list[_Tag]) -> list[int | None]:
    """For each tag the next one of its name without parameters."""
    closing: list[int | None] = [None] * len(tags)
    next_bare: dict[str, int] = {}
    for index in range(len(tags) - 1, -1, -1):
        tag = tags[index]
        closing[index] = next_bare.get(tag.name)
        if tag.parameters is None:
            next_bare[tag.name] = index
    return closing


def _blocks(macro: _Macro, read_blocks: Callable[[str], list[Node]]) -> list[Node]:
    name, parameters = macro.tag.name, macro.tag.parameters or ""
    if name in RAW:
        return _code(name, parameters, macro.body)
    if name == "quote":
        return [{"type": "blockquote", "content": fit(read_blocks(macro.body), "blockquote")}]
    if name == "expand":
        return [_expand(parameters, read_blocks(macro.body))]
    return [_panel(name, parameters, read_blocks(macro.body))]


def _code(name: str, parameters: str, body: str) -> list[Node]:
    named = named_parameters(parameters)
    language = next((part for part in parameters.split("|") if _LANGUAGE.fullmatch(part)), None)
    text = body.removeprefix("\n")
    text = text.removesuffix("\n")
    language = "html" if name == "html" else named.get("language", language)
    block = code_block(text, language if name != "noformat" else None)
    return [strong_paragraph(named["title"]), block] if named.get("title") else [block]


def named_parameters(parameters: str) -> dict[str, str]:
    """`a=b|c=d` as a dictionary with lower-case names."""
    pairs = (part.partition("=") for part in parameters.split("|") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _expand(parameters: str, blocks: list[Node]) -> Node:
    title = named_parameters(parameters).get("title", parameters).strip()
    return {"type": "expand", "attrs": {"title": title}, "content": fit(blocks, "expand")}


def _panel(name: str, parameters: str, blocks: list[Node]) -> Node:
    named = named_parameters(parameters)
    title = [strong_paragraph(named["title"])] if named.get("title") else []
    return {"type": "panel", "attrs": _panel_attrs(name, named), "content": fit(title + blocks, "panel")}


def _panel_attrs(name: str, named: dict[str, str]) -> dict[str, str]:
    if name != "panel":
        return {"panelType": name}
    colour = hex_colour(named.get("bgcolor", "")) or PLAIN_PANEL_COLOUR
    known = _PANEL_OF_COLOUR.get(colour)
    return {"panelType": known} if known else {"panelType": "custom", "panelColor": colour}
