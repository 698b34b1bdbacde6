"""Projects and who plays which role (Jira Data Center REST 10.3, "project" and "role")."""

from typing import Any

from jira_emulator.beans import Shape
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import ServerUser
from jira_emulator.model import Project, ProjectRole
from jira_emulator.permissions import allowed, is_jira_admin, signed_in, visible_project
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.pages import value_page
from jira_emulator.rest.project_beans import full_project, version_bean
from jira_emulator.rest.router import Answer, Call
from jira_emulator.state import id_of

LISTED = ("expand", "self", "id", "key", "name", "avatarUrls", "projectTypeKey")
ALONE = (*LISTED, "description", "lead", "components", "issueTypes", "versions", "assigneeType", "roles")
ROLE_ACTOR = "atlassian-user-role-actor"


def _bean(shape: Shape, one: Project, names: tuple[str, ...]) -> dict[str, Any]:
    full = full_project(shape, one)
    return (
        {name: full[name] for name in names}
        | {"expand": "description,lead,url,projectKeys"}
        | {"archived": one.archived}
    )


@own("GET", "/project")
def list_projects(call: Call) -> Answer:
    """The projects that the caller may browse; archived ones on demand."""
    expand = [name for name in ("description", "lead") if name in call.words("expand")]
    found = [
        one
        for one in sorted(call.site.projects.values(), key=lambda one: one.name.lower())
        if allowed(call.site, call.actor, "BROWSE_PROJECTS", one)
        if not one.archived or call.flag("includeArchived")
    ]
    return Answer([_bean(call.shape, one, (*LISTED, *expand)) for one in found])


@own("GET", "/project/<project>")
def get_project(call: Call, project: str) -> Answer:
    return Answer(_bean(call.shape, visible_project(call.site, call.actor, project), ALONE))


@own("GET", "/project/<project>/version")
def page_versions(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return Answer(value_page(call, [version_bean(call.shape, one) for one in found.versions]))


@own("GET", "/project/<project>/role/<role>")
def get_project_role(call: Call, project: str, role: str) -> Answer:
    """Who plays a role in the project."""
    found = visible_project(call.site, call.actor, project)
    one = _role(call, role)
    people = [call.site.users[each] for each in sorted(found.roles.get(one.name, ()))]
    actors = [
        {"id": number, "displayName": each.display_name, "type": ROLE_ACTOR, "name": each.name}
        for number, each in enumerate(people, 10000)
        if isinstance(each, ServerUser)
    ]
    link = call.shape.link(f"project/{found.id}/role/{one.id}")
    return Answer(_role_bean(one, link) | {"actors": actors})


@own("GET", "/role")
def get_roles(call: Call) -> Answer:
    """Every role; for Jira administrators."""
    _only_admins(call)
    roles = call.site.project_roles.values()
    return Answer([_role_bean(one, call.shape.link(f"role/{one.id}")) for one in roles])


@own("GET", "/role/<role>")
def get_role(call: Call, role: str) -> Answer:
    _only_admins(call)
    one = _role(call, role)
    return Answer(_role_bean(one, call.shape.link(f"role/{one.id}")))


def _only_admins(call: Call) -> None:
    if not is_jira_admin(call.site, signed_in(call.actor)):
        raise JiraError(403, ["You do not have permission to administer Jira."])


def _role(call: Call, role: str) -> ProjectRole:
    one = call.site.project_roles.get(id_of(role) or 0)
    if one is None:
        raise JiraError(404, [f"Can not retrieve a role actor for a null project role: {role}."])
    return one


def _role_bean(one: ProjectRole, link: str) -> dict[str, Any]:
    return {"self": link, "name": one.name, "id": one.id, "description": one.description}
