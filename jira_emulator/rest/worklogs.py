"""Worklogs of an issue (Jira Cloud REST v3, "Issue worklogs")."""

from jira_emulator import beans
from jira_emulator.actions.work_input import read_work
from jira_emulator.actions.worklogs import (
    Adjustment,
    Work,
    add_worklog,
    delete_worklog,
    edit_worklog,
    visible_worklog,
)
from jira_emulator.errors import JiraError
from jira_emulator.fields.kinds import FieldRefused
from jira_emulator.fields.tracking import read_duration
from jira_emulator.media import check_media
from jira_emulator.permissions import may_read, visible_issue
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page
from jira_emulator.scopes import Scope

MOST_PAGED = 5000
LATEST = 2**53


def adjustment_of(call: Call, manual: str | None = "reduceBy") -> Adjustment:
    """The `adjustEstimate` of the query. Raises 400 when it is unknown or its amount is missing.

    `manual` names the parameter with the amount; without one the operation has no such adjustment.
    """
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


def _work(call: Call) -> Work:
    body = call.json_object()
    check_media(call.site, body.get("comment"))
    return read_work(body, call.adf)


@operation("GET", "/issue/<issue>/worklog", Scope.READ)
def get_worklogs(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    after, before = call.moment("startedAfter", 0), call.moment("startedBefore", LATEST)
    rows = [
        beans.worklog(call.shape, one, found.id, call.words("expand"))
        for one in sorted(found.worklogs, key=lambda one: (one.created, one.id))
        if may_read(call.site, call.actor, found, one.visibility)
        if after <= one.started.timestamp() * 1000 < before
    ]
    return Answer(page(call, "worklogs", rows, limit=MOST_PAGED, most=MOST_PAGED))


@operation("POST", "/issue/<issue>/worklog", Scope.WRITE)
def log_work(call: Call, issue: str) -> Answer:
    work = _work(call)
    found, worklog = add_worklog(call.site, call.actor, issue, work, adjustment_of(call))
    return Answer(beans.worklog(call.shape, worklog, found.id, call.words("expand")), 201)


@operation("GET", "/issue/<issue>/worklog/<worklog>", Scope.READ)
def get_worklog(call: Call, issue: str, worklog: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    one = visible_worklog(call.site, call.actor, found, worklog)
    return Answer(beans.worklog(call.shape, one, found.id, call.words("expand")))


@operation("PUT", "/issue/<issue>/worklog/<worklog>", Scope.WRITE)
def change_worklog(call: Call, issue: str, worklog: str) -> Answer:
    work = _work(call)
    found, one = edit_worklog(call.site, call.actor, issue, worklog, work, adjustment_of(call, None))
    return Answer(beans.worklog(call.shape, one, found.id, call.words("expand")))


@operation("DELETE", "/issue/<issue>/worklog/<worklog>", Scope.DELETE)
def remove_worklog(call: Call, issue: str, worklog: str) -> Answer:
    delete_worklog(call.site, call.actor, issue, worklog, adjustment_of(call, "increaseBy"))
    return NO_CONTENT
