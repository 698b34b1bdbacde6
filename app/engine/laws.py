"""What every plan keeps to, as functions that return the violations as sentences; none is the law kept.

Two more laws need sides that can be written to, and are tested with a model of two: after a plan was carried out there
is nothing left to do, and once nobody edits any more both sides show the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.engine.base import BaseHalf
from app.engine.changes import is_changed
from app.engine.contract import Contract, Direction, Side
from app.engine.decide import plan
from app.engine.mapping import Configuration
from app.engine.mirror import mirrored_configuration, mirrored_plan, mirrored_view
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, FieldWrite, Operation, SetChange
from app.engine.plan import Hold, PairView, Plan
from app.engine.sets import elements, folded
from app.engine.snapshot import Absent, Empty, FieldReading, FieldState, Unmapped, Value
from app.engine.texts import blocks_of


def violations(view: PairView, configuration: Configuration) -> tuple[str, ...]:
    """All laws over one view. Raises whatever `plan` raises: that it never does is the first law."""
    decision = plan(view, configuration)
    return (
        *forbidden_writes(decision, configuration.contract),
        *writes_about_absent_fields(decision, view),
        *unexplained_losses(decision, view, configuration),
        *disorder(decision),
        *differences_from_mirror(decision, view, configuration),
    )


# -- nothing is written to a side whose direction forbids it ---------------------------------------------------


def forbidden_writes(decision: Plan, contract: Contract) -> Iterator[str]:
    for operation in decision.operations:
        for place, direction in directions_of(operation, contract):
            if not direction.allows_writing(operation.side):
                yield f"{place} is written to the {operation.side} side, which its direction forbids"


def directions_of(operation: Operation, contract: Contract) -> Iterator[tuple[str, Direction]]:
    if isinstance(operation, CreateComment | EditComment):
        yield operation.key, contract.comments.direction
        return
    if isinstance(operation, CreateIssue):
        rule = contract.issue_type_rule(operation.issue_type)
        yield "the issue", rule.direction if rule else Direction.NONE
    for alias in written_aliases(operation):
        field_rule = contract.field_rule(alias)
        yield alias, field_rule.direction if field_rule else Direction.NONE


def written_aliases(operation: CreateIssue | EditFields) -> tuple[str, ...]:
    return operation.aliases if isinstance(operation, EditFields) else tuple(w.alias for w in operation.writes)


# -- ABSENT never writes ---------------------------------------------------------------------------------------


def writes_about_absent_fields(decision: Plan, view: PairView) -> Iterator[str]:
    """Neither does a field that one side does not show cause a write, nor is one written to."""
    for operation in decision.operations:
        if isinstance(operation, CreateIssue | EditFields):
            for alias in written_aliases(operation):
                if any(is_absent(view, side, alias) for side in Side):
                    yield f"{alias} is written to the {operation.side} side, but one side does not show it"


def is_absent(view: PairView, side: Side, alias: str) -> bool:
    snapshot = view.snapshot(side)
    if snapshot is None:
        return False
    reading = snapshot.reading(alias)
    return reading is None or isinstance(reading.state, Absent)


# -- every value that disappears has a conflict or a rule that says so -----------------------------------------


def unexplained_losses(decision: Plan, view: PairView, configuration: Configuration) -> Iterator[str]:
    kept = {(conflict.place, conflict.loser, repr(conflict.losing)) for conflict in decision.conflicts}
    for operation in decision.operations:
        if isinstance(operation, EditFields):
            for loss, state in losses(operation, view, configuration):
                if (loss, operation.side, repr(state)) not in kept:
                    yield f"{loss} on the {operation.side} side loses a value that nobody agreed on, without a conflict"


def losses(operation: EditFields, view: PairView, configuration: Configuration) -> Iterator[tuple[str, FieldState]]:
    """The fields whose present value disappears and was news: the other side has not seen it."""
    for write in operation.writes:
        reading = reading_of(view, operation.side, write.alias)
        half = half_of(view, operation.side, write.alias)
        if reading is not None and loses_news(write, reading, half, configuration.number):
            yield write.alias, reading.state
    for change in operation.set_changes:
        reading = reading_of(view, operation.side, change.alias)
        if reading is not None and loses_elements(change, view, operation.side):
            yield change.alias, reading.state


def loses_news(write: FieldWrite, reading: FieldReading, half: BaseHalf | None, number: int) -> bool:
    if isinstance(reading.state, Empty | Absent) or write.content == reading.state:
        return False
    if isinstance(reading.state, Unmapped) or half is None:
        return True
    return is_changed(reading, half, number) and not has_every_new_block(write, reading.state, half.state)


def has_every_new_block(write: FieldWrite, now: Value, base: FieldState) -> bool:
    """Whether what this side brought into a text is in the text that is written: a merge."""
    if not isinstance(base, Value) or not isinstance(write.content, Value):
        return False
    before, present, merged = (set(blocks_of(state.content)) for state in (base, now, write.content))
    return len(present) > 1 and present - before <= merged


def reading_of(view: PairView, side: Side, alias: str) -> FieldReading | None:
    snapshot = view.snapshot(side)
    return None if snapshot is None else snapshot.reading(alias)


def half_of(view: PairView, side: Side, alias: str) -> BaseHalf | None:
    base = view.base.fields.get(alias)
    return None if base is None else base.half(side)


def loses_elements(change: SetChange, view: PairView, side: Side) -> bool:
    """Whether an element goes that the other side did not remove since both agreed on it."""
    other, base = reading_of(view, side.other, change.alias), view.base.fields.get(change.alias)
    agreed = elements(base.half(side.other).state) if base else frozenset()
    there = elements(other.state) if other else frozenset()
    removed_there = {folded(name) for name in agreed - there}
    return any(folded(name) not in removed_there for name in change.remove)


# -- one order, one write per field ----------------------------------------------------------------------------


def disorder(decision: Plan) -> Iterator[str]:
    stages = [operation.stage for operation in decision.operations]
    if stages != sorted(stages):
        yield "operations don't leave in the order of their stages"
    keys = [operation.key for operation in decision.operations]
    if len(set(keys)) != len(keys):
        yield "two operations have one key"


# -- swapping the sides mirrors the plan -----------------------------------------------------------------------


def differences_from_mirror(decision: Plan, view: PairView, configuration: Configuration) -> Iterator[str]:
    """Ties go to `first` by decision, so a view with two equal times has no mirror image and is left out."""
    if has_tie(view, configuration):
        return
    image = plan(mirrored_view(view), mirrored_configuration(configuration))
    if comparable(image) != comparable(mirrored_plan(decision, view.base)):
        yield "seen from the other side the plan is another one"


def has_tie(view: PairView, configuration: Configuration) -> bool:
    if view.first is None or view.second is None:
        return False
    aliases = [rule.alias for rule in configuration.contract.fields]
    times = [(changed_at(view, Side.FIRST, alias), changed_at(view, Side.SECOND, alias)) for alias in aliases]
    known = {comment.id: comment.changed_at for comment in view.second.comments}
    pairs = {pair.first_id: known.get(pair.second_id) for pair in view.base.comments}
    times += [(comment.changed_at, pairs.get(comment.id)) for comment in view.first.comments if comment.id in pairs]
    return any(first is None or second is None or first == second for first, second in times)


def changed_at(view: PairView, side: Side, alias: str) -> object:
    reading = reading_of(view, side, alias)
    return None if reading is None else reading.changed_at


def comparable(decision: Plan) -> tuple[object, ...]:
    """Without the order between the sides, and without the side that a question to a person is asked on."""
    return (
        sorted(map(repr, decision.operations)),
        sorted(map(repr, decision.conflicts)),
        sorted(map(repr, (replace(skip, reason="") for skip in decision.skips))),
        sorted({question_of(hold) for hold in decision.holds}),
        sorted(map(repr, decision.agreements)),
        sorted(map(repr, decision.comment_agreements)),
    )


def question_of(hold: Hold) -> tuple[str, str]:
    return hold.place, hold.code
