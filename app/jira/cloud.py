"""Jira Cloud, REST v3, as the `JiraSite` port."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.engine.raw import MARKER_KEY, IssueDraft, Json, RawComment, RawIssue, RawWrite
from app.errors import JiraAnswerLost, JiraError, JiraRefused
from app.jira.answers import refusal_of
from app.jira.people import CloudPeople
from app.jira.project_schema import CloudProjects
from app.jira.session import JiraSession, Request
from app.jira.wire import ALWAYS_READ, comment_of, creation_of, edit_of, issue_of, marker_of, property_of
from app.sync.ports import Clock, CreatedIssue, IssuePage

API = "/rest/api/3"
ISSUES_A_PAGE = 100
COMMENTS_A_PAGE = 100


@dataclass(frozen=True)
class Created:
    """An issue that Jira created: its id and key."""

    id: str
    key: str


@dataclass(frozen=True)
class Page:
    issues: Sequence[RawIssue]
    next_cursor: str | None


class CloudSite(CloudProjects, CloudPeople):
    """Reads and writes as the account behind `session`. Raises JiraErrors only."""

    def __init__(self, session: JiraSession, clock: Clock) -> None:
        super().__init__(session)
        self._clock = clock

    # -- reading -----------------------------------------------------------------------------------------------

    def read_issue(self, issue_id: str, field_ids: Sequence[str], *, with_marker: bool = False) -> RawIssue:
        params = {"fields": field_list(field_ids, "comment"), "expand": "changelog"}
        if with_marker:
            params["properties"] = MARKER_KEY
        raw = issue_of(self._session.get(f"{API}/issue/{issue_id}", **params))
        return raw if raw.comments_complete else self._with_all_comments(raw)

    def _with_all_comments(self, raw: RawIssue) -> RawIssue:
        return replace(raw, comments=tuple(self.read_comments(raw.id)), comments_complete=True)

    def read_issues(self, issue_ids: Sequence[str], field_ids: Sequence[str]) -> Sequence[RawIssue]:
        body = {
            "issueIdsOrKeys": list(issue_ids),
            "fields": [*ALWAYS_READ, "comment", *field_ids],
            "expand": ["changelog"],
            "properties": [MARKER_KEY],
        }
        return [issue_of(issue) for issue in self._session.ask(f"{API}/issue/bulkfetch", body)["issues"]]

    def read_comments(self, issue_id: str) -> Sequence[RawComment]:
        comments: list[RawComment] = []
        while True:
            page = self._comment_page(issue_id, len(comments))
            comments += [comment_of(comment) for comment in page["comments"]]
            if not page["comments"] or len(comments) >= page["total"]:
                return comments

    def _comment_page(self, issue_id: str, start_at: int) -> Any:
        return self._session.get(
            f"{API}/issue/{issue_id}/comment",
            startAt=str(start_at),
            maxResults=str(COMMENTS_A_PAGE),
            orderBy="created",
            expand="properties",
        )

    def read_comment(self, issue_id: str, comment_id: str) -> RawComment:
        return comment_of(self._session.get(f"{API}/issue/{issue_id}/comment/{comment_id}", expand="properties"))

    def project_issues(self, project_id: str, field_ids: Sequence[str], *, cursor: str | None) -> IssuePage:
        body: dict[str, Any] = {
            "jql": f"project = {int(project_id)} ORDER BY key ASC",
            "maxResults": ISSUES_A_PAGE,
            "fields": [*ALWAYS_READ, "comment", *field_ids],
            "properties": [MARKER_KEY],
            "expand": "changelog",
        }
        if cursor is not None:
            body["nextPageToken"] = cursor
        answer = self._session.ask(f"{API}/search/jql", body)
        return Page([issue_of(issue) for issue in answer["issues"]], answer.get("nextPageToken"))

    def count_issues(self, project_id: str) -> int:
        body = {"jql": f"project = {int(project_id)}"}
        return int(self._session.ask(f"{API}/search/approximate-count", body)["count"])

    def find_created(self, project_id: str, since: datetime, operation_ids: Sequence[str]) -> dict[str, CreatedIssue]:
        """Relative dates: absolute ones would be read in a time zone that we don't know."""
        minutes = math.ceil((self._clock.now() - since).total_seconds() / 60) + 1
        query = f"project = {int(project_id)} AND creator = currentUser() AND created >= -{minutes}m"
        wanted, found, cursor = set(operation_ids), dict[str, CreatedIssue](), None
        while len(found) < len(wanted):
            page = self._marker_page(query, cursor)
            for issue in page["issues"]:
                operation_id = marker_of(issue.get("properties"))
                if operation_id in wanted:
                    found[str(operation_id)] = Created(str(issue["id"]), issue["key"])
            cursor = page.get("nextPageToken")
            if cursor is None:
                break
        return found

    def _marker_page(self, query: str, cursor: str | None) -> Any:
        body: dict[str, Any] = {
            "jql": query,
            "maxResults": ISSUES_A_PAGE,
            "properties": [MARKER_KEY],
            "fields": ["created"],
        }
        if cursor is not None:
            body["nextPageToken"] = cursor
        return self._session.ask(f"{API}/search/jql", body)

    # -- writing -----------------------------------------------------------------------------------------------

    def create_issue(self, draft: IssueDraft) -> CreatedIssue:
        answer = self._session.post(f"{API}/issue", creation_of(draft))
        return Created(str(answer["id"]), answer["key"])

    def create_issues(self, drafts: Sequence[IssueDraft]) -> Sequence[CreatedIssue | JiraRefused]:
        """Some may fail (201) or all (400): either way Jira names each by its number."""
        path = f"{API}/issue/bulk"
        body = {"issueUpdates": [creation_of(draft) for draft in drafts]}
        answer = self._session.call(Request("POST", path, body=body, accepts_400=True))
        failures = failures_of(answer, f"POST {path}")
        if not failures and len(answer.get("issues", ())) != len(drafts):
            raise refusal_of(answer, f"POST {path}")
        created = iter(answer["issues"])
        return [failures[number] if number in failures else created_of(next(created)) for number in range(len(drafts))]

    def edit_issue(self, issue_id: str, write: RawWrite, operation_id: str, field_ids: Sequence[str]) -> RawIssue:
        if write.text_format == "wiki":
            self._session.put(f"/rest/api/2/issue/{issue_id}", edit_of(write, operation_id))
            return self._read_back(issue_id, field_ids)
        answer = self._session.put(
            f"{API}/issue/{issue_id}", edit_of(write, operation_id), returnIssue="true", expand="changelog"
        )
        return without_foreign_fields(issue_of(answer), field_ids)

    def _read_back(self, issue_id: str, field_ids: Sequence[str]) -> RawIssue:
        """The issue was written: whatever goes wrong now, that happened."""
        try:
            return self.read_issue(issue_id, field_ids)
        except JiraError as error:
            sentence = "Jira took the edit and does not show it yet; finding out what became of it."
            raise JiraAnswerLost(sentence, call=error.call) from error

    def create_comment(self, issue_id: str, body: Json, operation_id: str) -> RawComment:
        payload = {"body": body, "properties": [property_of(operation_id)]}
        return comment_of(self._session.post(f"{API}/issue/{issue_id}/comment", payload))

    def edit_comment(self, issue_id: str, comment_id: str, body: Json) -> RawComment:
        return comment_of(self._session.put(f"{API}/issue/{issue_id}/comment/{comment_id}", {"body": body}))


def field_list(field_ids: Sequence[str], *more: str) -> str:
    return ",".join([*ALWAYS_READ, *more, *field_ids])


def failures_of(answer: Any, label: str) -> dict[int, JiraRefused]:
    """BulkOperationErrorResult by the number of the element that failed, counted from 0."""
    errors = answer.get("errors", ()) if isinstance(answer, dict) else ()
    return {
        int(error["failedElementNumber"]): refusal_of(error.get("elementErrors"), label)
        for error in errors
        if isinstance(error, dict) and "failedElementNumber" in error
    }


def created_of(body: Any) -> CreatedIssue:
    return Created(str(body["id"]), body["key"])


def without_foreign_fields(raw: RawIssue, field_ids: Sequence[str]) -> RawIssue:
    """The answer of an edit holds every field; only those that we exchange are kept, as in a reading."""
    wanted = frozenset(field_ids)
    return replace(raw, fields={name: value for name, value in raw.fields.items() if name in wanted})
