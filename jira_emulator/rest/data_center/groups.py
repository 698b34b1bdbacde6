"""Groups and their members (Jira Data Center REST 10.3, "group", "groups" and "groupuserpicker")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import server_users
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.rest.data_center.directory import fits, in_bold, suggested_users
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.pages import value_page
from jira_emulator.rest.data_center.users import group_link
from jira_emulator.rest.router import Answer, Call

MOST_SUGGESTED = 20
MOST_MEMBERS = 50
ONLY_ADMINS = "You are not authorized to perform this operation. Administrator privileges are required."


@own("GET", "/group/member")
def get_members(call: Call) -> Answer:
    """Who is in a group; for Jira administrators."""
    rows = _members(call, _asked_group(call), call.flag("includeInactiveUsers"))
    return Answer(value_page(call, rows, most=MOST_MEMBERS))


@own("GET", "/group")
def get_group(call: Call) -> Answer:
    """A group with its members on demand: no longer in the document, and still what clients call."""
    name = _asked_group(call)
    rows = _members(call, name, True)
    shown = rows[:MOST_MEMBERS] if "users" in call.args.get("expand", "") else []
    span = {"start-index": 0, "end-index": max(len(shown) - 1, 0)}
    users = {"size": len(rows), "items": shown, "max-results": MOST_MEMBERS} | span
    return Answer({"name": name, "self": group_link(call.shape, name), "users": users, "expand": "users"})


def _asked_group(call: Call) -> str:
    if not is_jira_admin(call.site, signed_in(call.actor)):
        raise JiraError(403, [ONLY_ADMINS])
    name = call.args.get("groupname", "")
    if not name:
        raise JiraError(400, ["'groupname' cannot be empty"])
    if name not in call.site.groups:
        raise JiraError(404, [f"The group named '{name}' does not exist"])
    return name


def _members(call: Call, group: str, with_inactive: bool) -> list[dict[str, Any] | None]:
    members = [one for one in server_users(call.site) if group in one.groups and (one.active or with_inactive)]
    return [beans.user(call.shape, one) for one in sorted(members, key=lambda one: one.name)]


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
