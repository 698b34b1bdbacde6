"""Inline nodes that are no text (mentions, emoji, cards, lozenges, dates) → wiki markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from jira_emulator.richtext.colours import STATUS_COLOURS
from jira_emulator.richtext.emoticons import emoticon_of
from jira_emulator.richtext.escaping import STRIPPED, escape_text
from jira_emulator.richtext.links import is_target
from jira_emulator.richtext.nodes import Mark, Node, attributes, plain_text

NameMention = Callable[[str], str | None]
NameMedia = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class WritingScope:
    """`mention` names an account for `[~…]`; `media` gives the file name of a media id."""

    mention: NameMention | None = None
    media: NameMedia | None = None
    in_table: bool = False

    def file_name(self, node: Node) -> str:
        """The name of a media node's file, or the address of an external picture."""
        attrs = attributes(node)
        identifier = str(attrs.get("id", ""))
        known = self.media(identifier) if self.media else None
        return str(known or attrs.get("url") or attrs.get("alt") or identifier or "file")


def split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(STRIPPED).split("\n")


def link_address(mark: Mark) -> str:
    """The address with the characters encoded that would end the markup."""
    href = str(attributes(mark).get("href", "")).strip()
    return re.sub(r"[\s|\[\]\\{}\x02\x03]", lambda found: f"%{ord(found[0]):02X}", href)


def inline_atom(node: Node, scope: WritingScope, before: str) -> str:
    """An inline node that is no text; of an unknown one, its text."""
    attrs = attributes(node)
    match node["type"]:
        case "mention":
            return _mention(attrs, scope)
        case "emoji":
            return _emoji(attrs, before)
        case "inlineCard":
            href = link_address({"attrs": {"href": attrs.get("url", "")}})
            return f"[{href}|{href}|smart-link]" if is_target(href) else _plain(href, before, scope)
        case "mediaInline":
            return f"[^{file_reference(scope.file_name(node))}]"
        case "status":
            return _status(attrs, before, scope)
        case "date":
            return _plain(_iso_date(attrs.get("timestamp")), before, scope)
        case "placeholder" | "inlineExtension":
            return _plain(str(attrs.get("text") or ""), before, scope)
        case _:
            return _plain(plain_text(node), before, scope)


def _plain(text: str, before: str, scope: WritingScope) -> str:
    joined = " ".join(split_lines(text))
    return escape_text(joined, before, is_line_start=not before, in_table=scope.in_table)


def file_reference(name: str) -> str:
    """A file name inside of brackets or exclamation marks."""
    return re.sub(r"[\[\]|!\n\r\\{}\x02\x03]", lambda found: f"%{ord(found[0]):02X}", name).strip() or "file"


def _mention(attrs: dict[str, object], scope: WritingScope) -> str:
    identifier = str(attrs.get("id", ""))
    known = scope.mention(identifier) if scope.mention else None
    if known is None:
        known = identifier if attrs.get("text") == f"@{identifier}" else f"accountid:{identifier}"
    reference = re.sub(r"[\[\]|\n\r\\\x02\x03]", " ", known).strip()
    return f"[~{reference}]" if reference else _plain(str(attrs.get("text") or "@"), "", scope)


def _emoji(attrs: dict[str, object], before: str) -> str:
    """The emoticon where it would be read as one, else the character or the short name."""
    short_name = str(attrs.get("shortName", ""))
    emoticon = emoticon_of(short_name)
    if emoticon is not None and not before.isalnum():
        return emoticon
    text = str(attrs.get("text") or short_name)
    return escape_text(" ".join(split_lines(text)), before, is_line_start=not before, in_table=True)


def _status(attrs: dict[str, object], before: str, scope: WritingScope) -> str:
    text = " ".join(str(attrs.get("text", "")).split())
    colour = STATUS_COLOURS.get(str(attrs.get("color")), STATUS_COLOURS["neutral"])
    if not text or re.search(r"[\[\]{}|\\\x02\x03]", text) or len(text) > 200:
        return _plain(text, before, scope)
    return f"*{{color:{colour}}}[ {text} ]{{color}}*"


def _iso_date(timestamp: object) -> str:
    """Milliseconds since 1970 as a date; other contents as they are."""
    try:
        return datetime.fromtimestamp(int(str(timestamp)) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return str(timestamp or "")
