"""Sets of names, and a side that stores a name in another form than it was written (in lower case, trimmed)."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.snapshot import FieldState, Value


def elements(state: FieldState) -> frozenset[str]:
    return frozenset(state.content) if isinstance(state, Value) else frozenset()


def stored_forms(names: Iterable[str], present: frozenset[str]) -> frozenset[str]:
    """The elements of `present` that stand for these names: the name itself, or where that is missing its like."""
    names = frozenset(names)
    return (names & present) | likes(names - present, present)


def likes(names: Iterable[str], present: Iterable[str]) -> frozenset[str]:
    """The elements of `present` that differ from one of these names in nothing but how a side stores them."""
    wanted = {folded(name) for name in names}
    return frozenset(name for name in present if folded(name) in wanted)


def partners(names: Iterable[str], here: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """What the other side calls these agreed elements, when `here` and `there` are what each side was agreed to have:
    the same name, or where that side stored another form, the one that has no namesake here."""
    names = frozenset(names)
    return (names & there) | likes(names - there, there - here)


def folded(name: str) -> str:
    return name.strip().casefold()
