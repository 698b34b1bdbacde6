"""Worklogs, watchers and votes (Jira Cloud REST v3, "Issue worklogs", "Issue watchers", "Issue votes")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.actions.watching import set_vote, set_watching
from jira_emulator.actions.worklogs import (
    Adjustment,
    Work,
    add_worklog,
    delete_worklog,
    edit_worklog,
    visible_worklog,
)
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.fields.kinds import FieldRefused
from jira_emulator.fields.texts import read_instant, read_rich
from jira_emulator.fields.tracking import read_duration
from jira_emulator.model import User
from jira_emulator.permissions import may_read, visible_issue
from jira_emulator.rest.router import INT64, NO_CONTENT, Answer, Call, operation, page
from jira_emulator.scopes import Scope

MOST_PAGED = 5000


def adjustment_of(call: Call, manual: str = "reduceBy") -> Adjustment:
    """The `adjustEstimate` of the query. Raises 400 when it is unknown or its amount is missing."""
    kind = call.args.get("adjustEstimate", "auto")
    if kind in ("auto", "leave"):
        return Adjustment(kind)
    parameter = {"new": "newEstimate", "manual": manual}.get(kind)
    if parameter is None:
        raise JiraError(400, [f"'{kind}' is not a valid value for adjustEstimate."])
    try:
        return Adjustment(kind, read_duration(call.args.get(parameter, ""), "invalid"))
    except FieldRefused:
        raise JiraError(400, errors={parameter: f"You must supply a valid {parameter}."}) from None


def work_of(call: Call, body: Mapping[str, Any]) -> Work:
    """The worklog of a body. Raises 400 that names the first unusable property."""
    name = "comment"
    try:
        comment = read_rich(body.get("comment"), call.adf)
        name = "started"
        started = read_instant(body["started"]) if body.get("started") is not None else None
        name = "timeLogged"
        return Work(comment, started, _seconds(body), body)
    except FieldRefused as refusal:
        raise JiraError(400, errors={name: refusal.message}) from None


def _seconds(body: Mapping[str, Any]) -> int | None:
    seconds = body.get("timeSpentSeconds")
    if seconds is None:
        written = body.get("timeSpent")
        return None if written is None else read_duration(written, "Invalid time duration entered.")
    if type(seconds) is not int or seconds <= 0 or seconds not in INT64:
        raise FieldRefused("Invalid time duration entered.")
    return seconds


@operation("GET", "/issue/<issue>/worklog", Scope.READ)
def get_worklogs(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    rows = [
        beans.worklog(call.shape, one, found.id)
        for one in found.worklogs
        if may_read(call.site, call.actor, found, one.visibility)
    ]
    return Answer(page(call, "worklogs", rows, limit=MOST_PAGED, most=MOST_PAGED))


@operation("POST", "/issue/<issue>/worklog", Scope.WRITE)
def log_work(call: Call, issue: str) -> Answer:
    work = work_of(call, call.json_object())
    found, worklog = add_worklog(call.site, call.actor, issue, work, adjustment_of(call))
    return Answer(beans.worklog(call.shape, worklog, found.id), 201)


@operation("GET", "/issue/<issue>/worklog/<worklog>", Scope.READ)
def get_worklog(call: Call, issue: str, worklog: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    one = visible_worklog(call.site, call.actor, found, worklog)
    return Answer(beans.worklog(call.shape, one, found.id))


@operation("PUT", "/issue/<issue>/worklog/<worklog>", Scope.WRITE)
def change_worklog(call: Call, issue: str, worklog: str) -> Answer:
    work = work_of(call, call.json_object())
    found, one = edit_worklog(call.site, call.actor, issue, worklog, work, adjustment_of(call))
    return Answer(beans.worklog(call.shape, one, found.id))


@operation("DELETE", "/issue/<issue>/worklog/<worklog>", Scope.DELETE)
def remove_worklog(call: Call, issue: str, worklog: str) -> Answer:
    delete_worklog(call.site, call.actor, issue, worklog, adjustment_of(call, "increaseBy"))
    return NO_CONTENT


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
    if not isinstance(account_id, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    user = call.site.users.get(account_id)
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
