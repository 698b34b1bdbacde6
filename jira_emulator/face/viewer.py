"""Who looks at which place: the facts that an add-on's conditions are decided by."""

from dataclasses import dataclass
from typing import Any

import requests

from jira_emulator.host.frames import Place, context_variables, filled_in
from jira_emulator.host.tokens import request_token
from jira_emulator.model import Installation, User
from jira_emulator.permissions import PERMISSIONS, allowed
from jira_emulator.state import Site

REMOTE_CONDITION_TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class PageViewer:
    """A user who looks at a place of the site, from the view of one add-on."""

    site: Site
    user: User
    place: Place
    installation: Installation

    @property
    def account_id(self) -> str | None:
        return self.user.account_id

    def holds_global(self, permission: str) -> bool:
        known = PERMISSIONS.get(permission)
        return known is not None and known.is_global and allowed(self.site, self.user, permission)

    def holds_in_project(self, permission: str) -> bool:
        if permission not in PERMISSIONS or self.place.project is None:
            return False
        return allowed(self.site, self.user, permission, self.place.project, self.place.issue)

    def in_project(self) -> bool:
        return self.place.project is not None

    def may_edit_issue(self) -> bool:
        return self.place.issue is not None and self.holds_in_project("EDIT_ISSUES")

    def is_issue_assignee(self) -> bool:
        return self.place.issue is not None and self.place.issue.assignee is self.user

    def is_issue_reporter(self) -> bool:
        return self.place.issue is not None and self.place.issue.reporter is self.user

    def addon_property(self, name: str) -> Any:
        return self.installation.properties.get(name)

    def entity_property(self, entity: str, name: str) -> Any:
        thing = {"issue": self.place.issue, "project": self.place.project}.get(entity)
        return None if thing is None else thing.properties.get(name)

    def remote_condition(self, url: str) -> bool:
        """Ask the add-on: `{"shouldDisplay": true}` within ten seconds, else no."""
        address = filled_in(url, context_variables(self.place))
        if address.startswith("/"):
            address = self.installation.base_url + address
        if not address.startswith(f"{self.installation.base_url}/"):
            return False
        token = request_token(self.installation, "GET", address, self.user.account_id)
        return _says_display(address, token)


def _says_display(address: str, token: str) -> bool:
    try:
        answer = requests.get(
            address, headers={"Authorization": f"JWT {token}"}, timeout=REMOTE_CONDITION_TIMEOUT_SECONDS
        )
        return answer.ok and answer.json().get("shouldDisplay") is True
    except (requests.RequestException, ValueError):
        return False
