"""Inline nodes → wiki markup.

Signs of text effects are written bare where they stand at the edge of a word, and in braces (`{*}`) elsewhere, as
Jira writes them. Effects end at the end of a line, and blanks stand outside of them: wiki markup knows no other way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from jira_emulator.richtext.colours import STATUS_COLOURS
from jira_emulator.richtext.emoticons import emoticon_of
from jira_emulator.richtext.escaping import STRIPPED, escape_code, escape_text
from jira_emulator.richtext.inline_reading import merged_text, trimmed_line
from jira_emulator.richtext.links import BARE_URL, is_target, trimmed_url
from jira_emulator.richtext.nodes import (
    Mark,
    Node,
    attributes,
    children,
    link_mark,
    marks_of,
    plain_text,
    text_node,
)

NameMention = Callable[[str], str | None]
NameMedia = Callable[[str], str | None]

_SIGNS = {"strong": "*", "em": "_", "underline": "+", "strike": "-"}
_WRITTEN_MARKS = frozenset({"link", "textColor", "subsup", "code", *_SIGNS})
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


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


def write_inlines(nodes: list[Node], scope: WritingScope) -> str:
    """The lines of a paragraph; a break that would leave an empty line is written as two backslashes."""
    lines = [_LineWriter(line, scope).write() for line in _lines(nodes, scope)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(line or "\\\\" for line in lines)


def _lines(nodes: list[Node], scope: WritingScope) -> Iterator[list[Node]]:
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
    for index, part in enumerate(_split_lines(text)):
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


def _split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(STRIPPED).split("\n")


def _writable_marks(node: Node) -> list[Mark]:
    marks = {mark["type"]: mark for mark in marks_of(node) if mark["type"] in _WRITTEN_MARKS}
    if "code" in marks:
        marks = {kind: mark for kind, mark in marks.items() if kind in ("code", "link")}
    if "link" in marks and not is_target(_href(marks["link"])):
        del marks["link"]
    if "textColor" in marks and not attributes(marks["textColor"]).get("color"):
        del marks["textColor"]
    return list(marks.values())


def _href(mark: Mark) -> str:
    """The address with the characters encoded that would end the markup."""
    href = str(attributes(mark).get("href", "")).strip()
    return re.sub(r"[\s|\[\]\\{}\x02\x03]", lambda found: f"%{ord(found[0]):02X}", href)


def _spaced(text: str, marks: list[Mark]) -> Iterator[Node]:
    """Outer blanks lose their effects; code and links keep them."""
    kinds = {mark["type"] for mark in marks}
    if not text:
        return
    if not marks or kinds & {"code", "link"}:
        yield text_node(text, marks)
        return
    match = _EDGES.match(text)
    start, middle, end = match.groups() if match else ("", text, "")
    plain = [mark for mark in marks if mark["type"] == "textColor"]
    yield from (text_node(part, kept) for part, kept in ((start, plain), (middle, marks), (end, plain)) if part)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A text effect that begins or ends here."""

    character: str
    is_opening: bool


Token = Node | _Sign | str


class _LineWriter:
    """Writes one line."""

    def __init__(self, nodes: list[Node], scope: WritingScope, *, is_line_start: bool = True) -> None:
        self._nodes, self._scope, self._is_line_start = nodes, scope, is_line_start
        self._written: list[str] = []

    def write(self) -> str:
        tokens = list(self._tokens())
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            written = self._token(token, following)
            if written:
                self._written.append(written)
        return "".join(self._written)

    def _tokens(self) -> Iterator[Token]:
        """Texts of one link become one node, which carries the marks that they all have."""
        nodes: list[Node] = []
        for link, group in groupby(self._nodes, key=_link_of):
            texts = list(group)
            nodes.extend(texts if link is None else [_link_node(link, texts)])
        yield from _mark_tokens(nodes)

    def _token(self, token: Token, following: Token | None) -> str:
        if isinstance(token, str):
            return token
        if isinstance(token, _Sign):
            return self._sign(token, following)
        if token["type"] == "link":
            return self._link(token, following)
        if token["type"] == "text":
            return self._text(token)
        return inline_atom(token, self._scope, self._last)

    @property
    def _last(self) -> str:
        return self._written[-1][-1] if self._written else ""

    def _text(self, node: Node) -> str:
        if any(mark["type"] == "code" for mark in node.get("marks", [])):
            return "{{" + escape_code(node["text"]) + "}}"
        is_line_start = self._is_line_start and not self._written
        return escape_text(node["text"], self._last, is_line_start=is_line_start, in_table=self._scope.in_table)

    def _sign(self, sign: _Sign, following: Token | None) -> str:
        before, after = self._last, _first_character(following, self._scope)
        if sign.is_opening:
            is_bare = not before.isalnum() and bool(after) and not after.isspace()
            is_bare = is_bare and not (not self._written and self._is_line_start and after in "-#*")
        else:
            is_bare = bool(before) and not before.isspace() and not after.isalnum()
        is_bare = is_bare and sign.character not in (before, after)
        return sign.character if is_bare else "{" + sign.character + "}"

    def _link(self, token: Node, following: Token | None) -> str:
        href, title = _href(token["link"]), attributes(token["link"]).get("title")
        if _is_own_text(token):
            return href if self._may_stay_bare(href, following) else f"[{href}]"
        scope = WritingScope(self._scope.mention, self._scope.media, in_table=True)
        alias = _LineWriter(token["content"], scope, is_line_start=False).write()
        alias = alias.replace("]", "\\]") if alias else href
        return f"[{alias}|{href}" + (f"|{_title(title)}]" if title else "]")

    def _may_stay_bare(self, href: str, following: Token | None) -> bool:
        if self._last.isalnum() or trimmed_url(href) != href:
            return False
        if following is None:
            return True
        if isinstance(following, dict) and following["type"] == "text" and not following.get("marks"):
            match = BARE_URL.match(href + following["text"][:200])
            return match is not None and trimmed_url(match[0]) == href
        return False


def _is_own_text(link: Node) -> bool:
    """Whether the link shows its own address, so that the address alone says it all."""
    href = _href(link["link"])
    is_plain = not any(node.get("marks") for node in link["content"])
    return (
        is_plain
        and plain_text(link) == href
        and BARE_URL.fullmatch(href) is not None
        and not attributes(link["link"]).get("title")
    )


def _title(title: object) -> str:
    cleaned = re.sub(r"[\s|\[\]\\]+", " ", str(title)).strip()
    return cleaned if cleaned != "smart-link" else "smart link"


def _link_of(node: Node) -> Mark | None:
    return next((mark for mark in node.get("marks", []) if mark["type"] == "link"), None)


def _link_node(link: Mark, nodes: list[Node]) -> Node:
    """A node of our own kind: the link, the marks around it, and its texts with the marks that differ."""
    shared = [
        mark for mark in nodes[0]["marks"] if mark["type"] != "code" and all(mark in node["marks"] for node in nodes)
    ]
    outer = [mark for mark in shared if mark != link]
    content = [text_node(node["text"], [mark for mark in node["marks"] if mark not in shared]) for node in nodes]
    return {"type": "link", "link": link, "marks": outer, "content": content}


def _first_character(token: Token | None, scope: WritingScope) -> str:
    """What will be written first; for a link that may stay bare, its letter: the careful answer."""
    match token:
        case None:
            return ""
        case _Sign(character):
            return character
        case str():
            return token[:1]
        case {"type": "text"}:
            return _first_of_text(token)
        case {"type": "link"}:
            return _href(token["link"])[:1] if _is_own_text(token) else "["
        case _:
            return inline_atom(token, scope, "")[:1]


def _first_of_text(node: Node) -> str:
    return "{" if any(mark["type"] == "code" for mark in node.get("marks", [])) else node["text"][:1]


def _mark_tokens(nodes: list[Node]) -> Iterator[Token]:
    """Effects opened and closed around the nodes, properly nested."""
    active: list[tuple[str, str]] = []
    for node in nodes:
        wanted = _effects(node)
        while any(effect not in wanted for effect in active):
            yield _closing(*active.pop())
        for effect in wanted:
            if effect not in active:
                active.append(effect)
                yield _opening(*effect)
        yield node
    while active:
        yield _closing(*active.pop())


def _effects(node: Node) -> list[tuple[str, str]]:
    """Colour outermost, then the signs."""
    effects: list[tuple[str, str]] = []
    for mark in node.get("marks", []):
        match mark["type"]:
            case "textColor":
                effects.insert(0, ("color", str(attributes(mark)["color"])))
            case "subsup":
                effects.append(("sign", "^" if attributes(mark).get("type") == "sup" else "~"))
            case kind if kind in _SIGNS:
                effects.append(("sign", _SIGNS[kind]))
    return effects


def _opening(kind: str, value: str) -> Token:
    return "{color:" + value + "}" if kind == "color" else _Sign(value, is_opening=True)


def _closing(kind: str, value: str) -> Token:
    return "{color}" if kind == "color" else _Sign(value, is_opening=False)


def inline_atom(node: Node, scope: WritingScope, before: str) -> str:
    """An inline node that is no text; of an unknown one, its text."""
    attrs = attributes(node)
    match node["type"]:
        case "mention":
            return _mention(attrs, scope)
        case "emoji":
            return _emoji(attrs, before)
        case "inlineCard":
            href = _href({"attrs": {"href": attrs.get("url", "")}})
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
            return write_inlines(children(node), scope)


def _plain(text: str, before: str, scope: WritingScope) -> str:
    joined = " ".join(_split_lines(text))
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
    return escape_text(" ".join(_split_lines(text)), before, is_line_start=not before, in_table=True)


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
