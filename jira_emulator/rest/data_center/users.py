"""One user: oneself, by name or by key (Jira Data Center REST 10.3, "myself" and "user")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import ServerUser, user_named, user_with_key
from jira_emulator.model import User
from jira_emulator.permissions import signed_in
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import Answer, Call

NO_ONE_ASKED = "Either the 'username' or the 'key' query parameters need to be provided"


def user_bean(shape: Shape, one: User) -> dict[str, Any]:
    """UserBean, as lists of users show it."""
    bean = beans.user(shape, one)
    assert bean is not None
    return bean | {"deleted": False, "locale": "en_US"}


def full_user(call: Call, one: User) -> dict[str, Any]:
    """A user alone, with what `expand` asks for."""
    expand = call.words("expand")
    groups = [{"name": name, "self": group_link(call.shape, name)} for name in sorted(one.groups)]
    return user_bean(call.shape, one) | {
        "groups": {"size": len(groups), "items": groups if "groups" in expand else []},
        "applicationRoles": {"size": 1, "items": []},
        "expand": "groups,applicationRoles",
    }


def group_link(shape: Shape, name: str) -> str:
    return shape.link(f"group?groupname={name}")


@own("GET", "/myself")
def myself(call: Call) -> Answer:
    return Answer(full_user(call, signed_in(call.actor)))


@own("GET", "/user")
def get_user(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer(full_user(call, asked_user(call)))


def asked_user(call: Call) -> ServerUser:
    """The user of `username` or `key`. Raises 404."""
    name, key = call.args.get("username"), call.args.get("key")
    if not name and not key:
        raise JiraError(404, [NO_ONE_ASKED])
    user = user_named(call.site, name) if name else user_with_key(call.site, key or "")
    if user is None:
        words = f"The user named '{name}'" if name else f"The user with the key '{key}'"
        raise JiraError(404, [f"{words} does not exist"])
    return user
