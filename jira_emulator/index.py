"""The search index of a site: eventually consistent, as Jira's is."""

import time
from collections import deque
from collections.abc import Collection, Iterable

from jira_emulator.model import Issue


class SearchIndex:
    """What search sees: for each issue the version that was indexed last.

    A change is seen `lag_seconds` (real time) after it was made; a new lag holds for what is not seen yet, too. Issues
    are frozen, so keeping an older version costs nothing. The site's lock guards all calls.
    """

    def __init__(self) -> None:
        self.lag_seconds = 0.0
        self._indexed: dict[int, Issue] = {}
        self._pending: deque[tuple[float, int, Issue | None]] = deque()

    def put(self, issue_id: int, issue: Issue | None) -> None:
        """Index a new version, or forget a deleted issue (`None`)."""
        if not self.lag_seconds and not self._pending:
            self._apply(issue_id, issue)
            return
        self._pending.append((time.monotonic(), issue_id, issue))

    def visible(self) -> Iterable[Issue]:
        """Every issue as indexed now."""
        self._settle()
        return list(self._indexed.values())

    def refreshed(self, fresh: Collection[Issue]) -> Iterable[Issue]:
        """Every issue as indexed now, but these as they really are (`reconcileIssues`)."""
        self._settle()
        return list({**self._indexed, **{issue.id: issue for issue in fresh}}.values())

    def _settle(self) -> None:
        made_before = time.monotonic() - self.lag_seconds
        while self._pending and self._pending[0][0] <= made_before:
            _, issue_id, issue = self._pending.popleft()
            self._apply(issue_id, issue)

    def _apply(self, issue_id: int, issue: Issue | None) -> None:
        if issue is None:
            self._indexed.pop(issue_id, None)
        else:
            self._indexed[issue_id] = issue
