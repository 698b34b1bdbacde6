"""Who may do what in a Jira Cloud site, asked of Jira itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.jira.session import JiraSession

API = "/rest/api/3"

PROJECT_ID = re.compile(r"[0-9]{1,18}")


class CloudPeople:
    """Permissions of people, and our own account."""

    def __init__(self, session: JiraSession) -> None:
        self._session = session

    def own_account_id(self) -> str:
        return str(self._session.get(f"{API}/myself")["accountId"])

    def permitted_projects(self, account_id: str, project_ids: Sequence[str], permission: str) -> frozenset[str]:
        """POST /permissions/check silently ignores ids that it does not know: only what it lists is permitted. What is
        no number is no project's id, and is not asked about."""
        numbers = [int(project_id) for project_id in project_ids if PROJECT_ID.fullmatch(project_id)]
        if not numbers:
            return frozenset()
        wanted = {"permissions": [permission], "projects": numbers, "issues": []}
        answer = self._session.ask(
            f"{API}/permissions/check",
            {"accountId": account_id, "globalPermissions": [], "projectPermissions": [wanted]},
        )
        grants = [grant for grant in answer["projectPermissions"] if grant["permission"] == permission]
        return frozenset(str(project_id) for grant in grants for project_id in grant["projects"])

    def is_jira_admin(self, account_id: str) -> bool:
        body = {"accountId": account_id, "globalPermissions": ["ADMINISTER"], "projectPermissions": []}
        return "ADMINISTER" in self._session.ask(f"{API}/permissions/check", body)["globalPermissions"]
