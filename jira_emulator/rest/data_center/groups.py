"""Groups and their members (Jira Data Center REST 10.3, "group", "groups" and "groupuserpicker")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import server_users
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.rest.data_center.directory import fits, in_bold, suggested_users
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.pages import value_page
from jira_emulator.rest.router import Answer, Call

MOST_SUGGESTED = 20


@own("GET", "/group/member")
def get_members(call: Call) -> Answer:
    """Who is in a group; for Jira administrators."""
    actor = signed_in(call.actor)
    if not is_jira_admin(call.site, actor):
        raise JiraError(
            403, ["You are not authorized to perform this operation. Administrator privileges are required."]
        )
    name = call.args.get("groupname", "")
    if not name:
        raise JiraError(400, ["'groupname' cannot be empty"])
    if name not in call.site.groups:
        raise JiraError(404, [f"The group named '{name}' does not exist"])
    inactive = call.flag("includeInactiveUsers")
    members = [one for one in server_users(call.site) if name in one.groups and (one.active or inactive)]
    rows = [beans.user(call.shape, one) for one in sorted(members, key=lambda one: one.name)]
    return Answer(value_page(call, rows, most=50))


@own("GET", "/groups/picker")
def pick_groups(call: Call) -> Answer:
    return Answer(_suggested_groups(call, call.args.get("query", "")))


@own("GET", "/groupuserpicker")
def pick_users_and_groups(call: Call) -> Answer:
    signed_in(call.actor)
    query = call.args.get("query", "")
    people = [one for one in server_users(call.site) if one.active and fits(one, query)]
    return Answer({"users": suggested_users(call, people, query), "groups": _suggested_groups(call, query)})


def _suggested_groups(call: Call, query: str) -> dict[str, Any]:
    """GroupSuggestionsBean."""
    excluded = set(call.args.getlist("exclude"))
    found = [one for one in sorted(call.site.groups) if query.lower() in one.lower() and one not in excluded]
    shown = found[: min(call.number("maxResults", MOST_SUGGESTED), MOST_SUGGESTED)]
    rows = [{"name": one, "html": in_bold(one, query), "labels": []} for one in shown]
    header = f"Showing {len(shown)} of {len(found)} matching groups"
    return {"header": header, "total": len(found), "groups": rows}
