"""One field of two sides: the decision as a table over {unchanged, changed} × 2 sides, with and without a base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.agreed import set_half
from app.engine.base import BaseHalf, FieldBase
from app.engine.changes import base_of, half_of, is_changed
from app.engine.contract import ConflictPolicy, Direction, FieldKind, FieldRule, InitialRule, Side
from app.engine.kinds import KINDS, is_writable
from app.engine.mapping import FieldMapping
from app.engine.operations import FieldWrite, SetChange
from app.engine.plan import Agreement, Conflict, Hold, Skip
from app.engine.sets import elements, partners
from app.engine.snapshot import Absent, Content, Empty, FieldReading, FieldState, Unmapped, Value
from app.engine.texts import merge_texts

CONFLICT_NEEDS_DECISION = "conflict-needs-decision"
VALUE_WITHOUT_COUNTERPART = "value-without-counterpart"
INITIAL_VALUES_DIFFER = "initial-values-differ"


@dataclass(frozen=True)
class FieldOutcome:
    """What is to be done about one field: at most one write per side."""

    writes: Mapping[Side, FieldWrite | SetChange] = field(default_factory=dict)
    agreement: Agreement | None = None
    conflict: Conflict | None = None
    skip: Skip | None = None
    hold: Hold | None = None


NOTHING = FieldOutcome()


@dataclass(frozen=True)
class FieldView:
    """One field as both sides show it, with its rule and what was last agreed on."""

    rule: FieldRule
    first: FieldReading
    second: FieldReading
    base: FieldBase | None
    configuration_number: int
    mappings: Mapping[Side, FieldMapping | None] = field(default_factory=dict)

    def reading(self, side: Side) -> FieldReading:
        return self.first if side is Side.FIRST else self.second

    def state(self, side: Side) -> FieldState:
        return self.reading(side).state

    def agreed(self) -> FieldOutcome:
        return FieldOutcome(
            agreement=Agreement(self.rule.alias, base_of(self.first, self.second, self.configuration_number))
        )


def decide_field(view: FieldView) -> FieldOutcome:
    """What is to be done about the field. A value that the other side has no counterpart for is held, never guessed."""
    outcome = decide_by_table(view)
    for side, write in outcome.writes.items():
        if isinstance(write, FieldWrite) and not is_writable(view.rule.kind, write.content, view.mappings.get(side)):
            return FieldOutcome(hold=unwritable(view.rule, side, write.content))
    return outcome


def unwritable(rule: FieldRule, side: Side, state: FieldState) -> Hold:
    value = state.content if isinstance(state, Value) else ""
    reason = f"The {side} side has no counterpart for “{value}” of {rule.alias}; map it, or choose another value."
    return Hold(rule.alias, side, VALUE_WITHOUT_COUNTERPART, reason)


def decide_by_table(view: FieldView) -> FieldOutcome:
    if isinstance(view.first.state, Absent) or isinstance(view.second.state, Absent):
        return NOTHING
    if view.rule.direction is Direction.NONE:
        return NOTHING
    if view.base is None:
        return decide_without_base(view)
    changed = [side for side in Side if is_changed(view.reading(side), half(view, side), view.configuration_number)]
    if not changed:
        return NOTHING
    if view.first.state == view.second.state and not isinstance(view.first.state, Unmapped):
        return view.agreed()
    if KINDS[view.rule.kind].is_set:
        return merge_sets(view, half(view, Side.FIRST).state, half(view, Side.SECOND).state)
    if len(changed) == 1:
        return carry_change(view, changed[0])
    return settle_conflict(view)


def half(view: FieldView, side: Side) -> BaseHalf:
    assert view.base is not None
    return view.base.half(side)


# -- no base yet -----------------------------------------------------------------------------------------------


def decide_without_base(view: FieldView) -> FieldOutcome:
    """Equal sides agree. Otherwise the mapping's `initial` rule decides, never the time. Sets are united by
    `fill-empty`: nothing is lost by that."""
    first, second = view.first.state, view.second.state
    if isinstance(first, Unmapped) or isinstance(second, Unmapped):
        side = Side.FIRST if isinstance(first, Unmapped) else Side.SECOND
        return hold_unmapped(view, side)
    if first == second:
        return view.agreed()
    match view.rule.initial:
        case InitialRule.FIRST:
            return write_over(view, Side.FIRST, "initial: first")
        case InitialRule.SECOND:
            return write_over(view, Side.SECOND, "initial: second")
        case InitialRule.FILL_EMPTY if KINDS[view.rule.kind].is_set:
            return merge_sets(view, Empty(), Empty())
        case InitialRule.FILL_EMPTY if isinstance(first, Empty):
            return carry_change(view, Side.SECOND)
        case InitialRule.FILL_EMPTY if isinstance(second, Empty):
            return carry_change(view, Side.FIRST)
        case _:
            reason = f"{view.rule.alias} differs between the two issues, and nothing says which one is right."
            return FieldOutcome(hold=Hold(view.rule.alias, Side.SECOND, INITIAL_VALUES_DIFFER, reason))


# -- one side changed ------------------------------------------------------------------------------------------


def carry_change(view: FieldView, changed: Side) -> FieldOutcome:
    """What changed on one side is written to the other, where the direction allows it."""
    target, state = changed.other, view.state(changed)
    if not view.rule.direction.allows_writing(target):
        reason = f"{view.rule.alias} is not written to the {target} side; the change there stays there."
        return FieldOutcome(skip=Skip(view.rule.alias, target, reason))
    if isinstance(state, Unmapped):
        return hold_unmapped(view, changed)
    if isinstance(view.state(target), Unmapped):
        return write_over(view, changed, "a value without counterpart gives way")
    return FieldOutcome(writes={target: field_write(view, state, target)})


def hold_unmapped(view: FieldView, side: Side) -> FieldOutcome:
    state = view.state(side)
    raw = state.raw if isinstance(state, Unmapped) else ""
    reason = f"The value “{raw}” of {view.rule.alias} has no counterpart; map it, or choose another value."
    return FieldOutcome(hold=Hold(view.rule.alias, side, VALUE_WITHOUT_COUNTERPART, reason))


def field_write(view: FieldView, state: FieldState, target: Side) -> FieldWrite:
    assert isinstance(state, Value | Empty)
    source = half_of(view.reading(target.other), view.configuration_number)
    return FieldWrite(view.rule.alias, state, source=source)


# -- both sides changed ----------------------------------------------------------------------------------------


def settle_conflict(view: FieldView) -> FieldOutcome:
    """Texts are merged where that is clean; otherwise one side wins by direction or policy, and the loser is kept."""
    one_way = next((side for side in Side if not view.rule.direction.allows_writing(side)), None)
    if one_way is not None:
        is_closed = not view.rule.direction.allows_writing(one_way.other)
        return NOTHING if is_closed else write_over(view, one_way, f"direction: {view.rule.direction}")
    merged = merged_text(view)
    if merged is not None:
        return write_merged(view, merged)
    if view.rule.policy is ConflictPolicy.ASK:
        reason = f"Both sides changed {view.rule.alias}; decide which value stands."
        return FieldOutcome(hold=Hold(view.rule.alias, Side.SECOND, CONFLICT_NEEDS_DECISION, reason))
    return write_over(view, winner(view), str(view.rule.policy))


def winner(view: FieldView) -> Side:
    match view.rule.policy:
        case ConflictPolicy.FIRST:
            return Side.FIRST
        case ConflictPolicy.SECOND:
            return Side.SECOND
        case _:
            return newest(view)


def newest(view: FieldView) -> Side:
    """The side that changed last; ties, and times that nobody knows, go to `first`."""
    first, second = view.first.changed_at, view.second.changed_at
    is_second_newer = second is not None and first is not None and second > first
    return Side.SECOND if is_second_newer else Side.FIRST


def write_over(view: FieldView, winning: Side, rule: str) -> FieldOutcome:
    """Writes the winning side's value over the other, whose value is kept in the conflict."""
    losing = winning.other
    if not view.rule.direction.allows_writing(losing):
        reason = f"{view.rule.alias} is not written to the {losing} side."
        return FieldOutcome(skip=Skip(view.rule.alias, losing, reason))
    if isinstance(view.state(winning), Unmapped):
        return hold_unmapped(view, winning)
    conflict = Conflict(
        place=view.rule.alias,
        loser=losing,
        losing=view.state(losing),
        winning=view.state(winning),
        rule=rule,
        losing_changed_at=view.reading(losing).changed_at,
        winning_changed_at=view.reading(winning).changed_at,
    )
    return FieldOutcome(writes={losing: overwriting(view, winning)}, conflict=conflict)


def overwriting(view: FieldView, winning: Side) -> FieldWrite | SetChange:
    """A set becomes the winner's by verbs too: what somebody adds at the same moment stays."""
    if not KINDS[view.rule.kind].is_set:
        return field_write(view, view.state(winning), winning.other)
    wanted, present = elements(view.state(winning)), elements(view.state(winning.other))
    return SetChange(view.rule.alias, tuple(sorted(wanted - present)), tuple(sorted(present - wanted)))


# -- texts and sets --------------------------------------------------------------------------------------------


def merged_text(view: FieldView) -> Content | None:
    """Both edits in one text, where they don't touch each other; None where they do, or where the two sides did not
    show the same text when they last agreed."""
    states = (half(view, Side.FIRST).state, half(view, Side.SECOND).state, view.first.state, view.second.state)
    if view.rule.kind is not FieldKind.RICH_TEXT or states[0] != states[1]:
        return None
    contents = [state.content for state in states if isinstance(state, Value)]
    return merge_texts(contents[0], contents[2], contents[3]) if len(contents) == 4 else None


def write_merged(view: FieldView, merged: Content) -> FieldOutcome:
    """One side gets the merged text: the one that changed earlier, unless it shows it already. After that only this
    side differs from the base, and the text travels on by itself: a crash or a refusal in between loses nothing."""
    earlier = newest(view).other
    target = earlier.other if view.state(earlier) == Value(merged) else earlier
    return FieldOutcome(writes={target: field_write(view, Value(merged), target)})


def merge_sets(view: FieldView, first_base: FieldState, second_base: FieldState) -> FieldOutcome:
    """Element by element: what one side added or removed is added or removed on the other. Two additions both
    survive."""
    agreed = {Side.FIRST: elements(first_base), Side.SECOND: elements(second_base)}
    shown = {side: elements(view.state(side)) for side in Side}
    changes = {target: set_change(view.rule.alias, target, agreed, shown) for target in (Side.SECOND, Side.FIRST)}
    writes: dict[Side, FieldWrite | SetChange] = {
        target: change
        for target, change in changes.items()
        if (change.add or change.remove) and view.rule.direction.allows_writing(target)
    }
    return FieldOutcome(writes=writes, agreement=settled_elements(view, agreed, shown))


def set_change(
    alias: str, target: Side, agreed: Mapping[Side, frozenset[str]], shown: Mapping[Side, frozenset[str]]
) -> SetChange:
    """What has to be added to and removed from the target: the other side's news. An element that was never agreed on
    with the target is not removed there."""
    source = target.other
    add = shown[source] - agreed[source] - shown[target]
    gone = partners(agreed[source] - shown[source], agreed[source], agreed[target])
    return SetChange(alias, tuple(sorted(add)), tuple(sorted(gone & shown[target])))


def settled_elements(
    view: FieldView, agreed: Mapping[Side, frozenset[str]], shown: Mapping[Side, frozenset[str]]
) -> Agreement | None:
    """The base of the elements that both sides show, or that both removed: it moves on without a write. An element that
    stayed in the base after both had removed it would be removed again as soon as somebody adds it."""
    first, second = (
        set_half(settled(side, agreed, shown), view.configuration_number) for side in (Side.FIRST, Side.SECOND)
    )
    base = FieldBase(first, second)
    is_known = view.base is not None and all(base.half(side).state == half(view, side).state for side in Side)
    return None if is_known else Agreement(view.rule.alias, base)


def settled(side: Side, agreed: Mapping[Side, frozenset[str]], shown: Mapping[Side, frozenset[str]]) -> frozenset[str]:
    here, there = agreed[side], agreed[side.other]
    gone = {name for name in here - shown[side] if not partners([name], here, there) & shown[side.other]}
    return (here - gone) | (shown[side] & shown[side.other])
