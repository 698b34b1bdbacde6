"""What is needed to create an issue (Jira Cloud REST v3, "Get create metadata issue types / field
metadata").
"""

from typing import Any

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.model import Project
from jira_emulator.permissions import allowed
from jira_emulator.rest.edit_screen import create_metadata
from jira_emulator.rest.router import Answer, Call, operation, page
from jira_emulator.scopes import Scope

MOST_META = 200


def _creatable(call: Call, project: str) -> Project:
    """Raises 400 for a project that the caller does not see (the documents have no 404 here; Data Center's says so)."""
    found = call.site.project(project)
    if found is None or not allowed(call.site, call.actor, "CREATE_ISSUES", found):
        raise JiraError(400, [f"No project could be found with key or id '{project}'."])
    return found


@operation("GET", "/issue/createmeta/<project>/issuetypes", Scope.READ)
def get_create_types(call: Call, project: str) -> Answer:
    found = _creatable(call, project)
    rows = [beans.issue_type(call.shape, one) for one in found.issue_types]
    return Answer(page(call, "issueTypes", rows, most=MOST_META))


@operation("GET", "/issue/createmeta/<project>/issuetypes/<type_id>", Scope.READ)
def get_create_fields(call: Call, project: str, type_id: str) -> Answer:
    found = _creatable(call, project)
    issue_type = next((one for one in found.issue_types if str(one.id) == type_id), None)
    if issue_type is None:
        raise JiraError(400, [f"The issue type with id '{type_id}' is not in project '{found.key}'."])
    described = create_metadata(call.shape, found, issue_type)
    rows = [{"hasDefaultValue": False} | one | {"fieldId": field_id} for field_id, one in described.items()]
    return Answer(page(call, "fields", rows, most=MOST_META))


@operation("GET", "/issue/createmeta", Scope.READ)
def get_create_metadata(call: Call) -> Answer:
    """Projects and their types in one answer: deprecated (CHANGE-1304), but documented and still there."""
    ids, keys = set(call.words("projectIds")), {one.upper() for one in call.words("projectKeys")}
    projects = [
        one
        for one in list(call.site.projects.values())
        if allowed(call.site, call.actor, "CREATE_ISSUES", one)
        if not (ids or keys) or str(one.id) in ids or one.key in keys
    ]
    return Answer({"expand": "projects", "projects": [_creatable_project(call, one) for one in projects]})


def _creatable_project(call: Call, project: Project) -> dict[str, Any]:
    ids, names = set(call.words("issuetypeIds")), set(call.args.getlist("issuetypeNames"))
    chosen = [one for one in project.issue_types if not (ids or names) or str(one.id) in ids or one.name in names]
    shown = beans.project(call.shape, project)
    types = [beans.issue_type(call.shape, one) for one in chosen]
    if "projects.issuetypes.fields" in call.words("expand"):
        described = [create_metadata(call.shape, project, one) for one in chosen]
        types = [one | {"expand": "fields", "fields": fields} for one, fields in zip(types, described, strict=True)]
    return {name: shown[name] for name in ("self", "id", "key", "name", "avatarUrls")} | {"issuetypes": types}
