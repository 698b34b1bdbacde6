"""Jira Cloud: account ids everywhere, add-ons, REST v2 and v3. The beans of `beans.py` are its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jira_emulator.flavours.flavour import Flavour, Newcomer
from jira_emulator.model import User

if TYPE_CHECKING:
    from jira_emulator.state import Site


class CloudPeople:
    """Accounts with an account id and an API token."""

    naming = "accountId"
    lead = "leadAccountId"
    search = "query"

    def enrol(self, site: "Site", one: Newcomer) -> User:
        token = f"ATATT3x{one.secret[:40]}" if one.secret else ""
        user = User(one.account_id, one.display_name, one.email, token, time_zone=one.time_zone)
        user.server_name = one.server_name
        site.users[user.account_id] = user
        return user

    def named_in(self, value: Mapping[str, Any]) -> Any:
        return value.get("accountId", value.get("id"))

    def reference(self, user: User) -> dict[str, str]:
        return {"accountId": user.account_id}

    def find(self, site: "Site", named: str) -> User | None:
        return site.users.get(named)

    def credentials(self, site: "Site", user: User) -> dict[str, str]:
        return {"account_id": user.account_id, "name": user.display_name, "token": user.api_token}


CLOUD = Flavour(
    name="cloud",
    title="Jira Cloud",
    people=CloudPeople(),
    has_addons=True,
    has_cloud_limits=True,
    has_parents_of_any_level=True,
    newest_change_first=True,
)
