"""Lines that begin with `*`, `#` or `-` → nested lists, and task lists where every item has a box."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from jira_emulator.richtext.nesting import fit
from jira_emulator.richtext.nodes import Node, children, text_node

DEEPEST_LIST = 20
LIST_LINE = re.compile(rf"[ \t]*([*#]{{1,{DEEPEST_LIST}}}|-)[ \t]+([^ \t].*)$", re.DOTALL)
_BOX = re.compile(r"\[( |x|X)\](?: |$)")
_LIST_TYPE = {"*": "bulletList", "-": "bulletList", "#": "orderedList"}


@dataclass(slots=True)
class ListEntry:
    """One item as written: its marker and its lines."""

    marker: str
    lines: list[str] = field(default_factory=list)


def lists_of(entries: list[ListEntry], read_lines: Callable[[str], list[Node]]) -> list[Node]:
    """The lists that these items make; a change of marker at the top begins another list."""
    top: list[Node] = []
    open_lists: list[Node] = []
    boxed: set[int] = set()
    for entry in entries:
        kind = _LIST_TYPE[entry.marker[-1]]
        level = min(len(entry.marker), len(open_lists) + 1)
        del open_lists[level:]
        if len(open_lists) == level and open_lists[-1]["type"] != kind:
            open_lists.pop()
        if len(open_lists) < level:
            new_list: Node = {"type": kind, "content": []}
            (open_lists[-1]["content"][-1]["content"] if open_lists else top).append(new_list)
            open_lists.append(new_list)
        item = _item(entry, read_lines)
        open_lists[-1]["content"].append(item)
        if _BOX.match(entry.lines[0]):
            boxed.add(id(item))
    return [_as_tasks(found, f"{index}", boxed) or found for index, found in enumerate(top)]


def _item(entry: ListEntry, read_lines: Callable[[str], list[Node]]) -> Node:
    return {"type": "listItem", "content": fit(read_lines("\n".join(entry.lines)), "listItem")}


def _as_tasks(found: Node, place: str, boxed: set[int]) -> Node | None:
    """The list as a task list; None unless every item, nested ones too, is one line with a box.

    `boxed` are the items (by identity) that were written with one: an escaped bracket is none.
    """
    if found["type"] != "bulletList":
        return None
    content: list[Node] = []
    for index, item in enumerate(children(found)):
        tasks = _task_nodes(children(item), f"{place}.{index}", boxed) if id(item) in boxed else None
        if tasks is None:
            return None
        content.extend(tasks)
    return {"type": "taskList", "attrs": {"localId": _local_id(place, "list")}, "content": content}


def _task_nodes(blocks: list[Node], place: str, boxed: set[int]) -> list[Node] | None:
    task = _task(blocks[0], place) if blocks else None
    nested = [_as_tasks(block, f"{place}.{index}", boxed) for index, block in enumerate(blocks[1:])]
    if task is None or None in nested:
        return None
    return [task, *(found for found in nested if found is not None)]


def _task(block: Node, place: str) -> Node | None:
    inlines = children(block) if block["type"] == "paragraph" else []
    if not inlines or inlines[0]["type"] != "text" or inlines[0].get("marks"):
        return None
    box = _BOX.match(inlines[0]["text"])
    if box is None:
        return None
    rest = inlines[0]["text"][box.end() :].lstrip(" \t")
    content = ([text_node(rest)] if rest else []) + inlines[1:]
    state = "TODO" if box[1] == " " else "DONE"
    return {
        "type": "taskItem",
        "attrs": {"localId": _local_id(place, rest), "state": state},
        "content": content,
    }


def _local_id(place: str, text: str) -> str:
    """The same text gives the same id: conversion is a pure function."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place} {text}".encode("utf-8", "replace").decode()))
