"""Three-way merge of long texts: by the blocks of a document, or by the lines of wiki markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.engine.snapshot import Content


@dataclass(frozen=True)
class Edit:
    """The blocks from `start` to `end` of the base became `blocks` (positions in the side's own list)."""

    start: int
    end: int
    blocks: slice


def merge_texts(base: Content, first: Content, second: Content) -> Content | None:
    """Both sides' edits in one text, or None where they touch each other. All three in one format."""
    if not (has_one_type(str, base, first, second) or has_one_type(dict, base, first, second)):
        return None
    blocks = merge_blocks(blocks_of(base), blocks_of(first), blocks_of(second))
    if blocks is None:
        return None
    return "".join(blocks) if isinstance(base, str) else {**base, "content": [json.loads(block) for block in blocks]}


def has_one_type(kind: type, *contents: Content) -> bool:
    return all(isinstance(content, kind) for content in contents)


def blocks_of(text: Content) -> list[str]:
    """The units that a text is merged by: lines of wiki markup, top-level nodes of a document."""
    if isinstance(text, str):
        return text.splitlines(keepends=True)
    nodes = text.get("content") if isinstance(text, dict) else None
    return [json.dumps(node, sort_keys=True) for node in (nodes if isinstance(nodes, list) else ())]


def merge_blocks(base: Sequence[str], first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """The blocks of the base with the edits of both; None where two edits overlap or meet."""
    edits = [(edit, first) for edit in edits_of(base, first)] + [(edit, second) for edit in edits_of(base, second)]
    edits = without_doubles(sorted(edits, key=lambda entry: (entry[0].start, entry[0].end)))
    merged: list[str] = []
    position = -1
    for edit, blocks in edits:
        if position >= 0 and edit.start <= position:
            return None
        merged += base[max(position, 0) : edit.start]
        merged += blocks[edit.blocks]
        position = edit.end
    return merged + list(base[max(position, 0) :])


def edits_of(base: Sequence[str], changed: Sequence[str]) -> list[Edit]:
    matcher = SequenceMatcher(None, base, changed, autojunk=False)
    return [Edit(i1, i2, slice(j1, j2)) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def without_doubles(edits: list[tuple[Edit, Sequence[str]]]) -> list[tuple[Edit, Sequence[str]]]:
    """Where both sides made the same edit, it is made once."""
    kept: list[tuple[Edit, Sequence[str]]] = []
    for edit, blocks in edits:
        if kept and same_edit(kept[-1], (edit, blocks)):
            continue
        kept.append((edit, blocks))
    return kept


def same_edit(known: tuple[Edit, Sequence[str]], other: tuple[Edit, Sequence[str]]) -> bool:
    (edit, blocks), (other_edit, other_blocks) = known, other
    is_same_place = (edit.start, edit.end) == (other_edit.start, other_edit.end)
    return is_same_place and list(blocks[edit.blocks]) == list(other_blocks[other_edit.blocks])
