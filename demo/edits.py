"""Random edits as two teams make them: on either side, on fields and comments, and now and then at the same moment."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.person import Person, document

PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
LABELS = ("backend", "customer", "needs-info", "regression", "ui", "urgent")


@dataclass
class Counts:
    edits: int = 0
    concurrent: int = 0
    comments: int = 0
    created: int = 0
    own_comments: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class Teams:
    """Two people and the issues each of them can see. `pairs` are ids of counterparts, first and second."""

    def __init__(self, first: Person, second: Person, pairs: list[tuple[str, str]], seed: int) -> None:
        self._people = (first, second)
        self._pairs = pairs
        self._random = random.Random(seed)
        self.counts = Counts()

    def edit_on_each_side(self, times: int) -> None:
        """`times` edits on each side; every fifth is made on both sides of one issue at the same moment."""
        for number in range(times):
            if number % 5 == 4:
                self._edit_together(number)
            else:
                for side in (0, 1):
                    self._edit(side, self._random.choice(self._pairs)[side], number)

    def _edit_together(self, number: int) -> None:
        pair = self._random.choice(self._pairs)
        edits = [self._field_edit(side, pair[side], number, "summary") for side in (0, 1)]
        threads = [threading.Thread(target=edit) for edit in edits]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.counts.edits += 2
        self.counts.concurrent += 1

    def _edit(self, side: int, issue_id: str, number: int) -> None:
        what = self._random.choice(
            ("summary", "description", "priority", "labels", "comment", "comment", "edit-comment")
        )
        if what == "comment":
            self._comment(side, issue_id, number)
        elif what == "edit-comment":
            self._edit_own_comment(side, issue_id, number)
        else:
            self._field_edit(side, issue_id, number, what)()
        self.counts.edits += 1

    def _field_edit(self, side: int, issue_id: str, number: int, name: str) -> Callable[[], None]:
        person, mark = self._people[side], f"{'first' if side == 0 else 'second'} {number}"
        label, worn = self._random.sample(LABELS, 2)
        priority = self._random.choice(PRIORITIES)
        match name:
            case "summary":
                return lambda: person.edit(issue_id, fields={"summary": f"Edited on {mark}"})
            case "description":
                return lambda: person.edit(issue_id, fields={"description": document(f"Described on {mark}.")})
            case "priority":
                return lambda: person.edit(issue_id, fields={"priority": {"name": priority}})
            case _:
                return lambda: person.edit(issue_id, update={"labels": [{"add": label}, {"remove": worn}]})

    def _comment(self, side: int, issue_id: str, number: int) -> None:
        comment_id = self._people[side].comment(issue_id, f"A comment, number {number}.")
        self.counts.own_comments.setdefault(str(side), []).append((issue_id, comment_id))
        self.counts.comments += 1

    def _edit_own_comment(self, side: int, issue_id: str, number: int) -> None:
        own = self.counts.own_comments.get(str(side))
        if not own:
            return self._comment(side, issue_id, number)
        issue, comment = self._random.choice(own)
        self._people[side].edit_comment(issue, comment, f"Thought better of it, number {number}.")
        return None
