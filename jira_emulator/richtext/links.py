"""Links, mentions, attachments and images: what stands in brackets or between exclamation marks.

Every look-ahead is bounded, so that a text full of opening signs costs no more than a plain one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from jira_emulator.richtext.escaping import unescape
from jira_emulator.richtext.nodes import Mark, Node, link_mark, text_node
from jira_emulator.richtext.scope import ReadingScope

LONGEST_BRACKET = 4_000

BARE_URL = re.compile(r"(?:(?:https?|ftps?|file)://|mailto:)(?:[^\W_]|[/%])[^\s<>\"{}|\\^`\[\]\x02\x03]{0,8000}", re.I)
_TARGET = re.compile(r"(?:[a-z][a-z0-9+.\-]{1,30}://|mailto:|tel:|sms:|skype:|news:|www\.)[^\s]+|[/#]\S+", re.I)
_IMAGE = re.compile(r"!([^\s!|\[\]{}\x02][^!|\n\[\]{}\x02]{0,500})(?:\|([^!\n\x02]{0,500}))?!(?![^\W_])")
_FILE_NAME = re.compile(r".*\.\w{1,8}", re.DOTALL)
_SPLIT = re.compile(r"(?<!\\)\|")
_SIZE = re.compile(r"(width|height)=\"?(\d{1,5})(?:px)?\"?", re.I)
_SENTENCE_END = ".,;:!?'*"

Found = tuple[list[Node], int]


def trimmed_url(url: str) -> str:
    """Without the punctuation that ends a sentence; a closing parenthesis stays when its partner is inside."""
    trimmed = url.rstrip(_SENTENCE_END)
    while trimmed.endswith(")") and trimmed.count("(") < trimmed.count(")"):
        trimmed = trimmed[:-1].rstrip(_SENTENCE_END)
    return trimmed


class LinkReader:
    """Reads brackets and images of one text. `read_alias` reads the inside of a link's text."""

    def __init__(self, text: str, scope: ReadingScope, read_alias: Callable[[str, Mark], list[Node]]) -> None:
        self._text, self._scope, self._read_alias = text, scope, read_alias

    def read_bracket(self, at: int) -> Found | None:
        """The link, mention or attachment that begins here, and the position behind it."""
        closing = self._closing_bracket(at + 1)
        if closing is None:
            return None
        inside = self._text[at + 1 : closing]
        nodes = self._bracket_nodes(inside)
        return None if nodes is None else (nodes, closing + 1)

    def _closing_bracket(self, start: int) -> int | None:
        text, limit = self._text, start + LONGEST_BRACKET
        closing = text.find("]", start, limit)
        while closing > start and text[closing - 1] == "\\":
            closing = text.find("]", closing + 1, limit)
        if closing <= start:
            return None
        inside = text[start:closing]
        return None if "\n" in inside or "\x02" in inside else closing

    def _bracket_nodes(self, inside: str) -> list[Node] | None:
        if inside.startswith("~") and inside[1:].strip() and not set(inside) & set("|["):
            return [self._scope.mention_node(unescape(inside[1:].strip()))]
        if inside.startswith("^") and inside[1:].strip():
            return [self._attachment(unescape(_SPLIT.split(inside[1:])[0].strip()))]
        return self._link_nodes(_SPLIT.split(inside))

    def _attachment(self, name: str) -> Node:
        return {
            "type": "mediaInline",
            "attrs": {"type": "file", "id": self._scope.media_id(name), "collection": "", "alt": name},
        }

    def _link_nodes(self, parts: list[str]) -> list[Node] | None:
        target = parts[-1 if len(parts) == 1 else 1].strip()
        if len(parts) > 3 or not _TARGET.fullmatch(target):
            return None
        if len(parts) == 1:
            return [text_node(target, [link_mark(target)])] if BARE_URL.fullmatch(target) else None
        if len(parts) == 3 and parts[2] == "smart-link":
            return [{"type": "inlineCard", "attrs": {"url": target}}]
        return self._aliased(parts[0], link_mark(target, title=parts[2] if len(parts) == 3 else None))

    def _aliased(self, alias: str, mark: Mark) -> list[Node] | None:
        """A `[` inside means that the link begins further on."""
        if "[" in alias.replace("\\[", ""):
            return None
        nodes = self._read_alias(alias, mark)
        return nodes or [text_node(mark["attrs"]["href"], [mark])]

    def read_image(self, at: int) -> Found | None:
        """The image that begins here, and the position behind it."""
        if at and self._text[at - 1].isalnum():
            return None
        match = _IMAGE.match(self._text, at)
        if match is None:
            return None
        name = unescape(match[1]).strip()
        if BARE_URL.fullmatch(name):
            return [_media_single({"type": "external", "url": name}, match[2] or "")], match.end()
        if not _FILE_NAME.fullmatch(name):
            return None
        attrs = {"type": "file", "id": self._scope.media_id(name), "collection": "", "alt": name}
        return [_media_single(attrs, match[2] or "")], match.end()


def _media_single(attrs: Mapping[str, object], parameters: str) -> Node:
    """A thumbnail stands at the start of the line, a picture in the middle."""
    sizes = {name.lower(): int(size) for name, size in _SIZE.findall(parameters)}
    layout = "align-start" if "thumbnail" in parameters.lower() else "center"
    media: Node = {"type": "media", "attrs": {**attrs, **sizes}}
    return {"type": "mediaSingle", "attrs": {"layout": layout}, "content": [media]}


def is_target(href: str) -> bool:
    """Whether an address is recognised as the target of a link."""
    return _TARGET.fullmatch(href) is not None
