"""What a site is configured with: fields, priorities, resolutions, link types, labels, itself."""

from jira_emulator import beans
from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see
from jira_emulator.rest.listing import asked_ids
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of


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
    return Answer([beans.field(call.shape, one) for one in call.site.fields.values()])


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


@operation("GET", "/resolution/<resolution>", Scope.READ)
def get_resolution(call: Call, resolution: str) -> Answer:
    found = call.site.resolutions.get(id_of(resolution) or 0)
    if found is None:
        raise JiraError(404, [f"The resolution with id '{resolution}' does not exist."])
    return Answer(beans.resolution(call.shape, found))


@operation("GET", "/resolution/search", Scope.READ)
def search_resolutions(call: Call) -> Answer:
    ids = asked_ids(call, "id")
    rows = [
        {
            "id": str(one.id),
            "name": one.name,
            "description": one.description,
            "self": call.shape.link(f"resolution/{one.id}"),
        }
        for one in call.site.resolutions.values()
        if (not ids or one.id in ids) and not call.flag("onlyDefault")
    ]
    return Answer(page_bean(call, "resolution/search", rows))


@operation("GET", "/label", Scope.READ)
def get_labels(call: Call) -> Answer:
    """Every label of an issue that the caller can see, by alphabet."""
    visible: list[Issue] = [one for one in list(call.site.issues.values()) if can_see(call.site, call.actor, one)]
    return Answer(page_bean(call, "label", sorted({label for one in visible for label in one.labels}), 1000))
