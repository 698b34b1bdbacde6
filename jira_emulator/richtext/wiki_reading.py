"""Wiki markup → ADF: lines into blocks.

Source: Atlassian's documentation, "Text formatting notation guide".
"""

from __future__ import annotations

import re
from functools import partial

from jira_emulator.richtext.escaping import ESCAPED_WORD_BLOCK, STRIPPED
from jira_emulator.richtext.inline_reading import InlineReader
from jira_emulator.richtext.lines import split_at_blocks
from jira_emulator.richtext.list_reading import LIST_LINE, ListEntry, lists_of
from jira_emulator.richtext.macros import cut_macros
from jira_emulator.richtext.nesting import fit
from jira_emulator.richtext.nodes import Node, document, paragraph
from jira_emulator.richtext.scope import FindMedia, FindMention, ReadingScope
from jira_emulator.richtext.table_reading import TABLE_LINE, is_open_row, table_of

_HEADING = re.compile(r"[ \t]*h([1-6])\.[ \t]+([^ \t].*)$", re.DOTALL)
_QUOTE = re.compile(r"[ \t]*bq\.[ \t]+([^ \t].*)$", re.DOTALL)
_RULE = re.compile(r"[ \t]*-{4,}[ \t]*$")


def wiki_to_adf(text: str, *, mention: FindMention | None = None, media: FindMedia | None = None) -> Node:
    """The ADF document of a wiki markup text. Never raises; what is no legal markup stays as text.

    `mention` is asked for each `[~…]` with what stands behind the tilde (`accountid:…` or a user name) and answers
    with a `Mention`, or None when nobody is known: then the reference is kept as the id. `media` gives the media id
    of an attachment's file name; without it, the name is the id.
    """
    scope = ReadingScope(mention=mention, media=media)
    normalised = text.replace("\r\n", "\n").replace("\r", "\n").translate(STRIPPED)
    blocks = _read_blocks(normalised, scope)
    return document(fit(blocks, "doc") if blocks else [])


def _read_blocks(text: str, scope: ReadingScope) -> list[Node]:
    return _read_cut_blocks(cut_macros(text, scope, partial(_read_blocks, scope=scope)), scope)


def _read_cut_blocks(text: str, scope: ReadingScope) -> list[Node]:
    return _BlockReader(text.split("\n"), scope).read()


def _read_lines(text: str, scope: ReadingScope) -> list[Node]:
    """Paragraphs, and the blocks that stand between them, of lines that begin no block."""
    unescaped = ESCAPED_WORD_BLOCK.sub(r"\1", text) if "\\" in text else text
    parts = split_at_blocks(InlineReader(unescaped, scope).read())
    return [paragraph(part) if isinstance(part, list) else part for part in parts]


class _BlockReader:
    """Goes through the lines once."""

    def __init__(self, lines: list[str], scope: ReadingScope) -> None:
        self._lines, self._scope, self._at = lines, scope, 0
        self._blocks: list[Node] = []
        self._read_lines = partial(_read_lines, scope=scope)

    def read(self) -> list[Node]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip(" \t"):
                self._at += 1
            elif not self._read_block(line):
                self._blocks.extend(self._read_lines("\n".join(self._plain_lines())))
        return self._blocks

    def _read_block(self, line: str) -> bool:
        """Reads the block that this line begins; False when it is the line of a paragraph."""
        if heading := _HEADING.match(line):
            self._add_line(_heading(int(heading[1]), self._read_lines(heading[2])))
        elif quote := _QUOTE.match(line):
            content = fit(self._read_lines(quote[1]), "blockquote")
            self._add_line([{"type": "blockquote", "content": content}])
        elif _RULE.match(line):
            self._add_line([{"type": "rule"}])
        elif LIST_LINE.match(line):
            self._blocks.extend(lists_of(self._list_entries(), self._read_lines))
        elif TABLE_LINE.match(line):
            self._blocks.append(table_of(self._table_rows(), partial(_read_cut_blocks, scope=self._scope)))
        else:
            return False
        return True

    def _add_line(self, blocks: list[Node]) -> None:
        self._at += 1
        self._blocks.extend(blocks)

    def _plain_lines(self) -> list[str]:
        lines = [self._lines[self._at]]
        self._at += 1
        while self._at < len(self._lines) and _is_plain(self._lines[self._at]):
            lines.append(self._lines[self._at])
            self._at += 1
        return lines

    def _list_entries(self) -> list[ListEntry]:
        """List lines, each with the plain lines that follow it."""
        entries: list[ListEntry] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if match := None if _RULE.match(line) else LIST_LINE.match(line):
                entries.append(ListEntry(match[1], [match[2]]))
            elif _is_plain(line):
                entries[-1].lines.append(line)
            else:
                break
            self._at += 1
        return entries

    def _table_rows(self) -> list[str]:
        """Rows; one whose line does not end with a bar goes on until one does, or an empty line comes."""
        rows: list[str] = []
        while self._at < len(self._lines) and TABLE_LINE.match(self._lines[self._at]):
            rows.append("\n".join(self._row_lines()))
        return rows

    def _row_lines(self) -> list[str]:
        lines = [self._lines[self._at]]
        self._at += 1
        while is_open_row(lines[-1]) and self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip(" \t") or TABLE_LINE.match(line):
                break
            lines.append(line)
            self._at += 1
        return lines


def _is_plain(line: str) -> bool:
    """Whether the line begins no block and is not empty."""
    return bool(line.strip(" \t")) and not any(
        pattern.match(line) for pattern in (_HEADING, _QUOTE, _RULE, LIST_LINE, TABLE_LINE)
    )


def _heading(level: int, parts: list[Node]) -> list[Node]:
    """The first text is the heading; blocks and text behind it follow."""
    first = next((index for index, part in enumerate(parts) if part["type"] == "paragraph"), None)
    if first is None:
        return parts or [{"type": "heading", "attrs": {"level": level}, "content": []}]
    heading = {"type": "heading", "attrs": {"level": level}, "content": parts[first]["content"]}
    return [*parts[:first], heading, *parts[first + 1 :]]
