"""Categories of projects (Jira Cloud REST v3, "Project categories")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import ProjectCategory
from jira_emulator.permissions import signed_in
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.project_beans import category_bean
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME, LONGEST_DESCRIPTION = 255, 1000
KNOWN = {"id", "name", "description", "self"}
NAME_MISSING = "The name of the project category is required."


def _category(call: Call, category: str) -> ProjectCategory:
    found = call.site.project_categories.get(id_of(category) or 0)
    if found is None:
        raise JiraError(404, [f"The project category with id '{category}' does not exist."])
    return found


def _free_name(call: Call, body: Mapping[str, Any], taken_status: int, but: ProjectCategory | None = None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    others = [one for one in call.site.project_categories.values() if one is not but]
    if any(one.name.lower() == name.lower() for one in others):
        raise JiraError(taken_status, errors={"name": "The project category name is in use."})
    return name


@operation("GET", "/projectCategory", Scope.READ)
def get_categories(call: Call) -> Answer:
    signed_in(call.actor)
    return Answer([category_bean(call.shape, one) for one in call.site.project_categories.values()])


@operation("GET", "/projectCategory/<category>", Scope.READ)
def get_category(call: Call, category: str) -> Answer:
    signed_in(call.actor)
    return Answer(category_bean(call.shape, _category(call, category)))


@operation("POST", "/projectCategory", Scope.ADMIN)
def create_category(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object(KNOWN)
    with call.site.lock:
        described = bodies.text(body, "description", LONGEST_DESCRIPTION) or ""
        one = ProjectCategory(call.site.next_id("projectcategory"), _free_name(call, body, 409), described)
        call.site.project_categories[one.id] = one
    return Answer(category_bean(call.shape, one), 201)


@operation("PUT", "/projectCategory/<category>", Scope.ADMIN)
def edit_category(call: Call, category: str) -> Answer:
    jira_admin(call)
    body = call.strict_object(KNOWN)
    with call.site.lock:
        one = _category(call, category)
        described = bodies.text(body, "description", LONGEST_DESCRIPTION)
        if body.get("name") is not None:
            one.name = _free_name(call, body, 400, one)
        one.description = one.description if described is None else described
    return Answer(category_bean(call.shape, one))


@operation("DELETE", "/projectCategory/<category>", Scope.ADMIN)
def delete_category(call: Call, category: str) -> Answer:
    """Delete a category; its projects have none then."""
    jira_admin(call)
    with call.site.lock:
        one = _category(call, category)
        for project in call.site.projects.values():
            if project.category is one:
                project.category = None
        del call.site.project_categories[one.id]
    return NO_CONTENT
