"""What reading a paragraph leaves behind it, and how text effects are laid over it."""

from __future__ import annotations

from dataclasses import dataclass

from jira_emulator.richtext.lines import merged_text
from jira_emulator.richtext.nodes import Mark, Node, text_node


@dataclass(slots=True)
class Switch:
    """A sign that may turn a mark on or off. Unresolved, it is the text that was written."""

    written: str
    mark: Mark
    is_on: bool | None = None


Piece = str | Node | Switch


def nodes_of(pieces: list[Piece]) -> list[Node]:
    """Applies the switches: text between a resolved pair carries the mark; the rest of the signs are text."""
    active: dict[str, Mark] = {}
    nodes: list[Node] = []
    for piece in pieces:
        match piece:
            case Switch(_, mark, True):
                active.setdefault(mark["type"], mark)
            case Switch(_, mark, False):
                if active.get(mark["type"]) == mark:
                    del active[mark["type"]]
            case Switch(written):
                nodes.append(text_node(written, active.values()))
            case str():
                nodes.append(text_node(piece, active.values()))
            case _:
                nodes.append(_marked(piece, active))
    return merged_text(nodes)


def _marked(node: Node, active: dict[str, Mark]) -> Node:
    if node["type"] != "text" or not active:
        return node
    marks = node.get("marks", [])
    if any(mark["type"] == "code" for mark in marks):
        return node
    return text_node(node["text"], [*active.values(), *marks])
