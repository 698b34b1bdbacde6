"""Watchers and votes (Jira Cloud REST v3, "Issue watchers", "Issue votes")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.actions.watching import set_vote, set_watching
from jira_emulator.errors import JiraError
from jira_emulator.model import User
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope


@operation("GET", "/issue/<issue>/watchers", Scope.READ)
def get_watchers(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer(
        {
            "self": call.shape.link(f"issue/{found.key}/watchers"),
            "isWatching": call.actor in found.watchers,
            "watchCount": len(found.watchers),
            "watchers": [beans.user(call.shape, one) for one in found.watchers],
        }
    )


@operation("POST", "/issue/<issue>/watchers", Scope.WRITE)
def watch(call: Call, issue: str) -> Answer:
    """The body is a bare JSON string: an account id. Without one the caller watches."""
    account_id = call.json() if call.raw_body else None
    set_watching(call.site, call.actor, issue, _user(call, account_id), True)
    return NO_CONTENT


@operation("DELETE", "/issue/<issue>/watchers", Scope.DELETE)
def unwatch(call: Call, issue: str) -> Answer:
    set_watching(call.site, call.actor, issue, _user(call, call.args.get("accountId")), False)
    return NO_CONTENT


def _user(call: Call, account_id: Any) -> User | None:
    if account_id is None or account_id == "":
        return None
    user = call.site.users.get(account_id) if isinstance(account_id, str) else None
    if user is None:
        raise JiraError(404, [f"The user with account ID '{account_id}' does not exist."])
    return user


@operation("GET", "/issue/<issue>/votes", Scope.READ)
def get_votes(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer(
        {
            "self": call.shape.link(f"issue/{found.key}/votes"),
            "votes": len(found.voters),
            "hasVoted": call.actor in found.voters,
            "voters": [beans.user(call.shape, one) for one in found.voters],
        }
    )


@operation("POST", "/issue/<issue>/votes", Scope.WRITE)
def vote(call: Call, issue: str) -> Answer:
    set_vote(call.site, call.actor, issue, True)
    return NO_CONTENT


@operation("DELETE", "/issue/<issue>/votes", Scope.DELETE)
def take_vote_back(call: Call, issue: str) -> Answer:
    set_vote(call.site, call.actor, issue, False)
    return NO_CONTENT
