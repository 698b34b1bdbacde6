"""Users (Jira Cloud REST v3, "Users", "User search", "Myself")."""

from collections.abc import Iterable
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.errors import JiraError
from jira_emulator.fields.people import group_bean
from jira_emulator.model import User
from jira_emulator.permissions import allowed, is_jira_admin, signed_in, visible_issue
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope

NO_USER = "Specified user does not exist or you do not have required permissions"


def user_bean(shape: Shape, one: User) -> dict[str, Any]:
    """A user by itself: the e-mail address only for the person and the Jira admin."""
    bean = beans.user(shape, one)
    assert bean is not None
    shows = shape.actor is one or is_jira_admin(shape.site, shape.actor)
    return bean | {"emailAddress": one.email if shows else "", "locale": "en_US"}


@operation("GET", "/myself", Scope.READ)
def myself(call: Call) -> Answer:
    me = signed_in(call.actor)
    bean = user_bean(call.shape, me)
    groups = [group_bean(call.shape, name) for name in sorted(me.groups)]
    bean |= {
        "groups": {"size": len(groups), "items": groups if "groups" in call.words("expand") else []},
        "applicationRoles": {"size": 1, "items": []},
        "expand": "groups,applicationRoles",
    }
    return Answer(bean)


@operation("GET", "/user", Scope.READ)
def get_user(call: Call) -> Answer:
    signed_in(call.actor)
    found = call.site.users.get(call.args.get("accountId", ""))
    if found is None:
        raise JiraError(404, [NO_USER])
    return Answer(user_bean(call.shape, found))


@operation("GET", "/user/bulk", Scope.READ)
def get_users(call: Call) -> Answer:
    signed_in(call.actor)
    asked = call.args.getlist("accountId")
    if not asked:
        raise JiraError(400, ["The accountId parameter must be given."])
    found = [call.site.users[one] for one in dict.fromkeys(asked) if one in call.site.users]
    return Answer(page_bean(call, "user/bulk", [user_bean(call.shape, one) for one in found], 10))


@operation("GET", "/user/groups", Scope.READ)
def get_groups_of_user(call: Call) -> Answer:
    found = call.site.users.get(call.args.get("accountId", ""))
    if found is None:
        raise JiraError(404, [NO_USER])
    return Answer([group_bean(call.shape, name) for name in sorted(found.groups)])


@operation("GET", "/user/search", Scope.READ)
def search_users(call: Call) -> Answer:
    """Active people by a part of their name or address, or one by account id."""
    signed_in(call.actor)
    query, account_id = call.args.get("query"), call.args.get("accountId")
    if (query is None) == (account_id is None) and call.args.get("property") is None:
        raise JiraError(400, ["Exactly one of query, accountId and property must be given."])
    people: Iterable[User] = (one for one in call.site.users.values() if one.active)
    if account_id is not None:
        people = (one for one in people if one.account_id == account_id)
    else:
        people = (one for one in people if fits(one, query or ""))
    return Answer(slice_of(call, people))


@operation("GET", "/user/assignable/search", Scope.READ)
def search_assignable(call: Call) -> Answer:
    """Who may be assigned to the issues of a project."""
    signed_in(call.actor)
    key, project_key = call.args.get("issueKey") or call.args.get("issueId"), call.args.get("project")
    if key:
        project = visible_issue(call.site, call.actor, key).project
    elif project_key is None:
        raise JiraError(400, ["Either the issueKey, the issueId or the project must be given."])
    else:
        found = call.site.project(project_key)
        if found is None or not allowed(call.site, call.actor, "BROWSE_PROJECTS", found):
            raise JiraError(404, [f"No project could be found with key '{project_key}'."])
        project = found
    query, account_id = call.args.get("query", ""), call.args.get("accountId")
    people = (
        one
        for one in call.site.users.values()
        if one.active and allowed(call.site, one, "ASSIGNABLE_USER", project)
        if fits(one, query) and account_id in (None, one.account_id)
    )
    return Answer(slice_of(call, people))


def fits(one: User, query: str) -> bool:
    """Whether the words begin parts of the name or the address."""
    texts = [one.email.lower(), one.display_name.lower(), *one.display_name.lower().split()]
    return any(text.startswith(query.lower()) for text in texts)


def slice_of(call: Call, people: Iterable[User]) -> list[dict[str, Any]]:
    start, size = call.number("startAt", 0), min(call.number("maxResults", 50), 1000)
    ordered = sorted(people, key=lambda one: (one.display_name, one.account_id))
    return [user_bean(call.shape, one) for one in ordered[:1000][start : start + size]]
