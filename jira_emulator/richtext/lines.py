"""Runs of inline nodes: joined where they are alike, split into lines, trimmed, and parted from blocks."""

from __future__ import annotations

from itertools import groupby

from jira_emulator.richtext.nodes import BLOCK_TYPES, Mark, Node, hard_break, text_node


def merged_text(nodes: list[Node]) -> list[Node]:
    """Neighbouring texts with the same marks become one."""
    merged: list[Node] = []
    for (is_text, marks), group in groupby(nodes, key=_text_key):
        run = list(group)
        merged.extend([text_node("".join(node["text"] for node in run), marks)] if is_text else run)
    return merged


def _text_key(node: Node) -> tuple[bool, list[Mark]]:
    return node["type"] == "text", node.get("marks", []) if node["type"] == "text" else []


def split_at_blocks(nodes: list[Node]) -> list[Node | list[Node]]:
    """Runs of inline nodes, trimmed of white space and outer breaks, with the blocks between them."""
    parts: list[Node | list[Node]] = []
    for is_block, group in groupby(nodes, key=lambda node: node["type"] in BLOCK_TYPES):
        if is_block:
            parts.extend(group)
        elif inlines := trimmed_lines(list(group)):
            parts.append(inlines)
    return parts


def trimmed_lines(nodes: list[Node]) -> list[Node]:
    """Without blanks at the edges of lines, and without breaks at the edges of the paragraph."""
    lines: list[list[Node]] = [[]]
    for node in nodes:
        if node["type"] == "hardBreak":
            lines.append([])
        else:
            lines[-1].append(node)
    return _joined_lines([trimmed_line(line) for line in lines])


def _joined_lines(lines: list[list[Node]]) -> list[Node]:
    filled = [index for index, line in enumerate(lines) if line]
    if not filled:
        return []
    joined: list[Node] = []
    for line in lines[filled[0] : filled[-1] + 1]:
        joined.extend([*line, hard_break()])
    return joined[:-1]


def trimmed_line(line: list[Node]) -> list[Node]:
    """Blanks at the edges of a line mean nothing in wiki markup."""
    trimmed = _trimmed_start(line)
    return _trimmed_start(trimmed[::-1], from_end=True)[::-1]


def _trimmed_start(line: list[Node], *, from_end: bool = False) -> list[Node]:
    for index, node in enumerate(line):
        if node["type"] != "text" or _has_code(node):
            return line[index:]
        text = node["text"].rstrip(" \t") if from_end else node["text"].lstrip(" \t")
        if text:
            return [{**node, "text": text}, *line[index + 1 :]]
    return []


def _has_code(node: Node) -> bool:
    return any(mark["type"] == "code" for mark in node.get("marks", []))
