"""Versions of a project in lists, and how many issues have them (Jira Cloud REST v3, "Project versions")."""

from collections.abc import Callable
from typing import Any

from jira_emulator.actions.swapping import holders
from jira_emulator.actions.versions import version_fields
from jira_emulator.errors import JiraError
from jira_emulator.model import Project, Version
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest.access import runs_jira
from jira_emulator.rest.listing import holds, in_asked_order
from jira_emulator.rest.project_beans import version_bean
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

STATUS_NAMES = {"new": "toDo", "indeterminate": "inProgress", "done": "done"}
ORDERS: dict[str, Callable[[Version], Any]] = {
    "name": lambda one: one.name.lower(),
    "description": lambda one: one.description.lower(),
    "releaseDate": lambda one: one.release_date,
    "startDate": lambda one: one.start_date,
}


def no_version(version: str) -> JiraError:
    """The 404 of versions that are missing or hidden."""
    return JiraError(404, [f"Could not find version for id '{version}'"])


def version_of(call: Call, version: str) -> tuple[Project, Version]:
    """A version that the caller can see. Raises 404."""
    wanted = id_of(version)
    for project in call.site.projects.values():
        for one in project.versions:
            if one.id == wanted and (allowed(call.site, call.actor, "BROWSE_PROJECTS", project) or runs_jira(call)):
                return project, one
    raise no_version(version)


@operation("GET", "/version/<version>/relatedIssueCounts", Scope.READ)
def count_version_issues(call: Call, version: str) -> Answer:
    _, one = version_of(call, version)
    custom = {name: holders(call.site, one, name) for name in version_fields(call.site)}
    usage = [
        {
            "fieldName": call.site.fields[name].name,
            "customFieldId": int(name.rpartition("_")[2]),
            "issueCountWithVersionInCustomField": len(issues),
        }
        for name, issues in custom.items()
    ]
    return Answer(
        {
            "self": call.shape.link(f"version/{one.id}"),
            "issuesFixedCount": len(holders(call.site, one, "fixVersions")),
            "issuesAffectedCount": len(holders(call.site, one, "versions")),
            "issueCountWithCustomFieldsShowingVersion": len({each.id for found in custom.values() for each in found}),
            "customFieldUsage": usage,
        }
    )


@operation("GET", "/version/<version>/unresolvedIssueCount", Scope.READ)
def count_unresolved(call: Call, version: str) -> Answer:
    _, one = version_of(call, version)
    issues = holders(call.site, one, "fixVersions")
    counts = {"issuesCount": len(issues), "issuesUnresolvedCount": sum(each.resolution is None for each in issues)}
    return Answer({"self": call.shape.link(f"version/{one.id}")} | counts)


@operation("GET", "/project/<project>/versions", Scope.READ)
def get_versions(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer([expanded(call, one) for one in found.versions])


@operation("GET", "/project/<project>/version", Scope.READ)
def get_version_page(call: Call, project: str) -> Answer:
    """One page of the project's versions, by name, description and status."""
    found = visible_project(call.site, call.actor, project)
    query, states = call.args.get("query", ""), set(call.words("status"))
    chosen = [
        one
        for one in found.versions
        if holds(query, one.name, one.description) and (not states or _state(one) in states)
    ]
    sequence: dict[str, Callable[[Version], Any]] = {"sequence": found.versions.index}
    rows = [expanded(call, one) for one in in_asked_order(call, chosen, ORDERS | sequence)]
    return Answer(page_bean(call, f"project/{found.id}/version", rows))


def _state(one: Version) -> str:
    if one.archived:
        return "archived"
    return "released" if one.released else "unreleased"


def expanded(call: Call, one: Version) -> dict[str, Any]:
    """A version with what `expand` asks for."""
    bean, expand = version_bean(call.shape, one), call.words("expand")
    if "issuesstatus" in expand:
        counts = dict.fromkeys(("unmapped", *STATUS_NAMES.values()), 0)
        for issue in holders(call.site, one, "fixVersions"):
            counts[STATUS_NAMES.get(issue.status.category.key, "unmapped")] += 1
        bean["issuesStatusForFixVersion"] = counts
    if "operations" in expand:
        bean["operations"] = []
    return bean
