"""Watchers and votes (Jira Cloud REST v3, "Issue watchers", "Issue votes")."""

from collections.abc import Iterable
from typing import Any

from jira_emulator import beans
from jira_emulator.actions.watching import set_vote, set_watching
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, can_see, signed_in, visible_issue
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of


@operation("GET", "/issue/<issue>/watchers", Scope.READ)
def get_watchers(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer(
        {
            "self": call.shape.link(f"issue/{found.key}/watchers"),
            "isWatching": call.actor in found.watchers,
            "watchCount": len(found.watchers),
            "watchers": _shown(call, found, found.watchers),
        }
    )


@operation("POST", "/issue/<issue>/watchers", Scope.WRITE)
def watch(call: Call, issue: str) -> Answer:
    """The body is a bare JSON string: an account id. Without one the caller watches."""
    account_id = call.json() if call.raw_body else None
    if account_id is not None and not isinstance(account_id, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    set_watching(call.site, call.actor, issue, _user(call, account_id), True)
    return NO_CONTENT


@operation("DELETE", "/issue/<issue>/watchers", Scope.DELETE)
def unwatch(call: Call, issue: str) -> Answer:
    if not call.args.get("accountId"):
        raise JiraError(400, ["The account id of the watcher must be given."])
    set_watching(call.site, call.actor, issue, _user(call, call.args["accountId"]), False)
    return NO_CONTENT


def _may_view(call: Call, issue: Issue) -> bool:
    return allowed(call.site, call.actor, "VIEW_VOTERS_AND_WATCHERS", issue=issue)


def _shown(call: Call, issue: Issue, people: Iterable[User]) -> list[Any]:
    """Others are shown only with the permission to view voters and watchers."""
    every = _may_view(call, issue)
    return [beans.user(call.shape, one) for one in people if every or one is call.actor]


def _user(call: Call, account_id: Any) -> User | None:
    if account_id is None or account_id == "":
        return None
    user = call.site.users.get(account_id) if isinstance(account_id, str) else None
    if user is None:
        raise JiraError(404, [f"The user with account ID '{account_id}' does not exist."])
    return user


@operation("POST", "/issue/watching", Scope.WRITE)
def is_watching(call: Call) -> Answer:
    """Which of some issues the caller watches; what is missing or hidden is not watched."""
    signed_in(call.actor)
    ids = call.strict_object({"issueIds"}).get("issueIds")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return Answer({"issuesIsWatching": {one: _watches(call, one) for one in ids}})


def _watches(call: Call, issue_id: str) -> bool:
    found = call.site.issues.get(id_of(issue_id) or -1)
    return found is not None and can_see(call.site, call.actor, found) and call.actor in found.watchers


@operation("GET", "/issue/<issue>/votes", Scope.READ)
def get_votes(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer(
        {
            "self": call.shape.link(f"issue/{found.key}/votes"),
            "votes": len(found.voters),
            "hasVoted": call.actor in found.voters,
            "voters": _shown(call, found, found.voters) if _may_view(call, found) else [],
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
