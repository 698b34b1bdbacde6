"""Projects, their statuses and roles (Jira Cloud REST v3, "Projects")."""

from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.model import Project
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest.project_beans import full_project, project_bean
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope

ACTIONS = {"view": "BROWSE_PROJECTS", "browse": "BROWSE_PROJECTS", "edit": "ADMINISTER_PROJECTS"}


@operation("GET", "/project/search", Scope.READ)
def search_projects(call: Call) -> Answer:
    """The projects that the caller may browse (or edit), by key."""
    key = ACTIONS.get(call.args.get("action", "view"), "BROWSE_PROJECTS")
    query = call.args.get("query", "").lower()
    ids, keys = set(call.words("id")), {one.upper() for one in call.words("keys")}
    found = [
        one
        for one in sorted(call.site.projects.values(), key=lambda one: one.key)
        if allowed(call.site, call.actor, key, one)
        if not query or query in one.name.lower() or query in one.key.lower()
        if (not ids or str(one.id) in ids) and (not keys or one.key in keys)
    ]
    rows = [_listed(call, one) for one in found]
    return Answer(page_bean(call, "project/search", rows))


def _listed(call: Call, one: Project) -> dict[str, Any]:
    bean, full = project_bean(call.shape, one), full_project(call.shape, one)
    for name in ("description", "lead", "issueTypes"):
        if name in call.words("expand"):
            bean[name] = full[name]
    return bean


@operation("GET", "/project", Scope.READ)
def list_projects(call: Call) -> Answer:
    found = [one for one in call.site.projects.values() if allowed(call.site, call.actor, "BROWSE_PROJECTS", one)]
    return Answer([_listed(call, one) for one in found])


@operation("GET", "/project/<project>", Scope.READ)
def get_project(call: Call, project: str) -> Answer:
    return Answer(full_project(call.shape, visible_project(call.site, call.actor, project)))


@operation("GET", "/project/<project>/statuses", Scope.READ)
def get_project_statuses(call: Call, project: str) -> Answer:
    """The statuses that each issue type can have."""
    found = visible_project(call.site, call.actor, project)
    statuses = [beans.status(call.shape, one) for one in found.workflow.statuses()]
    return Answer(
        [
            {
                "self": call.shape.link(f"issuetype/{one.id}"),
                "id": str(one.id),
                "name": one.name,
                "subtask": one.subtask,
                "statuses": statuses,
            }
            for one in found.issue_types
        ]
    )


@operation("GET", "/project/<project>/role", Scope.READ)
def get_project_roles(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer(full_project(call.shape, found)["roles"])


@operation("GET", "/project/<project>/role/<role>", Scope.READ)
def get_project_role(call: Call, project: str, role: str) -> Answer:
    """Who plays a role."""
    found = visible_project(call.site, call.actor, project)
    one = call.site.project_roles.get(int(role)) if role.isdecimal() else None
    if one is None:
        raise JiraError(404, [f"Can not find the role with id {role}."])
    people = [call.site.users[each] for each in sorted(found.roles.get(one.name, ()))]
    actors = [
        {
            "id": number,
            "displayName": each.display_name,
            "type": "atlassian-user-role-actor",
            "actorUser": {"accountId": each.account_id},
        }
        for number, each in enumerate(people, 10000)
    ]
    link = call.shape.link(f"project/{found.id}/role/{one.id}")
    bean = {"self": link, "name": one.name, "id": one.id, "description": one.description}
    return Answer(bean | {"actors": actors})


@operation("GET", "/role", Scope.ADMIN)
def get_roles(call: Call) -> Answer:
    return Answer(
        [
            {"self": call.shape.link(f"role/{one.id}"), "name": one.name, "id": one.id, "description": ""}
            for one in call.site.project_roles.values()
        ]
    )
