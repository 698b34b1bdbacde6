"""Text search of the `~` operator: all words, `*` and `?` as wildcards, phrases in escaped quotes.

Source: Atlassian's documentation, "Search for work items using the text field" (search syntax for text fields).
Not done: stemming, fuzzy search, boosting; their signs are read as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jira_emulator.jql.model import JqlError

TextTest = Callable[[str], bool]

_TOKEN = re.compile(r'([+-]?)(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w+(?:[.'@:-]\w+)*")


def text_test(query: str, field_title: str) -> TextTest:
    """A test of one text. Words are compared whole and without regard to case. Raises `JqlError`."""
    if query.strip()[:1] in ("*", "?"):
        raise JqlError(
            [
                f"The text query '{query}' for field '{field_title}' is not allowed to start with character "
                f"'{query.strip()[0]}'."
            ]
        )
    tests = [_token_test(*match.groups()) for match in _TOKEN.finditer(query.lower())]
    known = [test for test in tests if test is not None]

    def every(text: str) -> bool:
        lowered = text.lower()
        return bool(known) and all(test(lowered) for test in known)

    return every


def _token_test(sign: str, phrase: str | None, word: str | None) -> TextTest | None:
    pattern = _words_pattern(phrase if phrase is not None else word or "")
    if pattern is None:
        return None
    if sign == "-":
        return lambda text: pattern.search(text) is None
    return lambda text: pattern.search(text) is not None


def _words_pattern(text: str) -> re.Pattern[str] | None:
    words = re.findall(r"[\w*?]+", text)
    if not any(_WORD.search(word) for word in words):
        return None
    return re.compile(r"(?<!\w)" + r"\W+".join(_wildcards(word) for word in words) + r"(?!\w)")


def _wildcards(word: str) -> str:
    """The middle pieces are atomic, so that many stars over a long word can't backtrack into each other."""
    first, *rest = [_single(piece) for piece in re.split(r"\*+", word)]
    if not rest:
        return first
    middle = "".join(rf"(?>\w*?{piece})" for piece in rest[:-1] if piece)
    return rf"{first}{middle}\w*{rest[-1]}"


def _single(piece: str) -> str:
    return "".join(r"\w" if character == "?" else re.escape(character) for character in piece)
