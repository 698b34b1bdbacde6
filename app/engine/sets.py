"""Sets of names, and a side that stores a name in another form than it was written (in lower case, trimmed)."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.snapshot import FieldState, Value


def elements(state: FieldState) -> frozenset[str]:
    return frozenset(state.content) if isinstance(state, Value) else frozenset()


def stored_forms(names: Iterable[str], present: frozenset[str]) -> frozenset[str]:
    """The elements of `present` that stand for these names: the name itself, or where that is missing its like."""
    names = frozenset(names)
    missing = {folded(name) for name in names - present}
    return (names & present) | frozenset(name for name in present if folded(name) in missing)


def folded(name: str) -> str:
    return name.strip().casefold()
