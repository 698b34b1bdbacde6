"""Backslash escapes and numeric entities of wiki markup, in both directions.

Jira drops a backslash before a character that has a meaning in markup, and passes numeric entities through.
"""

from __future__ import annotations

import re

from jira_emulator.richtext.emoticons import EMOTICON

ESCAPABLE = frozenset("{}[]()*_-+^~!|#:;&")
PHRASE_SIGNS = "*_-+^~"

ENTITY = re.compile(r"&#(\d{1,7});", re.ASCII)
_BACKSLASH = "&#92;"
_NEEDS_LOOK = re.compile(r"[\\{}\[\]()!|&:;*_\-+^~]")
_BLOCK_START = re.compile(r"(?:[*#]+|-)(?=[ \t]|$)|-{4,}(?=[ \t]*$)|\|")
_WORD_BLOCK_START = re.compile(r"(?:h[1-6]|bq)\.")
ESCAPED_WORD_BLOCK = re.compile(r"^([ \t]*)\\(?=(?:h[1-6]|bq)\.)", re.MULTILINE)

STRIPPED = str.maketrans("", "", "\x02\x03")
"""Control characters that the reader uses for itself; they are not visible."""


def entity_character(match: re.Match[str]) -> str:
    """The character of a numeric entity; the entity itself when it names no visible character."""
    code = int(match[1])
    if not 32 <= code < 0x110000 or 0xD800 <= code < 0xE000:
        return match[0]
    return chr(code)


_UNESCAPE = re.compile(r"\\\\(?=\S)|\\([{}\[\]()*_\-+^~!|#:;&])|&#(\d{1,7});", re.ASCII)


def unescape(text: str) -> str:
    """The literal text of a piece of markup that holds no other construct (code, file names)."""

    def literal(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        return match[0] if match[0] == "\\\\" else entity_character(re.match(ENTITY, match[0]) or match)

    return _UNESCAPE.sub(literal, text)


def escape_code(text: str) -> str:
    """Text for inside of `{{…}}`."""
    return "".join(_escaped_code_character(text, index) for index in range(len(text)))


def _escaped_code_character(text: str, index: int) -> str:
    character = text[index]
    if character in "{}|":
        return "\\" + character
    if character == "\\":
        return _escaped_backslash(text, index)
    if character == "&" and ENTITY.match(text, index):
        return "\\&"
    return character


def escape_text(text: str, before: str, *, is_line_start: bool, in_table: bool) -> str:
    """Literal text as markup. `before` is the last character written on this line, or empty."""
    if not _NEEDS_LOOK.search(text) and not is_line_start:
        return text
    escaped, position = [], 0
    for match in _NEEDS_LOOK.finditer(text):
        index = match.start()
        escaped.append(text[position:index])
        escaped.append(_escaped_character(text, index, before, in_table))
        position = index + 1
    written = "".join(escaped) + text[position:]
    return _escape_block_start(written, text) if is_line_start else written


def _escape_block_start(written: str, text: str) -> str:
    if _WORD_BLOCK_START.match(text) or (_BLOCK_START.match(text) and not written.startswith("\\")):
        return "\\" + written
    return written


def _escaped_character(text: str, index: int, before: str, in_table: bool) -> str:
    character = text[index]
    previous = text[index - 1] if index else before
    if character == "\\":
        return _escaped_backslash(text, index)
    if _is_special(character, text, index, previous, in_table):
        return "\\" + character
    return character


def _is_special(character: str, text: str, index: int, previous: str, in_table: bool) -> bool:
    following = text[index + 1 : index + 2]
    match character:
        case "{":
            return not following.isspace() and following != "}"
        case "[":
            return True
        case "]" | "}":
            return False
        case "|":
            return in_table
        case "!":
            return not following.isspace() and not previous.isalnum()
        case "&":
            return ENTITY.match(text, index) is not None
        case "(" | ")" | ":" | ";":
            return not previous.isalnum() and EMOTICON.match(text, index) is not None
        case _:
            return _could_mark(character, previous, following)


def _could_mark(character: str, previous: str, following: str) -> bool:
    """At the edge of a run the neighbour may be a mark's own sign: then it is escaped to be safe."""
    if character in (previous, following):
        return False
    if previous.isalnum() and following.isalnum():
        return False
    return not ((previous.isspace() or not previous) and following.isspace())


def _escaped_backslash(text: str, index: int) -> str:
    """A lone backslash, or a pair, stays readable where it can't be taken for an escape or a line break."""
    start, end = index, index + 1
    while start and text[start - 1] == "\\" and end - start < 3:
        start -= 1
    while text.startswith("\\", end) and end - start < 3:
        end += 1
    following = text[end : end + 1]
    if end - start == 1 and following and following not in ESCAPABLE and not following.isspace():
        return _BACKSLASH if _WORD_BLOCK_START.match(text, end) else "\\"
    if end - start == 2 and following and not following.isspace():
        return "\\"
    return _BACKSLASH
