"""Random edits on both sides, syncs at random moments: nothing is lost, and in the end both sides show the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.engine.author_line import undecorated
from app.engine.contract import ConflictPolicy, Side
from app.engine.raw import Json
from app.engine.snapshot import Value
from tests.engine import model, things
from tests.engine.model import Issue, Ticks, World
from tests.engine.things import adf, configuration, contract

sides = st.sampled_from(Side)
normals = st.sampled_from([model.as_given, model.trimmed, model.shortened, model.in_lower_case])
texts = st.sampled_from(["ok", "no", "perhaps"]).map(adf)
policies = st.sampled_from([ConflictPolicy.NEWEST, ConflictPolicy.FIRST, ConflictPolicy.SECOND])
moments = st.booleans()
"""Whether an edit falls into the next write instead of happening at once."""


class TwoSides(RuleBasedStateMachine):
    """People edit two issues at any moment, also between a plan and its write and between a write and its reading.
    Each name and paragraph that somebody writes is used once, so that it can be told what became of it."""

    @initialize(first=normals, second=normals, policy=policies)
    def two_issues(self, first: model.Normal, second: model.Normal, policy: ConflictPolicy) -> None:
        rules = tuple(things.rule(alias, policy=policy) for alias in things.KINDS_OF_FIELDS)
        ticks = Ticks()
        issues = Issue(Side.FIRST, ticks, first), Issue(Side.SECOND, ticks, second)
        self.world = World(configuration(contract(*rules)), *issues)
        self.last: dict[tuple[Side, str], str] = {}
        self.count = 0
        self.waiting: list[Callable[[], None]] = []
        self.world.meddle = self.meddle
        for issue in issues:
            issue.fields.update(summary="start", description=None, labels=[], priority={"id": f"{number(issue)}0"})
        self.world.sync()

    def meddle(self) -> None:
        """One of the edits that were put in for the moment of a write."""
        if self.waiting:
            self.waiting.pop(0)()

    def act(self, edit: Callable[[], None], is_later: bool) -> None:
        if is_later:
            self.waiting.append(edit)
        else:
            edit()

    def new_word(self, side: Side, field_id: str) -> str:
        self.count += 1
        self.last[side, field_id] = f"w{self.count}"
        return f"w{self.count}"

    @rule(side=sides, is_later=moments)
    def rename(self, side: Side, is_later: bool) -> None:
        self.act(lambda: self.world.issue(side).edit({"summary": f" {self.new_word(side, 'summary')}"}), is_later)

    @rule(side=sides, is_later=moments, place=st.integers(0, 5), replaces=st.booleans())
    def describe(self, side: Side, is_later: bool, place: int, replaces: bool) -> None:
        """A paragraph is put in, or replaces another one."""
        self.act(lambda: self.describe_now(side, place, replaces), is_later)

    def describe_now(self, side: Side, place: int, replaces: bool) -> None:
        issue = self.world.issue(side)
        paragraphs = model.paragraphs_of(issue.fields["description"])
        word = self.new_word(side, "description")
        issue.edit({"description": adf(*paragraphs[:place], word, *paragraphs[place + int(replaces) :])})

    @rule(side=sides, name=st.integers(0, 1), is_later=moments)
    def add_label(self, side: Side, name: int, is_later: bool) -> None:
        """Each side has words of its own: two spellings of one word on a side that knows one are nobody's fault."""
        self.act(lambda: self.change_labels(side, add=f"{side.title()}{name}"), is_later)

    @rule(side=sides, place=st.integers(0, 3), is_later=moments)
    def remove_label(self, side: Side, place: int, is_later: bool) -> None:
        self.act(lambda: self.change_labels(side, remove=place), is_later)

    def change_labels(self, side: Side, add: str | None = None, remove: int | None = None) -> None:
        issue = self.world.issue(side)
        names = [name for place, name in enumerate(issue.fields["labels"]) if place != remove]
        issue.edit({"labels": sorted({*names, add} if add else names)})

    @rule(side=sides, option=st.integers(0, 2), is_later=moments)
    def prioritise(self, side: Side, option: int, is_later: bool) -> None:
        issue = self.world.issue(side)
        self.act(lambda: issue.edit({"priority": {"id": f"{number(issue)}{option}"}}), is_later)

    @rule(side=sides, text=texts)
    def comment(self, side: Side, text: Json) -> None:
        self.world.issue(side).say(text)

    @rule(side=sides, text=texts, number=st.integers(0, 3))
    def edit_comment(self, side: Side, text: Json, number: int) -> None:
        known = sorted(self.world.issue(side).comments)
        if number < len(known):
            self.world.issue(side).say(text, known[number])

    @rule()
    def sync(self) -> None:
        self.world.sync(most=12)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.waiting.clear()
        self.world.sync(most=12)
        assert self.world.sync() == 0
        first, second = self.world.first, self.world.second
        for alias in things.KINDS_OF_FIELDS:
            shown, counterpart = first.fields[alias], second.fields[alias]
            assert same(alias, shown, counterpart, first, second), (alias, shown, counterpart)
        assert texts_of(first) == texts_of(second)
        for (side, alias), word in self.last.items():
            assert self.has_travelled(word, side.other, alias) or self.is_kept(word, alias), (side, alias, word)

    def has_travelled(self, word: str, side: Side, alias: str) -> bool:
        """Whether the other side has ever shown what somebody wrote last."""
        items = [item for entry in self.world.issue(side).history for item in entry.items if item.field_id == alias]
        return any(word in (item.to_text or "").split() for item in items)

    def is_kept(self, word: str, alias: str) -> bool:
        kept = [conflict.losing for conflict in self.world.conflicts if conflict.place == alias]
        return any(isinstance(state, Value) and word in words_of(state.content) for state in kept)


def number(issue: Issue) -> str:
    return "1" if issue.side is Side.FIRST else "2"


def words_of(content: Any) -> list[str]:
    return content.split() if isinstance(content, str) else model.paragraphs_of(content)


def same(alias: str, shown: Any, counterpart: Any, first: Issue, second: Issue) -> bool:
    """Whether both show the same, or one shows what it makes of what the other shows."""
    if alias == "priority":
        return bool(shown["id"][1:] == counterpart["id"][1:])
    in_form = first.normal(alias, counterpart), second.normal(alias, shown)
    return bool(in_form[0] == shown or in_form[1] == counterpart)


def texts_of(issue: Issue) -> list[str]:
    return sorted(str(undecorated(comment.body)) for comment in issue.comments.values())


TwoSides.TestCase.settings = settings(max_examples=100, stateful_step_count=30)
TestTwoSides = TwoSides.TestCase
