"""What a site is configured with: fields, types, statuses, priorities, resolutions, link types, labels,
itself.
"""

from jira_emulator import beans
from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue
from jira_emulator.permissions import allowed, can_see
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope


@operation("GET", "/serverInfo", Scope.READ)
def server_info(call: Call) -> Answer:
    return Answer(
        {
            "baseUrl": call.site.base_url,
            "displayUrl": call.site.base_url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_299,
            "buildDate": "2026-11-01T00:00:00.000+0000",
            "serverTime": instant(call.site.now()),
            "scmInfo": "emulated",
            "serverTitle": "Jira",
            "serverTimeZone": "Etc/UTC",
        }
    )


@operation("GET", "/field", Scope.READ)
def get_fields(call: Call) -> Answer:
    return Answer([beans.field(one) for one in call.site.fields.values()])


@operation("GET", "/issuetype", Scope.READ)
def get_issue_types(call: Call) -> Answer:
    return Answer([beans.issue_type(call.shape, one) for one in call.site.issue_types.values()])


@operation("GET", "/issuetype/project", Scope.READ)
def get_issue_types_of_project(call: Call) -> Answer:
    project = call.site.project(call.args.get("projectId", ""))
    if project is None or not allowed(call.site, call.actor, "BROWSE_PROJECTS", project):
        raise JiraError(404, ["The project was not found or you do not have permission to view it."])
    return Answer([beans.issue_type(call.shape, one) for one in project.issue_types])


@operation("GET", "/issuetype/<type_id>", Scope.READ)
def get_issue_type(call: Call, type_id: str) -> Answer:
    for one in call.site.issue_types.values():
        if str(one.id) == type_id:
            return Answer(beans.issue_type(call.shape, one))
    raise JiraError(404, [f"The issue type with id '{type_id}' does not exist"])


@operation("GET", "/status", Scope.READ)
def get_statuses(call: Call) -> Answer:
    return Answer([beans.status(call.shape, one) for one in call.site.statuses.values()])


@operation("GET", "/status/<id_or_name>", Scope.READ)
def get_status(call: Call, id_or_name: str) -> Answer:
    for one in call.site.statuses.values():
        if id_or_name in (str(one.id), one.name):
            return Answer(beans.status(call.shape, one))
    raise JiraError(404, [f"The status with id '{id_or_name}' does not exist"])


@operation("GET", "/statuscategory", Scope.READ)
def get_status_categories(call: Call) -> Answer:
    return Answer([beans.status_category(call.shape, one) for one in call.site.status_categories.values()])


@operation("GET", "/priority", Scope.READ)
def get_priorities(call: Call) -> Answer:
    return Answer(_priorities(call))


def _priorities(call: Call) -> list[dict[str, object]]:
    rows = []
    for one in call.site.priorities.values():
        bean = beans.priority(call.shape, one)
        assert bean is not None
        rows.append(bean | {"description": one.description, "statusColor": one.color})
    return rows


@operation("GET", "/priority/search", Scope.READ)
def search_priorities(call: Call) -> Answer:
    ids, name = set(call.words("id")), call.args.get("priorityName", "").lower()
    rows = [
        one | {"isDefault": one["name"] == "Medium"}
        for one in _priorities(call)
        if (not ids or one["id"] in ids) and name in str(one["name"]).lower()
    ]
    return Answer(page_bean(call, "priority/search", rows))


@operation("GET", "/priority/<priority>", Scope.READ)
def get_priority(call: Call, priority: str) -> Answer:
    for one in _priorities(call):
        if one["id"] == priority:
            return Answer(one)
    raise JiraError(404, [f"The priority with id '{priority}' does not exist"])


@operation("GET", "/resolution", Scope.READ)
def get_resolutions(call: Call) -> Answer:
    return Answer([beans.resolution(call.shape, one) for one in call.site.resolutions.values()])


@operation("GET", "/resolution/search", Scope.READ)
def search_resolutions(call: Call) -> Answer:
    rows = [
        {
            "id": str(one.id),
            "name": one.name,
            "description": one.description,
            "self": call.shape.link(f"resolution/{one.id}"),
        }
        for one in call.site.resolutions.values()
    ]
    return Answer(page_bean(call, "resolution/search", rows))


@operation("GET", "/label", Scope.READ)
def get_labels(call: Call) -> Answer:
    """Every label of an issue that the caller can see, by alphabet."""
    visible: list[Issue] = [one for one in list(call.site.issues.values()) if can_see(call.site, call.actor, one)]
    return Answer(page_bean(call, "label", sorted({label for one in visible for label in one.labels}), 1000))
