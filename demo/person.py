"""Somebody who works in one emulated Jira, through its REST API, with an API token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

from demo.landscape import JiraSite

PAGE = 100
FIELDS = ("summary", "description", "priority", "labels", "issuetype", "comment", "creator")


class Person:
    """`role` is one of the site's: admin, project_admin, member, stranger."""

    def __init__(self, site: JiraSite, role: str = "member") -> None:
        user = site.users[role]
        self.account_id: str = user["account_id"]
        self._address = site.address
        self._http = requests.Session()
        self._http.auth = (user["email"], user["token"])

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, f"{self._address}/rest/api/3{path}", json=body, timeout=30)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    def issues(self, project: str) -> Iterator[dict[str, Any]]:
        """Every issue of the project, whole: search gives the ids, a bulk fetch the content, and comments by pages."""
        for ids in self._pages_of_ids(project):
            found = self.call("POST", "/issue/bulkfetch", {"issueIdsOrKeys": ids, "fields": list(FIELDS)})
            for issue in found["issues"]:
                yield self._with_all_comments(issue)

    def _pages_of_ids(self, project: str) -> Iterator[list[str]]:
        cursor: str | None = None
        while True:
            body = {"jql": f"project = {project} ORDER BY key ASC", "maxResults": PAGE, "fields": ["summary"]}
            page = self.call("POST", "/search/jql", body | ({"nextPageToken": cursor} if cursor else {}))
            if page["issues"]:
                yield [issue["id"] for issue in page["issues"]]
            cursor = page.get("nextPageToken")
            if cursor is None:
                return

    def _with_all_comments(self, issue: dict[str, Any]) -> dict[str, Any]:
        inline = issue["fields"]["comment"]
        if len(inline["comments"]) < inline["total"]:
            path = f"/issue/{issue['id']}/comment?maxResults=5000"
            issue["fields"]["comment"] = self.call("GET", path)
        return issue

    def create(self, project: str, fields: dict[str, Any]) -> str:
        """The id of a new issue of the project's first ordinary type."""
        body = {"fields": {"project": {"key": project}, **fields}}
        return str(self.call("POST", "/issue", body)["id"])

    def edit(
        self, issue_id: str, *, fields: dict[str, Any] | None = None, update: dict[str, Any] | None = None
    ) -> None:
        body = {name: value for name, value in (("fields", fields), ("update", update)) if value}
        self.call("PUT", f"/issue/{issue_id}", body)

    def comment(self, issue_id: str, words: str) -> str:
        return str(self.call("POST", f"/issue/{issue_id}/comment", {"body": document(words)})["id"])

    def edit_comment(self, issue_id: str, comment_id: str, words: str) -> None:
        self.call("PUT", f"/issue/{issue_id}/comment/{comment_id}", {"body": document(words)})


def document(words: str) -> dict[str, Any]:
    """An ADF document with one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"version": 1, "type": "doc", "content": [paragraph]}
