"""Inline wiki markup → inline nodes, in one pass over the text.

Source: Atlassian's documentation, "Text formatting notation guide" (text effects, links, mentions, images, misc).

Text effects are switched on and off one by one, each within its line (colour within its paragraph), so that broken
nesting costs nothing: a sign without its partner is text. Images and macros come out as block nodes between the
inline ones; `split_at_blocks` takes them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jira_emulator.richtext.colours import STATUS_COLOURS, hex_colour
from jira_emulator.richtext.emoticons import EMOTICON, emoji_node
from jira_emulator.richtext.escaping import ENTITY, ESCAPABLE, PHRASE_SIGNS, entity_character, unescape
from jira_emulator.richtext.links import BARE_URL, LinkReader, trimmed_url
from jira_emulator.richtext.nodes import Mark, Node, hard_break, link_mark, text_node
from jira_emulator.richtext.pieces import Piece, Switch, nodes_of
from jira_emulator.richtext.scope import ReadingScope

LONGEST_CODE = 4_000

_MARK_OF_SIGN: dict[str, Mark] = {
    "*": {"type": "strong"},
    "_": {"type": "em"},
    "-": {"type": "strike"},
    "+": {"type": "underline"},
    "^": {"type": "subsup", "attrs": {"type": "sup"}},
    "~": {"type": "subsup", "attrs": {"type": "sub"}},
}
_SPECIAL = re.compile(r"[\\{\[!*_\-+^~:;(&\n\x02]|(?<![^\W_])(?:https?|ftps?|file)://|(?<![^\W_])mailto:", re.I)
_BRACED_SIGN = re.compile(r"\{([*_\-+^~])\}")
_COLOUR = re.compile(r"\{color(?::([^}\n]{1,40}))?\}", re.I)
_PLACEHOLDER = re.compile(r"\x02(\d{1,9})\x03")
_STATUS = re.compile(r"\*\{color:(#[0-9a-f]{6})\}\[ ([^\[\]{}|\\\n]{1,200}) \]\{color\}\*")
_STATUS_OF_COLOUR = {colour: name for name, colour in STATUS_COLOURS.items()}


class InlineReader:
    """Reads one paragraph. Make one for each text."""

    def __init__(self, text: str, scope: ReadingScope, *, in_link: bool = False) -> None:
        self._text, self._scope, self._in_link = text, scope, in_link
        self._pieces: list[Piece] = []
        self._open: dict[str, Switch] = {}
        self._colour: Switch | None = None
        self._braces_at = text.find("}}")
        self._links = LinkReader(text, scope, self._read_alias)

    def read(self) -> list[Node]:
        """Inline nodes, with blocks between them where images and macros stood."""
        text, position, end = self._text, 0, len(self._text)
        while position < end:
            match = _SPECIAL.search(text, position)
            if match is None:
                break
            if match.start() > position:
                self._pieces.append(text[position : match.start()])
            position = self._read_special(match.start())
        if position < end:
            self._pieces.append(text[position:])
        return nodes_of(self._pieces)

    def _read_alias(self, alias: str, mark: Mark) -> list[Node]:
        nodes = InlineReader(alias, self._scope, in_link=True).read()
        return [_with_link(node, mark) for node in nodes]

    def _read_special(self, at: int) -> int:
        """Reads the construct that begins here, and returns the position behind it."""
        reader = _READERS.get(self._text[at], InlineReader._read_url)
        after = reader(self, at)
        if after is not None:
            return after
        self._pieces.append(self._text[at])
        return at + 1

    def _read_backslash(self, at: int) -> int | None:
        following = self._text[at + 1 : at + 2]
        if following == "\\":
            return self._read_double_backslash(at)
        if not following or following not in ESCAPABLE:
            return None
        self._pieces.append(following)
        return at + 2

    def _read_double_backslash(self, at: int) -> int:
        """Two backslashes before white space break the line; before anything else they are text (a UNC path)."""
        following = self._text[at + 2 : at + 3]
        if following and not following.isspace():
            self._pieces.append("\\\\")
            return at + 2
        self._end_line()
        after = at + 2
        while self._text[after : after + 1] in (" ", "\t"):
            after += 1
        return after + 1 if self._text[after : after + 1] == "\n" else after

    def _read_newline(self, at: int) -> int:
        self._end_line()
        return at + 1

    def _end_line(self) -> None:
        self._open.clear()
        self._pieces.append(hard_break())

    def _read_brace(self, at: int) -> int | None:
        text = self._text
        if text.startswith("{{", at):
            return self._read_code(at)
        if braced := _BRACED_SIGN.match(text, at):
            self._switch(braced[1], braced[0], can_open=True, can_close=True)
            return braced.end()
        if colour := _COLOUR.match(text, at):
            return self._read_colour(colour)
        return None

    def _read_code(self, at: int) -> int | None:
        text, start = self._text, at + 2
        closing = self._closing_braces(start + 1)
        if closing is None:
            return None
        while text.startswith("}", closing + 2):
            closing += 1
        written = text[start:closing]
        if "\n" in written or "\x02" in written:
            return None
        self._pieces.append(text_node(unescape(written), [{"type": "code"}]))
        return closing + 2

    def _closing_braces(self, start: int) -> int | None:
        """Looked for once, not once for each opening pair."""
        if 0 <= self._braces_at < start:
            self._braces_at = self._text.find("}}", start)
        return self._braces_at if 0 <= self._braces_at - start < LONGEST_CODE else None

    def _read_colour(self, match: re.Match[str]) -> int | None:
        if match[1] is None:
            return self._close_colour(match)
        colour = hex_colour(match[1])
        if colour is None or self._colour is not None:
            return None
        self._colour = Switch(match[0], {"type": "textColor", "attrs": {"color": colour}})
        self._pieces.append(self._colour)
        return match.end()

    def _close_colour(self, match: re.Match[str]) -> int | None:
        if self._colour is None:
            return None
        self._colour.is_on = True
        self._pieces.append(Switch(match[0], self._colour.mark, is_on=False))
        self._colour = None
        return match.end()

    def _read_sign(self, at: int) -> int | None:
        if self._text[at] == "*" and (status := _STATUS.match(self._text, at)):
            return self._read_status(status)
        sign = self._text[at]
        before, after = self._text[at - 1 : at] if at else "", self._text[at + 1 : at + 2]
        if sign in (before, after):
            return None
        can_open = not before.isalnum() and bool(after) and not after.isspace()
        can_close = bool(before) and not before.isspace() and not after.isalnum()
        return at + 1 if self._switch(sign, sign, can_open=can_open, can_close=can_close) else None

    def _switch(self, sign: str, written: str, *, can_open: bool, can_close: bool) -> bool:
        """Turns the sign's mark on or off; False when it can do neither here."""
        mark = _MARK_OF_SIGN[sign]
        opened = self._open.get(sign)
        if opened is not None and can_close:
            opened.is_on = True
            self._pieces.append(Switch(written, mark, is_on=False))
            del self._open[sign]
        elif opened is None and can_open:
            self._open[sign] = Switch(written, mark)
            self._pieces.append(self._open[sign])
        else:
            return False
        return True

    def _read_status(self, match: re.Match[str]) -> int | None:
        name = _STATUS_OF_COLOUR.get(match[1])
        if name is None:
            return None
        self._pieces.append({"type": "status", "attrs": {"text": match[2], "color": name}})
        return match.end()

    def _read_emoticon(self, at: int) -> int | None:
        match = EMOTICON.match(self._text, at)
        if match is None or self._in_link or (at and self._text[at - 1].isalnum()):
            return None
        self._pieces.append(emoji_node(match[0]))
        return match.end()

    def _read_entity(self, at: int) -> int | None:
        match = ENTITY.match(self._text, at)
        if match is None:
            return None
        self._pieces.append(entity_character(match))
        return match.end()

    def _read_bracket(self, at: int) -> int | None:
        return None if self._in_link else self._add(self._links.read_bracket(at))

    def _read_image(self, at: int) -> int | None:
        return self._add(self._links.read_image(at))

    def _add(self, found: tuple[list[Node], int] | None) -> int | None:
        if found is None:
            return None
        self._pieces.extend(found[0])
        return found[1]

    def _read_url(self, at: int) -> int | None:
        match = None if self._in_link else BARE_URL.match(self._text, at)
        url = trimmed_url(match[0]) if match else ""
        if not BARE_URL.fullmatch(url):
            return None
        self._pieces.append(text_node(url, [link_mark(url)]))
        return at + len(url)

    def _read_placeholder(self, at: int) -> int | None:
        match = _PLACEHOLDER.match(self._text, at)
        if match is None:
            return None
        self._open.clear()
        self._pieces.extend(self._scope.macros[int(match[1])])
        return match.end()


_READERS: dict[str, Callable[[InlineReader, int], int | None]] = {
    "\\": InlineReader._read_backslash,
    "\n": InlineReader._read_newline,
    "{": InlineReader._read_brace,
    "[": InlineReader._read_bracket,
    "!": InlineReader._read_image,
    "&": InlineReader._read_entity,
    "\x02": InlineReader._read_placeholder,
    **dict.fromkeys(":;(", InlineReader._read_emoticon),
    **dict.fromkeys(PHRASE_SIGNS, InlineReader._read_sign),
}


def _with_link(node: Node, mark: Mark) -> Node:
    if node["type"] == "text":
        return text_node(node["text"], [*node.get("marks", []), mark])
    return {**node, "marks": [mark]} if node["type"] == "mediaSingle" else node
