"""Entity properties of users (Jira Cloud REST v3, "User properties")."""

from jira_emulator.actions.properties import check_property, no_property, without
from jira_emulator.errors import JiraError
from jira_emulator.model import User
from jira_emulator.permissions import signed_in
from jira_emulator.rest.access import runs_jira
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.rest.users import NO_USER
from jira_emulator.scopes import Scope


def _user(call: Call) -> User:
    """Whose properties are meant: the caller's own, or anybody's for Jira administrators."""
    me, account_id = signed_in(call.actor), call.args.get("accountId")
    if not account_id:
        raise JiraError(400, ["The accountId must be given."])
    if account_id == me.account_id:
        return me
    if not runs_jira(call):
        raise JiraError(403, ["You do not have permission to access the properties of this user."])
    found = call.site.users.get(account_id)
    if found is None:
        raise JiraError(404, [NO_USER])
    return found


@operation("GET", "/user/properties", Scope.READ)
def get_keys(call: Call) -> Answer:
    found = _user(call)
    links = {key: call.shape.link(f"user/properties/{key}?accountId={found.account_id}") for key in found.properties}
    return Answer({"keys": [{"self": link, "key": key} for key, link in links.items()]})


@operation("GET", "/user/properties/<key>", Scope.READ)
def get_property(call: Call, key: str) -> Answer:
    found = _user(call)
    if key not in found.properties:
        raise no_property(key)
    return Answer({"key": key, "value": found.properties[key]})


@operation("PUT", "/user/properties/<key>", Scope.WRITE)
def set_property(call: Call, key: str) -> Answer:
    found, value = _user(call), call.json()
    check_property(key, value)
    with call.site.lock:
        is_new = key not in found.properties
        found.properties[key] = value
    return Answer(None, 201 if is_new else 200)


@operation("DELETE", "/user/properties/<key>", Scope.DELETE)
def delete_property(call: Call, key: str) -> Answer:
    with call.site.lock:
        found = _user(call)
        found.properties = without(found.properties, key)
    return NO_CONTENT
