"""The search index of a site: eventually consistent, as Jira's is."""

import heapq
import itertools
import time
from collections.abc import Collection, Iterable

from jira_emulator.model import Issue


class SearchIndex:
    """What search sees: for each issue the version that was indexed last.

    A change is seen `lag_seconds` (real time) after it was made. Issues are frozen, so keeping an older
    version costs nothing. The site's lock guards all calls.
    """

    def __init__(self) -> None:
        self.lag_seconds = 0.0
        self._indexed: dict[int, Issue] = {}
        self._pending: list[tuple[float, int, int, Issue | None]] = []
        self._sequence = itertools.count()

    def put(self, issue_id: int, issue: Issue | None) -> None:
        """Index a new version, or forget a deleted issue (`None`)."""
        if not self.lag_seconds and not self._pending:
            self._apply(issue_id, issue)
            return
        due = time.monotonic() + self.lag_seconds
        heapq.heappush(self._pending, (due, next(self._sequence), issue_id, issue))

    def visible(self) -> Iterable[Issue]:
        """Every issue as indexed now."""
        self._settle()
        return list(self._indexed.values())

    def refreshed(self, fresh: Collection[Issue]) -> Iterable[Issue]:
        """Every issue as indexed now, but these as they really are (`reconcileIssues`)."""
        self._settle()
        return list({**self._indexed, **{issue.id: issue for issue in fresh}}.values())

    def _settle(self) -> None:
        now = time.monotonic()
        while self._pending and self._pending[0][0] <= now:
            _, _, issue_id, issue = heapq.heappop(self._pending)
            self._apply(issue_id, issue)

    def _apply(self, issue_id: int, issue: Issue | None) -> None:
        if issue is None:
            self._indexed.pop(issue_id, None)
        else:
            self._indexed[issue_id] = issue
