"""Components of projects (Jira Cloud REST v3, "Project components")."""

from collections.abc import Callable, Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.actions.components import remove_component
from jira_emulator.actions.swapping import holders
from jira_emulator.errors import JiraError
from jira_emulator.model import Component, Project, User
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest import bodies
from jira_emulator.rest.access import NO_PROJECT_ADMIN, administered, administers, runs_jira
from jira_emulator.rest.listing import holds, in_asked_order
from jira_emulator.rest.project_beans import component_bean
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME = 255
ASSIGNEE_TYPES = ("PROJECT_DEFAULT", "COMPONENT_LEAD", "PROJECT_LEAD", "UNASSIGNED")
KNOWN = {
    *("ari", "assignee", "assigneeType", "description", "id", "isAssigneeTypeValid", "lead", "leadAccountId"),
    *("leadUserName", "metadata", "name", "project", "projectId", "realAssignee", "realAssigneeType", "self"),
}
ORDERS: dict[str, Callable[[Component], Any]] = {
    "name": lambda one: one.name.lower(),
    "description": lambda one: one.description.lower(),
}


def _component(call: Call, component: str) -> tuple[Project, Component]:
    """A component that the caller can see. Raises 404."""
    wanted = id_of(component)
    for project in call.site.projects.values():
        for one in project.components:
            if one.id == wanted and (allowed(call.site, call.actor, "BROWSE_PROJECTS", project) or runs_jira(call)):
                return project, one
    raise JiraError(404, [f"The component with id {component} does not exist."])


def _administered_component(call: Call, component: str) -> tuple[Project, Component]:
    project, one = _component(call, component)
    if not administers(call, project):
        raise JiraError(403, [NO_PROJECT_ADMIN])
    return project, one


def _free_name(project: Project, name: str, but: Component | None = None) -> str:
    if any(one.name.lower() == name.lower() for one in project.components if one is not but):
        raise JiraError(400, errors={"name": f"A component with the name {name} already exists in this project."})
    return name


def _lead(call: Call, body: Mapping[str, Any]) -> User | None:
    account_id = bodies.text(body, "leadAccountId")
    if not account_id:
        return None
    if account_id not in call.site.users:
        raise JiraError(400, errors={"leadAccountId": f"The user {account_id} does not exist."})
    return call.site.users[account_id]


def _assignee_type(body: Mapping[str, Any], otherwise: str) -> str:
    written = bodies.text(body, "assigneeType") or otherwise
    if written not in ASSIGNEE_TYPES:
        raise JiraError(400, errors={"assigneeType": f"The assignee type '{written}' is not valid."})
    return written


@operation("POST", "/component", Scope.PROJECT_ADMIN)
def create_component(call: Call) -> Answer:
    body = call.strict_object(KNOWN)
    with call.site.lock:
        named = bodies.text(body, "project") or str(bodies.whole(body, "projectId") or "")
        project = administered(call, named)
        name = bodies.required_text(body, "name", LONGEST_NAME, "The component name specified is invalid.")
        one = Component(
            call.site.next_id("component"),
            _free_name(project, name),
            project.id,
            bodies.text(body, "description") or "",
            _lead(call, body),
            _assignee_type(body, "PROJECT_DEFAULT"),
        )
        project.components.append(one)
    return Answer(component_bean(call.shape, project, one), 201)


@operation("GET", "/component/<component>", Scope.READ)
def get_component(call: Call, component: str) -> Answer:
    return Answer(component_bean(call.shape, *_component(call, component)))


@operation("PUT", "/component/<component>", Scope.PROJECT_ADMIN)
def edit_component(call: Call, component: str) -> Answer:
    """What is in the body replaces what was; an empty `leadAccountId` takes the lead away."""
    body = call.strict_object(KNOWN)
    with call.site.lock:
        project, one = _administered_component(call, component)
        name = one.name
        if body.get("name") is not None:
            name = bodies.required_text(body, "name", LONGEST_NAME, "The component name specified is invalid.")
        lead = _lead(call, body) if body.get("leadAccountId") is not None else one.lead
        assignee_type = _assignee_type(body, one.assignee_type)
        described = bodies.text(body, "description")
        one.name, one.lead, one.assignee_type = _free_name(project, name, one), lead, assignee_type
        one.description = one.description if described is None else described
    return Answer(component_bean(call.shape, project, one))


@operation("DELETE", "/component/<component>", Scope.PROJECT_ADMIN)
def delete_component(call: Call, component: str) -> Answer:
    project, one = _administered_component(call, component)
    wanted = call.args.get("moveIssuesTo")
    replacement = None
    if wanted:
        replacement = next((each for each in project.components if each.id == id_of(wanted)), None)
        if replacement is None or replacement is one:
            raise JiraError(404, [f"The component with id {wanted} does not exist."])
    remove_component(call.site, call.actor, project, one, replacement)
    return NO_CONTENT


@operation("GET", "/component/<component>/relatedIssueCounts", Scope.READ)
def count_component_issues(call: Call, component: str) -> Answer:
    _, one = _component(call, component)
    link = call.shape.link(f"component/{one.id}")
    return Answer({"self": link, "issueCount": len(holders(call.site, one, "components"))})


@operation("GET", "/component", Scope.READ)
def find_components(call: Call) -> Answer:
    """The components of the named projects, or of all that the caller can see."""
    named = call.words("projectIdsOrKeys")
    projects = [visible_project(call.site, call.actor, one) for one in named]
    if not named:
        seen = call.site.projects.values()
        projects = [one for one in seen if allowed(call.site, call.actor, "BROWSE_PROJECTS", one)]
    rows = [beans.component(call.shape, one) for each in projects for one in _chosen(call, each)]
    return Answer(page_bean(call, "component", rows))


def _chosen(call: Call, project: Project) -> list[Component]:
    query = call.args.get("query", "")
    found = [one for one in project.components if holds(query, one.name, one.description)]
    return in_asked_order(call, found, ORDERS)


@operation("GET", "/project/<project>/components", Scope.READ)
def get_components(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    ordered = sorted(found.components, key=lambda one: one.name.lower())
    return Answer([component_bean(call.shape, found, one) for one in ordered])


@operation("GET", "/project/<project>/component", Scope.READ)
def get_component_page(call: Call, project: str) -> Answer:
    """One page of the project's components, each with the number of its issues."""
    found = visible_project(call.site, call.actor, project)
    rows = [
        component_bean(call.shape, found, one) | {"issueCount": len(holders(call.site, one, "components"))}
        for one in _chosen(call, found)
    ]
    return Answer(page_bean(call, f"project/{found.id}/component", rows))
