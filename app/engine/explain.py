"""A plan in sentences, for people: a preview, a log of what was done, a page of troubleshooting."""

from __future__ import annotations

from typing import assert_never

from app.engine.contract import Side
from app.engine.operations import CreateComment, CreateIssue, EditComment, EditFields, FieldWrite, Operation, SetChange
from app.engine.plan import Agreement, Conflict, Hold, PairView, Plan, Skip
from app.engine.snapshot import Absent, Empty, FieldState, Unmapped, Value

LONGEST_QUOTE = 60
"""Characters of a value that a sentence quotes."""


def explain(decision: Plan, view: PairView) -> tuple[str, ...]:
    """One sentence per thing that is done, kept or left alone, in the order of the plan; issues by their keys."""
    return (
        *(operation_sentence(operation, view) for operation in decision.operations),
        *(conflict_sentence(conflict, view) for conflict in decision.conflicts),
        *(hold_sentence(hold, view) for hold in decision.holds),
        *(skip_sentence(skip, view) for skip in decision.skips),
        *(agreement_sentence(agreement) for agreement in decision.agreements),
    ) or ("Both sides are in step.",)


def operation_sentence(operation: Operation, view: PairView) -> str:
    here, there = name_of(view, operation.side), name_of(view, operation.side.other)
    match operation:
        case CreateIssue():
            fields = ", ".join(write.alias for write in operation.writes) or "no fields"
            side = operation.side
            return f"Create a counterpart of {there} on the {side} side, as {operation.issue_type} with {fields}."
        case EditFields():
            wholes = [write_words(write) for write in operation.writes]
            parts = wholes + [change_words(change) for change in operation.set_changes]
            return f"On {here}: {'; '.join(parts)}."
        case CreateComment():
            return f"Add comment {operation.origin_comment_id} of {there} to {here}."
        case EditComment():
            return f"Change comment {operation.comment_id} of {here} to what {there} says."
        case _:
            assert_never(operation)


def write_words(write: FieldWrite) -> str:
    return f"set {write.alias} to {value_words(write.content)}"


def change_words(change: SetChange) -> str:
    verbs = [f"add “{name}” to {change.alias}" for name in change.add]
    return "; ".join(verbs + [f"remove “{name}” from {change.alias}" for name in change.remove])


def conflict_sentence(conflict: Conflict, view: PairView) -> str:
    loser, losing = name_of(view, conflict.loser), value_words(conflict.losing)
    return f"Both sides changed {conflict.place}: {losing} on {loser} is kept, and gives way ({conflict.rule})."


def hold_sentence(hold: Hold, view: PairView) -> str:
    return f"Held: {hold.place} on {name_of(view, hold.side)}. {hold.reason}"


def skip_sentence(skip: Skip, view: PairView) -> str:
    return f"Left alone: {skip.place} on {name_of(view, skip.side)}. {skip.reason}"


def agreement_sentence(agreement: Agreement) -> str:
    return f"Both sides agree on {agreement.alias}."


def name_of(view: PairView, side: Side) -> str:
    snapshot = view.snapshot(side)
    return f"the {side} side" if snapshot is None else snapshot.issue_key


def value_words(state: FieldState) -> str:
    match state:
        case Value(content=str() as text):
            return f"“{shortened(text)}”"
        case Value(content=tuple() as names):
            return f"“{shortened(', '.join(names))}”"
        case Value():
            return "the formatted text"
        case Empty():
            return "nothing"
        case Absent():
            return "what can't be seen"
        case Unmapped(raw=raw):
            return f"“{shortened(raw)}”, which has no counterpart,"
        case _:
            assert_never(state)


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
