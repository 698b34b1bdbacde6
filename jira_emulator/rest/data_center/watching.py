"""Watchers by user name, and votes that are answered (Jira Data Center REST 10.3, "issue")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.actions.watching import set_vote, set_watching
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.flavours.server_user import ServerUser, user_named
from jira_emulator.model import Issue
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import NO_CONTENT, Answer, Call


@own("POST", "/issue/<issue>/watchers")
def watch(call: Call, issue: str) -> Answer:
    """The body is a bare JSON string, a user name (or `userName` in the query). Without one the caller watches."""
    name = call.json() if call.raw_body else call.args.get("userName")
    if name is not None and not isinstance(name, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    set_watching(call.site, call.actor, issue, _named(call, name), True)
    return NO_CONTENT


@own("DELETE", "/issue/<issue>/watchers")
def unwatch(call: Call, issue: str) -> Answer:
    name = call.args.get("username") or call.args.get("userName")
    if not name:
        raise JiraError(400, ["The user name of the watcher must be given."])
    set_watching(call.site, call.actor, issue, _named(call, name), False)
    return NO_CONTENT


def _named(call: Call, name: str | None) -> ServerUser | None:
    """The user with this name; None for no name. Raises 404."""
    user = user_named(call.site, name) if name else None
    if name and user is None:
        raise JiraError(404, [f"The user named '{name}' does not exist"])
    return user


@own("POST", "/issue/<issue>/votes")
def vote(call: Call, issue: str) -> Answer:
    """Vote, and see the votes."""
    set_vote(call.site, call.actor, issue, True)
    return Answer(_votes(call, visible_issue(call.site, call.actor, issue)))


def _votes(call: Call, issue: Issue) -> dict[str, Any]:
    return {
        "self": call.shape.link(f"issue/{issue.key}/votes"),
        "votes": len(issue.voters),
        "hasVoted": call.actor in issue.voters,
        "voters": [beans.user(call.shape, one) for one in issue.voters],
    }
