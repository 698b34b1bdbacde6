"""Mail about an issue (Jira Cloud REST v3, "Send notification for issue"). No mail leaves the emulator."""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue, User
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope


@operation("POST", "/issue/<issue>/notify", Scope.WRITE)
def notify(call: Call, issue: str) -> Answer:
    """Checks whom the mail would go to; the caller alone is nobody. Raises 400."""
    found = visible_issue(call.site, call.actor, issue)
    body = call.json_object()
    to = body.get("to")
    if not isinstance(to, Mapping):
        raise JiraError(400, ["No recipients were defined for notification."])
    if not set(_recipients(call, found, to)) - {call.actor}:
        raise JiraError(400, ["No recipients were defined for notification."])
    return NO_CONTENT


def _recipients(call: Call, issue: Issue, to: Mapping[str, Any]) -> Iterable[User]:
    single = {"assignee": issue.assignee, "reporter": issue.reporter}
    yield from (user for name, user in single.items() if to.get(name) is True and user is not None)
    several = {"watchers": issue.watchers, "voters": issue.voters}
    yield from (user for name, users in several.items() if to.get(name) is True for user in users)
    yield from (_user(call, one) for one in _list(to, "users"))
    groups = {_group(call, one) for one in [*_list(to, "groups"), *_list(to, "groupIds")]}
    yield from (user for user in list(call.site.users.values()) if user.groups & groups)


def _list(to: Mapping[str, Any], name: str) -> list[Any]:
    value = to.get(name) or []
    if not isinstance(value, list):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def _user(call: Call, value: Any) -> User:
    user = call.site.users.get(str(value.get("accountId"))) if isinstance(value, Mapping) else None
    if user is None:
        raise JiraError(400, errors={"users": "The user does not exist."})
    return user


def _group(call: Call, value: Any) -> str:
    """The name of a group that is given by name (in an object) or by id."""
    wanted = value.get("name") if isinstance(value, Mapping) else value
    for name, group_id in call.site.groups.items():
        if wanted in (name, group_id):
            return name
    raise JiraError(400, errors={"groups": "The group does not exist."})
