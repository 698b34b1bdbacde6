"""Lines that begin with `|` → tables; `||` before a cell makes it a header."""

from __future__ import annotations

import re
from collections.abc import Callable

from jira_emulator.richtext.nesting import fit
from jira_emulator.richtext.nodes import Node

TABLE_LINE = re.compile(r"[ \t]*\|")
_TOKEN = re.compile(
    r"\\.|\{\{[^\n]{1,1000}?\}\}|\[[^\]\n\[]{0,1000}\]|![^\s!|\n][^!|\n]{0,300}(?:\|[^!|\n]{0,300})?!|\|\|?",
    re.DOTALL,
)


def is_open_row(line: str) -> bool:
    """Whether the row goes on behind this line: it does not end with a bar, or has nothing but its first one."""
    stripped = line.strip(" \t")
    return not stripped.endswith("|") or stripped.endswith("\\|") or stripped == "|"


def table_of(rows: list[str], read_blocks: Callable[[str], list[Node]]) -> Node:
    """The table that these rows make."""
    return {"type": "table", "attrs": {}, "content": [_row(row, read_blocks) for row in rows]}


def _row(row: str, read_blocks: Callable[[str], list[Node]]) -> Node:
    cells = [_cell(separator, text, read_blocks) for separator, text in split_cells(row.strip(" \t"))]
    return {"type": "tableRow", "content": cells}


def _cell(separator: str, text: str, read_blocks: Callable[[str], list[Node]]) -> Node:
    kind = "tableHeader" if separator == "||" else "tableCell"
    return {"type": kind, "attrs": {}, "content": fit(read_blocks(text), kind)}


def split_cells(row: str) -> list[tuple[str, str]]:
    """Each cell with the separator before it; the separator that ends the row makes none."""
    cells: list[tuple[str, str]] = []
    separator, start = "", 0
    for match in _TOKEN.finditer(row):
        if not match[0].startswith("|"):
            continue
        if separator:
            cells.append((separator, row[start : match.start()]))
        separator, start = match[0], match.end()
    if row[start:].strip(" \t\n") or not cells:
        cells.append((separator, row[start:]))
    return cells
