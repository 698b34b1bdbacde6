"""People and groups for pickers, with the found words in bold (Jira Cloud REST v3, "User search", "Groups")."""

from html import escape
from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.permissions import allowed, signed_in
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.rest.users import fits
from jira_emulator.scopes import Scope

MOST_GROUPS, MOST_USERS = 20, 1000


@operation("GET", "/groups/picker", Scope.READ)
def pick_groups(call: Call) -> Answer:
    """Groups whose name contains the words; none for people who see no project."""
    return Answer(_groups(call, call.args.get("query", "")))


@operation("GET", "/user/picker", Scope.READ)
def pick_users(call: Call) -> Answer:
    """Active people whom the words fit."""
    signed_in(call.actor)
    if call.args.get("exclude") and call.args.get("excludeAccountIds"):
        raise JiraError(400, ["Only one of exclude and excludeAccountIds can be given."])
    return Answer(_users(call, _query(call)))


@operation("GET", "/groupuserpicker", Scope.READ)
def pick_users_and_groups(call: Call) -> Answer:
    signed_in(call.actor)
    query = _query(call)
    return Answer({"users": _users(call, query), "groups": _groups(call, query)})


def _query(call: Call) -> str:
    query = call.args.get("query")
    if query is None:
        raise JiraError(400, ["The query must be given."])
    return query


def _groups(call: Call, query: str) -> dict[str, Any]:
    excluded = {*call.args.getlist("exclude"), *call.args.getlist("excludeId")}
    found = [
        (name, group_id)
        for name, group_id in sorted(call.site.groups.items())
        if query.lower() in name.lower() and not excluded & {name, group_id}
    ]
    if not allowed(call.site, call.actor, "BROWSE_PROJECTS"):
        found = []
    shown = found[: min(call.number("maxResults", MOST_GROUPS), MOST_GROUPS)]
    rows = [
        {"name": name, "groupId": group_id, "html": _emphasised(name, query), "labels": []} for name, group_id in shown
    ]
    return {"header": f"Showing {len(shown)} of {len(found)} matching groups", "total": len(found), "groups": rows}


def _users(call: Call, query: str) -> dict[str, Any]:
    excluded = set(call.words("excludeAccountIds"))
    found = sorted(
        (
            one
            for one in call.site.users.values()
            if one.active and fits(one, query) and one.account_id not in excluded
            if not (one.is_app and (call.flag("excludeConnectUsers") or call.flag("excludeConnectAddons")))
        ),
        key=lambda one: (one.display_name, one.account_id),
    )
    shown = found[: min(call.number("maxResults", 50), MOST_USERS)]
    rows = [
        {
            "accountId": one.account_id,
            "accountType": str(one.account_type),
            "displayName": one.display_name,
            "html": _emphasised(one.display_name, query),
        }
        | ({"avatarUrl": beans.avatars(call.shape, "user", one.account_id)["24x24"]} if call.flag("showAvatar") else {})
        for one in shown
    ]
    return {"header": f"Showing {len(shown)} of {len(found)} matching users", "total": len(found), "users": rows}


def _emphasised(text: str, query: str) -> str:
    """The text as HTML with the first occurrence of the query in bold."""
    place = text.lower().find(query.lower()) if query else -1
    if place < 0:
        return escape(text)
    end = place + len(query)
    return f"{escape(text[:place])}<strong>{escape(text[place:end])}</strong>{escape(text[end:])}"
