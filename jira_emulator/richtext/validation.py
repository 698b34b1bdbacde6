"""Structural check of ADF documents that clients send, in Jira's spirit.

Source: Atlassian's ADF schema, written down here as a table: children, required attributes and marks of each node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jira_emulator.richtext.nesting import ALLOWED

DEEPEST = 60
MOST_PROBLEMS = 20

Check = Callable[[Any], bool]

_INLINE = frozenset(
    {
        "text",
        "date",
        "emoji",
        "hardBreak",
        "inlineCard",
        "mention",
        "placeholder",
        "status",
        "inlineExtension",
        "mediaInline",
    }
)
_EXTENSIONS = frozenset({"extension"})
_CARDS = frozenset({"blockCard", "embedCard"})
_ROOT = ALLOWED["doc"] | _EXTENSIONS | _CARDS | {"bodiedExtension", "layoutSection", "syncBlock", "bodiedSyncBlock"}
_BLOCK = ALLOWED["doc"] | _EXTENSIONS | _CARDS | {"bodiedExtension"}
_NON_NESTABLE = (ALLOWED["expand"] - {"nestedExpand"}) | _EXTENSIONS | _CARDS | {"decisionList"}
_CELL = ALLOWED["tableCell"] | _EXTENSIONS | _CARDS


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _filled(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _one_of(*values: object) -> Check:
    return lambda value: isinstance(value, str | int) and not isinstance(value, bool) and value in values


def _matches(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class _Rule:
    """`children` None: a leaf. `fewest`: how many children there must be; None: `content` may be left out."""

    children: frozenset[str] | None = None
    fewest: int | None = None
    most: int | None = None
    attrs: Mapping[str, Check] | None = None
    one_of_attrs: frozenset[str] = frozenset()


_LAYOUTS = _one_of("wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start")
_HEX = r"#[0-9a-fA-F]{6}"
_PANELS = _one_of("info", "note", "tip", "warning", "error", "success", "custom")
_EXTENSION_ATTRS = {"extensionKey": _filled, "extensionType": _filled}
_PARAGRAPH = frozenset({"paragraph"}) | _EXTENSIONS

_NODES: dict[str, _Rule] = {
    "paragraph": _Rule(_INLINE),
    "heading": _Rule(_INLINE, attrs={"level": _one_of(1, 2, 3, 4, 5, 6)}),
    "bulletList": _Rule(frozenset({"listItem"}), 1),
    "orderedList": _Rule(frozenset({"listItem"}), 1),
    "listItem": _Rule(ALLOWED["listItem"] | _EXTENSIONS, 1),
    "taskList": _Rule(frozenset({"taskItem", "taskList", "blockTaskItem"}), 1, attrs={"localId": _text}),
    "taskItem": _Rule(_INLINE, attrs={"localId": _text, "state": _one_of("TODO", "DONE")}),
    "blockTaskItem": _Rule(_PARAGRAPH, 1, attrs={"localId": _text, "state": _one_of("TODO", "DONE")}),
    "decisionList": _Rule(frozenset({"decisionItem"}), 1, attrs={"localId": _text}),
    "decisionItem": _Rule(_INLINE, attrs={"localId": _text, "state": _text}),
    "codeBlock": _Rule(frozenset({"text"})),
    "blockquote": _Rule(ALLOWED["blockquote"] | _EXTENSIONS, 1),
    "panel": _Rule(ALLOWED["panel"] | _EXTENSIONS | {"blockCard"}, 1, attrs={"panelType": _PANELS}),
    "rule": _Rule(),
    "table": _Rule(frozenset({"tableRow"}), 1),
    "tableRow": _Rule(frozenset({"tableCell", "tableHeader"}), 0),
    "tableCell": _Rule(_CELL, 1),
    "tableHeader": _Rule(_CELL, 1),
    "expand": _Rule(_NON_NESTABLE | {"nestedExpand"}, 1),
    "nestedExpand": _Rule(ALLOWED["nestedExpand"] | _EXTENSIONS | {"decisionList"}, 1, attrs={}),
    "mediaSingle": _Rule(frozenset({"media", "caption"}), 1, 2),
    "mediaGroup": _Rule(frozenset({"media"}), 1),
    "caption": _Rule(_INLINE - {"inlineExtension", "mediaInline"}),
    "media": _Rule(attrs={"type": _one_of("link", "file", "external")}),
    "mediaInline": _Rule(attrs={"id": _filled, "collection": _text}),
    "text": _Rule(),
    "hardBreak": _Rule(),
    "mention": _Rule(attrs={"id": _text}),
    "emoji": _Rule(attrs={"shortName": _text}),
    "date": _Rule(attrs={"timestamp": _filled}),
    "status": _Rule(attrs={"text": _filled, "color": _matches(rf"neutral|purple|blue|red|yellow|green|{_HEX}")}),
    "placeholder": _Rule(attrs={"text": _text}),
    "inlineCard": _Rule(attrs={}, one_of_attrs=frozenset({"url", "data"})),
    "blockCard": _Rule(attrs={}, one_of_attrs=frozenset({"url", "data", "datasource"})),
    "embedCard": _Rule(attrs={"url": _text, "layout": _LAYOUTS}),
    "extension": _Rule(attrs=_EXTENSION_ATTRS),
    "inlineExtension": _Rule(attrs=_EXTENSION_ATTRS),
    "bodiedExtension": _Rule(_NON_NESTABLE, 1, attrs=_EXTENSION_ATTRS),
    "layoutSection": _Rule(frozenset({"layoutColumn"}), 2, 3),
    "layoutColumn": _Rule(_BLOCK, 1, attrs={"width": _number}),
    "syncBlock": _Rule(attrs={"resourceId": _text, "localId": _text}),
    "bodiedSyncBlock": _Rule(_BLOCK | {"layoutSection"}, attrs={"resourceId": _text, "localId": _text}),
}

_MARKS: dict[str, dict[str, Check]] = {
    "strong": {},
    "em": {},
    "underline": {},
    "strike": {},
    "code": {},
    "subsup": {"type": _one_of("sub", "sup")},
    "textColor": {"color": _matches(_HEX)},
    "backgroundColor": {"color": _matches(_HEX)},
    "link": {"href": _text},
    "annotation": {"id": _text, "annotationType": _one_of("inlineComment")},
    "alignment": {"align": _one_of("center", "end")},
    "indentation": {"level": _one_of(1, 2, 3, 4, 5, 6)},
    "fontSize": {"fontSize": _one_of("small")},
    "border": {"size": _number, "color": _text},
    "breakout": {"mode": _one_of("wide", "full-width")},
    "fragment": {"localId": _filled},
    "dataConsumer": {},
}
_TEXT_MARKS = frozenset(
    {
        "strong",
        "em",
        "underline",
        "strike",
        "code",
        "subsup",
        "textColor",
        "backgroundColor",
        "link",
        "annotation",
    }
)
_WITH_CODE = frozenset({"code", "link", "annotation"})
_PROPERTIES = frozenset({"type", "attrs", "content", "marks", "text"})


def validate_adf(document: object) -> list[str]:
    """What is wrong with a document, each with its place; empty when it is valid. Never raises."""
    if not isinstance(document, dict):
        return ["The document must be an object."]
    problems: list[str] = []
    if document.get("type") != "doc":
        problems.append("The root node must be of type 'doc'.")
    if document.get("version") != 1 or isinstance(document.get("version"), bool):
        problems.append("The document must have version 1.")
    if unknown := document.keys() - {"type", "version", "content"}:
        problems.append(f"doc: unknown property '{min(map(str, unknown))}'.")
    _Checker(problems).check_children(document.get("content"), _ROOT, "doc", 0)
    return problems[:MOST_PROBLEMS]


class _Checker:
    """Walks a document and collects problems."""

    def __init__(self, problems: list[str]) -> None:
        self._problems = problems

    def check_children(self, content: object, allowed: frozenset[str], place: str, depth: int) -> None:
        if not isinstance(content, list):
            self._problems.append(f"{place}: 'content' must be an array.")
        elif depth > DEEPEST:
            self._problems.append(f"{place}: nested too deeply.")
        else:
            for index, child in enumerate(content):
                self._check_child(child, allowed, f"{place}/{index}", depth)

    def _check_child(self, child: object, allowed: frozenset[str], place: str, depth: int) -> None:
        if len(self._problems) >= MOST_PROBLEMS:
            return
        kind = child.get("type") if isinstance(child, dict) else None
        if not isinstance(child, dict) or not isinstance(kind, str):
            self._problems.append(f"{place}: a node must be an object with a type.")
        elif kind not in _NODES:
            self._problems.append(f"{place}: unknown node type '{kind}'.")
        elif kind not in allowed:
            self._problems.append(f"{place}: '{kind}' is not allowed here.")
        else:
            self._check_node(child, _NODES[kind], f"{place}/{kind}", depth)

    def _check_node(self, node: dict[str, Any], rule: _Rule, place: str, depth: int) -> None:
        if unknown := node.keys() - _PROPERTIES:
            self._problems.append(f"{place}: unknown property '{min(map(str, unknown))}'.")
        self._check_attrs(node.get("attrs"), rule.attrs, rule.one_of_attrs, place)
        self._check_text(node, place)
        self._check_marks(node, place)
        self._check_content(node, rule, place, depth)

    def _check_content(self, node: dict[str, Any], rule: _Rule, place: str, depth: int) -> None:
        if rule.children is None:
            if "content" in node:
                self._problems.append(f"{place}: may not have content.")
            return
        content = node.get("content", None if rule.fewest is not None else [])
        self.check_children(content, rule.children, place, depth + 1)
        count = len(content) if isinstance(content, list) else 0
        if count < (rule.fewest or 0) or (rule.most is not None and count > rule.most):
            self._problems.append(f"{place}: wrong number of children ({count}).")

    def _check_attrs(
        self, attrs: object, wanted: Mapping[str, Check] | None, one_of: frozenset[str], place: str
    ) -> None:
        if attrs is None and wanted is None:
            return
        if not isinstance(attrs, dict):
            self._problems.append(f"{place}: 'attrs' must be an object.")
            return
        for name, check in (wanted or {}).items():
            if name not in attrs or not check(attrs[name]):
                self._problems.append(f"{place}: attribute '{name}' is missing or invalid.")
        if one_of and not one_of & attrs.keys():
            self._problems.append(f"{place}: one of the attributes {sorted(one_of)} is required.")

    def _check_text(self, node: dict[str, Any], place: str) -> None:
        if node["type"] == "text" and not _filled(node.get("text")):
            self._problems.append(f"{place}: text must be a string that is not empty.")
        elif node["type"] != "text" and "text" in node:
            self._problems.append(f"{place}: unknown property 'text'.")
        if node["type"] == "media":
            self._check_media(node.get("attrs"), place)

    def _check_media(self, attrs: object, place: str) -> None:
        if not isinstance(attrs, dict):
            return
        needed = ("url",) if attrs.get("type") == "external" else ("id", "collection")
        self._problems.extend(
            f"{place}: attribute '{name}' is missing or invalid." for name in needed if not _text(attrs.get(name))
        )

    def _check_marks(self, node: dict[str, Any], place: str) -> None:
        marks = node.get("marks", [])
        if not isinstance(marks, list):
            self._problems.append(f"{place}: 'marks' must be an array.")
            return
        kinds = {self._check_mark(mark, place) for mark in marks} - {None}
        if node["type"] == "text" and (("code" in kinds and not kinds <= _WITH_CODE) or not kinds <= _TEXT_MARKS):
            self._problems.append(f"{place}: marks that can't be combined: {sorted(map(str, kinds))}.")

    def _check_mark(self, mark: object, place: str) -> str | None:
        kind = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(mark, dict) or not isinstance(kind, str) or kind not in _MARKS:
            self._problems.append(f"{place}: unknown mark '{kind}'.")
            return None
        self._check_attrs(mark.get("attrs"), _MARKS[kind] or None, frozenset(), f"{place}/{kind}")
        return kind
