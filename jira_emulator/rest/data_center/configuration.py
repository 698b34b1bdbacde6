"""What a Data Center site says of itself, and its lists in pages (Jira Data Center REST 10.3)."""

from collections.abc import Iterable
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.permissions import allowed, signed_in
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.pages import value_page
from jira_emulator.rest.router import Answer, Call

VERSION = (10, 3, 15)
BUILD_NUMBER = 10_030_015
USUAL_PAGE = 100


@own("GET", "/serverInfo")
def server_info(call: Call) -> Answer:
    about: dict[str, Any] = {
        "baseUrl": call.site.base_url,
        "version": ".".join(map(str, VERSION)),
        "versionNumbers": list(VERSION),
        "deploymentType": "Server",
        "buildNumber": BUILD_NUMBER,
        "buildDate": "2026-01-20T00:00:00.000+0000",
        "databaseBuildNumber": BUILD_NUMBER,
        "scmInfo": "emulated",
        "serverTitle": "Jira",
    }
    return Answer(about if call.actor is None else about | {"serverTime": instant(call.site.now())})


@own("GET", "/configuration")
def get_configuration(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer(
        {
            "votingEnabled": True,
            "watchingEnabled": True,
            "unassignedIssuesAllowed": True,
            "subTasksEnabled": True,
            "issueLinkingEnabled": True,
            "timeTrackingEnabled": True,
            "attachmentsEnabled": True,
            "timeTrackingConfiguration": {
                "workingHoursPerDay": 8.0,
                "workingDaysPerWeek": 5.0,
                "timeFormat": "pretty",
                "defaultUnit": "minute",
            },
        }
    )


@own("GET", "/issuetype/page")
def page_issue_types(call: Call) -> Answer:
    known = call.site.issue_types.values()
    wanted = _of_asked_projects(call)
    shown = [one for one in known if wanted is None or one.id in wanted]
    return _page(call, [beans.issue_type(call.shape, one) for one in shown])


def _of_asked_projects(call: Call) -> set[int] | None:
    """The ids of the types of the asked projects; None when none are asked for."""
    ids = set(call.words("projectIds"))
    if not ids:
        return None
    projects = [one for one in call.site.projects.values() if str(one.id) in ids]
    seen = [one for one in projects if allowed(call.site, call.actor, "BROWSE_PROJECTS", one)]
    return {each.id for one in seen for each in one.issue_types}


@own("GET", "/priority/page")
def page_priorities(call: Call) -> Answer:
    rows = [beans.priority(call.shape, one) for one in call.site.priorities.values()]
    return _page(call, [one for one in rows if one is not None])


@own("GET", "/resolution/page")
def page_resolutions(call: Call) -> Answer:
    return _page(call, _resolutions(call))


def _resolutions(call: Call) -> list[dict[str, Any]]:
    rows = [beans.resolution(call.shape, one) for one in call.site.resolutions.values()]
    return [one for one in rows if one is not None]


@own("GET", "/resolution/<resolution>")
def get_resolution(call: Call, resolution: str) -> Answer:
    for one in _resolutions(call):
        if one["id"] == resolution:
            return Answer(one)
    raise JiraError(404, [f"The resolution with id '{resolution}' does not exist"])


@own("GET", "/status/page")
def page_statuses(call: Call) -> Answer:
    return _page(call, [beans.status(call.shape, one) for one in call.site.statuses.values()])


@own("GET", "/statuscategory/<category>")
def get_status_category(call: Call, category: str) -> Answer:
    for one in call.site.status_categories.values():
        if category in (str(one.id), one.key):
            return Answer(beans.status_category(call.shape, one))
    raise JiraError(404, [f"The status category '{category}' does not exist"])


@own("GET", "/issueLinkType/<link_type>")
def get_link_type(call: Call, link_type: str) -> Answer:
    for one in call.site.link_types.values():
        if str(one.id) == link_type:
            return Answer(beans.link_type(call.shape, one))
    raise JiraError(404, [f"No issue link type with id '{link_type}' found."])


def _page(call: Call, rows: Iterable[dict[str, Any]]) -> Answer:
    """Those whose name contains the query, in pages of a hundred."""
    query = call.args.get("query", "").lower()
    found = [one for one in rows if query in str(one["name"]).lower()]
    return Answer(value_page(call, found, USUAL_PAGE))
