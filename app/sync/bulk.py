"""Start or stop many synchronizations at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import JiraError, Refusal
from app.sync.permission import Visit, permit_place
from app.sync.start import Scope, start
from app.sync.stop import stop


@dataclass(frozen=True)
class Outcome:
    """`done` names those that were changed; a refused one stays as it was, with the sentence that says why."""

    done: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def start_all(visit: Visit, public_ids: Sequence[str]) -> Outcome:
    """From now on: nobody carries over a thousand projects by one click. Raises NotPermitted."""
    return _each(visit, public_ids, lambda public_id: start(visit, public_id, Scope.FROM_NOW_ON))


def stop_all(visit: Visit, public_ids: Sequence[str]) -> Outcome:
    """Raises NotPermitted."""
    return _each(visit, public_ids, lambda public_id: stop(visit, public_id))


def _each(visit: Visit, public_ids: Sequence[str], change: Callable[[str], object]) -> Outcome:
    """Each in its own transaction: one that does not fit keeps none of the others from it."""
    permit_place(visit)
    done: list[str] = []
    refused: list[tuple[str, str]] = []
    for public_id in dict.fromkeys(public_ids):
        try:
            change(public_id)
        except (Refusal, JiraError) as error:
            refused.append((public_id, error.sentence))
        else:
            done.append(public_id)
    return Outcome(tuple(done), tuple(refused))
