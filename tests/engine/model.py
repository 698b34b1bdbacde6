"""Two Jira issues in memory that store what they are given in a form of their own, and a sync by the engine alone.

The model is as unforgiving as Jira where it counts: each edit leaves a changelog entry, sets change by verbs, and what
a side shows after a write is what it made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.engine.agreed import after_comment, after_creation, after_fields, with_agreements
from app.engine.base import Base
from app.engine.check import edited_since, judge, overwritten
from app.engine.contract import Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, Operation
from app.engine.plan import Conflict, PairView, Plan
from app.engine.raw import HistoryEntry, HistoryItem, RawComment, RawIssue, RawWrite
from app.engine.reading import read_comment, read_snapshot
from app.engine.snapshot import Snapshot
from app.engine.writing import to_raw
from tests.engine.things import START, adf, at

Normal = Callable[[str, Any], Any]
"""What a side makes of a value that it is given, by field id."""


def as_given(field_id: str, value: Any) -> Any:
    return value


def trimmed(field_id: str, value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def shortened(field_id: str, value: Any) -> Any:
    return value[:6].strip() if isinstance(value, str) and field_id == "summary" else value


def in_lower_case(field_id: str, value: Any) -> Any:
    return sorted({name.lower() for name in value}) if isinstance(value, list) else value


class Ticks:
    """A clock of which no two readings are equal, and ids that rise with it."""

    def __init__(self) -> None:
        self.number = 100

    def next(self) -> tuple[str, datetime]:
        self.number += 1
        return str(self.number), at(self.number)


@dataclass
class Issue:
    """One side's issue. `hidden` fields are not in any answer."""

    side: Side
    ticks: Ticks
    normal: Normal = as_given
    fields: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, RawComment] = field(default_factory=dict)
    history: list[HistoryEntry] = field(default_factory=list)
    hidden: frozenset[str] = frozenset()
    created_at: datetime = START

    def edit(self, changes: Mapping[str, Any], operation_id: str | None = None) -> None:
        stored = {name: self.normal(name, value) for name, value in changes.items()}
        changed = {name: value for name, value in stored.items() if value != self.fields.get(name)}
        items = tuple(item_of(name, self.fields.get(name), value) for name, value in changed.items())
        self.fields.update(changed)
        entry_id, now = self.ticks.next()
        if items:
            self.history.append(HistoryEntry(entry_id, now, "somebody", items, operation_id))

    def write(self, raw: RawWrite, operation_id: str | None) -> None:
        sets = {name: list(with_verbs(self.fields.get(name) or [], verbs)) for name, verbs in raw.update.items()}
        whole = {name: from_wiki(value) if raw.text_format == "wiki" else value for name, value in raw.fields.items()}
        self.edit({**whole, **sets}, operation_id)

    def say(self, text: Any, comment_id: str | None = None, author: str = "Ann") -> RawComment:
        """A new comment, or another text for one that is there."""
        tick, now = self.ticks.next()
        known = self.comments.get(comment_id or "")
        if known is None:
            known = RawComment(f"{self.side}-{tick}", "id", author, text, now, now)
        else:
            known = replace(known, body=text, updated_at=now)
        self.comments[known.id] = known
        return known

    def read(self) -> RawIssue:
        number = "1" if self.side is Side.FIRST else "2"
        return RawIssue(
            id=number,
            key=f"{self.side}-1",
            project_id=f"{number}0000",
            issue_type_id=f"{number}1",
            created_at=self.created_at,
            updated_at=self.created_at,
            fields={name: value for name, value in self.fields.items() if name not in self.hidden},
            comments=tuple(self.comments.values()),
            history=tuple(self.history),
        )


def from_wiki(text: str | None) -> Any:
    """Wiki markup as the document that it becomes: a paragraph for each line."""
    return None if text is None else adf(*text.split("\n"))


def paragraphs_of(document: Any) -> list[str]:
    return [block["content"][0]["text"] for block in document["content"]] if document else []


def item_of(field_id: str, before: Any, after: Any) -> HistoryItem:
    return HistoryItem(field_id, *changelog_form(before), *changelog_form(after))


def changelog_form(value: Any) -> tuple[str | None, str | None]:
    match value:
        case None:
            return None, None
        case {"id": option_id}:
            return str(option_id), f"option {option_id}"
        case {"type": "doc"}:
            return None, "\n".join(paragraphs_of(value))
        case list():
            return None, " ".join(value)
        case _:
            return None, str(value)


def with_verbs(present: list[str], verbs: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    removed = {verb["remove"] for verb in verbs if "remove" in verb}
    added = {verb["add"] for verb in verbs if "add" in verb}
    yield from sorted((set(present) - removed) | added)


@dataclass
class World:
    """A pair and all that a backend would keep about it. `meddle` is called before and after each write: people edit
    whenever they like."""

    configuration: Configuration
    first: Issue
    second: Issue
    base: Base = field(default_factory=Base)
    conflicts: list[Conflict] = field(default_factory=list)
    meddle: Callable[[], None] = lambda: None
    writes: int = 0

    def issue(self, side: Side) -> Issue:
        return self.first if side is Side.FIRST else self.second

    def snapshot(self, side: Side) -> Snapshot:
        mapping = self.configuration.mapping(side)
        assert mapping is not None
        return read_snapshot(self.issue(side).read(), mapping, self.configuration.contract)

    def view(self) -> PairView:
        return PairView(self.snapshot(Side.FIRST), self.snapshot(Side.SECOND), self.base)

    def sync(self, most: int = 6) -> int:
        """Plans and carries out until there is nothing to do; returns after how many plans. Fails when that never
        comes."""
        for rounds in range(most):
            view = self.view()
            decision = plan(view, self.configuration)
            if decision.is_empty:
                return rounds
            self.carry_out(decision, view)
        raise AssertionError(f"still not in step after {most} plans: {decision}")

    def carry_out(self, decision: Plan, view: PairView) -> None:
        self.conflicts += decision.conflicts
        self.base = with_agreements(self.base, decision)
        waiting: list[Operation] = list(decision.operations)
        while waiting:
            waiting[:0] = self.carry_out_one(waiting.pop(0), view)

    def carry_out_one(self, operation: Operation, view: PairView) -> tuple[Operation, ...]:
        self.meddle()
        self.writes += 1
        source, before = view.snapshot(operation.side.other), view.snapshot(operation.side)
        match operation:
            case EditFields():
                assert source is not None
                assert before is not None
                return self.edit(operation, source, before)
            case CreateComment():
                written = self.issue(operation.side).say(operation.body, author="the add-on")
                self.base = after_comment(self.base, operation, read_comment(written))
            case EditComment():
                self.edit_comment(operation)
            case CreateIssue():
                assert source is not None
                self.create(operation, source)
        return ()

    def edit_comment(self, operation: EditComment) -> None:
        """Comments have no changelog: the counterpart is read right before it is overwritten."""
        issue = self.issue(operation.side)
        if read_comment(issue.comments[operation.comment_id]).raw_digest == operation.expected_digest:
            written = issue.say(operation.body, operation.comment_id)
            self.base = after_comment(self.base, operation, read_comment(written))

    def edit(self, operation: EditFields, source: Snapshot, before: Snapshot) -> tuple[Operation, ...]:
        mapping = self.configuration.mapping(operation.side)
        assert mapping is not None
        issue, contract = self.issue(operation.side), self.configuration.contract
        operation_id = f"operation {self.writes}"
        issue.write(to_raw(operation, mapping, contract), operation_id)
        self.meddle()
        raw = issue.read()
        judgement = judge(overwritten(operation, raw, operation_id, mapping, contract), operation, source)
        self.conflicts += judgement.conflicts
        since = edited_since(operation, raw, operation_id, mapping)
        decided = without_base(operation, judgement.undecided)
        written = read_snapshot(raw, mapping, contract)
        number = self.configuration.number
        self.base = after_fields(self.base, decided, source, before, written, number, edited_since=since)
        return judgement.put_back

    def create(self, operation: CreateIssue, source: Snapshot) -> None:
        mapping = self.configuration.mapping(operation.side)
        assert mapping is not None
        issue, contract = self.issue(operation.side), self.configuration.contract
        raw = to_raw(operation, mapping, contract)
        issue.fields.update({name: issue.normal(name, value) for name, value in raw.fields.items()})
        written = self.snapshot(operation.side)
        self.base = after_creation(self.base, operation, source, written, self.configuration.number)


def without_base(operation: EditFields, aliases: frozenset[str]) -> EditFields:
    writes = tuple(replace(write, moves_base=write.alias not in aliases) for write in operation.writes)
    return replace(operation, writes=writes) if aliases else operation
