"""Entity properties of worklogs (Jira Cloud REST v3, "Issue worklog properties")."""

from jira_emulator.actions.worklogs import delete_worklog_property, set_worklog_property, visible_worklog
from jira_emulator.errors import JiraError
from jira_emulator.model import Worklog
from jira_emulator.permissions import visible_issue
from jira_emulator.rest.properties import one_property, property_keys, property_set
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of


def _worklog(call: Call, issue: str, worklog: str) -> Worklog:
    found = visible_issue(call.site, call.actor, issue)
    if id_of(worklog) is None:
        raise JiraError(400, [f"The worklog id '{worklog}' is not a number."])
    return visible_worklog(call.site, call.actor, found, worklog)


@operation("GET", "/issue/<issue>/worklog/<worklog>/properties", Scope.READ)
def get_worklog_property_keys(call: Call, issue: str, worklog: str) -> Answer:
    one = _worklog(call, issue, worklog)
    return property_keys(call, f"issue/{issue}/worklog/{one.id}/properties", one.properties)


@operation("GET", "/issue/<issue>/worklog/<worklog>/properties/<key>", Scope.READ)
def get_worklog_property(call: Call, issue: str, worklog: str, key: str) -> Answer:
    return one_property(_worklog(call, issue, worklog).properties, key)


@operation("PUT", "/issue/<issue>/worklog/<worklog>/properties/<key>", Scope.WRITE)
def put_worklog_property(call: Call, issue: str, worklog: str, key: str) -> Answer:
    _worklog(call, issue, worklog)
    return property_set(set_worklog_property(call.site, call.actor, issue, worklog, key, call.json()))


@operation("DELETE", "/issue/<issue>/worklog/<worklog>/properties/<key>", Scope.DELETE)
def remove_worklog_property(call: Call, issue: str, worklog: str, key: str) -> Answer:
    _worklog(call, issue, worklog)
    delete_worklog_property(call.site, call.actor, issue, worklog, key)
    return NO_CONTENT
