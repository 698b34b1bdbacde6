"""Inline nodes → wiki markup.

Signs of text effects are written bare where they stand at the edge of a word, and in braces (`{*}`) elsewhere, as
Jira writes them. Effects end at the end of a line, and blanks stand outside of them: wiki markup knows no other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jira_emulator.richtext.atom_writing import WritingScope, inline_atom, link_address
from jira_emulator.richtext.escaping import escape_code, escape_text
from jira_emulator.richtext.line_writing import SIGNS, written_lines
from jira_emulator.richtext.links import BARE_URL, trimmed_url
from jira_emulator.richtext.nodes import Mark, Node, attributes, plain_text, text_node


def write_inlines(nodes: list[Node], scope: WritingScope) -> str:
    """The lines of a paragraph; a break that would leave an empty line is written as two backslashes."""
    lines = [_LineWriter(line, scope).write() for line in written_lines(nodes, scope)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(line or "\\\\" for line in lines)


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
        href, title = link_address(token["link"]), attributes(token["link"]).get("title")
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
    href = link_address(link["link"])
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
            return link_address(token["link"])[:1] if _is_own_text(token) else "["
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
            case kind if kind in SIGNS:
                effects.append(("sign", SIGNS[kind]))
    return effects


def _opening(kind: str, value: str) -> Token:
    return "{color:" + value + "}" if kind == "color" else _Sign(value, is_opening=True)


def _closing(kind: str, value: str) -> Token:
    return "{color}" if kind == "color" else _Sign(value, is_opening=False)
