"""Personal access tokens (Atlassian's documentation, "Using personal access tokens")."""

from datetime import timedelta
from typing import Any

from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import PersonalToken, ServerUser, new_token
from jira_emulator.permissions import signed_in
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import NO_CONTENT, Answer, Call

ROOTS = ("/rest/pat/1.0", "/rest/pat/latest")
LONGEST_NAME = 255
MOST_TOKENS = 10
MOST_DAYS = 365


def _bean(one: PersonalToken) -> dict[str, Any]:
    """The token without its secret."""
    shown = {"id": one.id, "name": one.name, "createdAt": instant(one.created)}
    times = {"expiringAt": instant(one.expires), "lastAccessed": instant(one.last_used)}
    return shown | {name: text for name, text in times.items() if text is not None}


def _owner(call: Call) -> ServerUser:
    user = signed_in(call.actor)
    assert isinstance(user, ServerUser)
    return user


def _owned(call: Call) -> list[PersonalToken]:
    owner = _owner(call)
    return [one for one in call.site.personal_tokens.values() if one.owner is owner]


@own("GET", "/tokens", *ROOTS)
def get_tokens(call: Call) -> Answer:
    return Answer([_bean(one) for one in _owned(call)])


@own("POST", "/tokens", *ROOTS)
def create_token(call: Call) -> Answer:
    """A new token of the caller; its secret is shown this once. `expirationDuration` is in days."""
    body = call.json_object()
    name, days = body.get("name"), body.get("expirationDuration")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
        raise JiraError(400, errors={"name": "A token needs a name."})
    if days is not None and (type(days) is not int or not 1 <= days <= MOST_DAYS):
        raise JiraError(400, errors={"expirationDuration": f"Between 1 and {MOST_DAYS} days must be given."})
    with call.site.lock:
        if len(_owned(call)) >= MOST_TOKENS:
            raise JiraError(400, [f"A user can have up to {MOST_TOKENS} tokens."])
        expires = None if days is None else call.site.now() + timedelta(days=days)
        token = new_token(call.site, _owner(call), name.strip(), call.site.random.randbytes(20), expires)
    return Answer(_bean(token) | {"rawToken": token.secret}, 201)


@own("DELETE", "/tokens/<token>", *ROOTS)
def revoke_token(call: Call, token: str) -> Answer:
    for one in _owned(call):
        if str(one.id) == token:
            del call.site.personal_tokens[one.id]
            return NO_CONTENT
    raise JiraError(404, [f"There is no token with the id {token}."])
