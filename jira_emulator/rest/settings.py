"""What the site allows and shows (Jira Cloud REST v3, "Jira settings", "Time tracking", "Issue navigator settings",
"Issue events", "License metrics").
"""

from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.permissions import signed_in
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

TIME_TRACKING = {"workingHoursPerDay": 8.0, "workingDaysPerWeek": 5.0, "timeFormat": "pretty", "defaultUnit": "minute"}
PROVIDER = {"key": "JIRA", "name": "JIRA provided time tracking"}
PROPERTIES = {
    "jira.title": ("Title", "The name of the site.", "Jira"),
    "jira.home": ("jira.home", "The home directory.", "/var/jira"),
    "jira.projectkey.pattern": ("Project key pattern", "What a project key looks like.", "([A-Z][A-Z]+)"),
    "jira.attachment.number.of.zip.entries": ("Number of ZIP entries", "How many are shown.", "30"),
    "jira.date.picker.java.format": ("Date picker format", "The format of days.", "d/MMM/yy"),
    "jira.lf.date.dmy": ("Day format", "The format of days in lists.", "dd/MMM/yy"),
}
EVENTS = (
    *("Issue Created", "Issue Updated", "Issue Assigned", "Issue Resolved", "Issue Closed", "Issue Commented"),
    *("Issue Reopened", "Issue Deleted", "Issue Moved", "Work Logged On Issue", "Work Started On Issue"),
    *("Work Stopped On Issue", "Generic Event", "Issue Comment Edited", "Issue Worklog Updated"),
    *("Issue Worklog Deleted", "Issue Comment Deleted"),
)
COLUMNS = {
    "issuetype": "Issue Type",
    "issuekey": "Key",
    "summary": "Summary",
    "assignee": "Assignee",
    "reporter": "Reporter",
    "priority": "Priority",
    "status": "Status",
    "resolution": "Resolution",
    "created": "Created",
    "updated": "Updated",
    "duedate": "Due Date",
}


@operation("GET", "/configuration", Scope.READ)
def get_configuration(call: Call) -> Answer:
    """What is switched on: everything."""
    signed_in(call.actor)
    names = ("voting", "watching", "subTasks", "issueLinking", "attachments", "timeTracking")
    switches: dict[str, Any] = {f"{name}Enabled": True for name in names}
    switches |= {"unassignedIssuesAllowed": True, "timeTrackingConfiguration": TIME_TRACKING}
    return Answer(switches)


@operation("GET", "/configuration/timetracking", Scope.READ)
def get_time_tracking(call: Call) -> Answer:
    jira_admin(call)
    return Answer(PROVIDER)


@operation("GET", "/configuration/timetracking/list", Scope.READ)
def get_time_tracking_providers(call: Call) -> Answer:
    jira_admin(call)
    return Answer([PROVIDER])


@operation("GET", "/configuration/timetracking/options", Scope.READ)
def get_time_tracking_options(call: Call) -> Answer:
    jira_admin(call)
    return Answer(TIME_TRACKING)


@operation("GET", "/application-properties", Scope.ADMIN)
def get_application_properties(call: Call) -> Answer:
    """Some of Jira's properties; `key` asks for one of them (as an array still), `keyFilter` for some."""
    jira_admin(call, 404)
    key, part = call.args.get("key"), call.args.get("keyFilter", "")
    if key is not None and key not in PROPERTIES:
        raise JiraError(404, [f"The application property '{key}' does not exist."])
    rows = [_property(one) for one in PROPERTIES if key in (None, one) and part.strip(".*") in one]
    return Answer(rows)


def _property(key: str) -> dict[str, Any]:
    name, described, value = PROPERTIES[key]
    bean = {"id": key, "key": key, "value": value, "name": name, "desc": described}
    return bean | {"type": "string", "defaultValue": value}


@operation("GET", "/events", Scope.ADMIN)
def get_events(call: Call) -> Answer:
    """The events that notifications are sent for."""
    jira_admin(call)
    return Answer([{"id": number, "name": name} for number, name in enumerate(EVENTS, 1)])


@operation("GET", "/settings/columns", Scope.INACCESSIBLE)
def get_columns(call: Call) -> Answer:
    """The columns of lists of issues."""
    jira_admin(call)
    return Answer([{"label": label, "value": value} for value, label in COLUMNS.items()])


@operation("GET", "/user/columns", Scope.READ)
def get_own_columns(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer([{"label": label, "value": value} for value, label in COLUMNS.items()])


@operation("GET", "/instance/license", Scope.READ)
def get_licence(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer({"applications": [{"id": "jira-software", "plan": "PAID"}]})
