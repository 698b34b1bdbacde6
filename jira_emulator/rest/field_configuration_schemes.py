"""Which field configuration holds for each issue type of a project (Jira Cloud REST v3, "Issue field configurations",
schemes).
"""

from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.field_configurations import LONGEST_NAME, NAME_MISSING, configuration, free_name
from jira_emulator.rest.listing import asked_ids
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.schemes import FieldConfigurationScheme
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

DEFAULT = "default"


def _scheme(call: Call, written: str) -> FieldConfigurationScheme:
    found = call.site.field_configuration_schemes.get(id_of(written) or 0)
    if found is None:
        raise JiraError(404, ["The field configuration scheme was not found."])
    return found


def _bean(one: FieldConfigurationScheme) -> dict[str, Any]:
    return {"id": str(one.id), "name": one.name, "description": one.description}


@operation("GET", "/fieldconfigurationscheme", Scope.ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "id")
    rows = [_bean(one) for one in call.site.field_configuration_schemes.values() if not ids or one.id in ids]
    return Answer(page_bean(call, "fieldconfigurationscheme", rows))


@operation("POST", "/fieldconfigurationscheme", Scope.ADMIN)
def create_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    with call.site.lock:
        known = call.site.field_configuration_schemes
        described = bodies.text(body, "description") or ""
        one = FieldConfigurationScheme(
            call.site.next_id("fieldconfigurationscheme"), free_name(known.values(), name), described
        )
        known[one.id] = one
    return Answer(_bean(one), 201)


@operation("PUT", "/fieldconfigurationscheme/<scheme>", Scope.ADMIN)
def edit_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    one = _scheme(call, scheme)
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    one.name = free_name(call.site.field_configuration_schemes.values(), name, one)
    one.description = bodies.text(body, "description") or one.description
    return NO_CONTENT


@operation("DELETE", "/fieldconfigurationscheme/<scheme>", Scope.ADMIN)
def delete_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _scheme(call, scheme)
        if any(each.field_configuration_scheme is one for each in call.site.projects.values()):
            raise JiraError(400, ["The field configuration scheme is used by projects and can not be deleted."])
        del call.site.field_configuration_schemes[one.id]
    return NO_CONTENT


@operation("GET", "/fieldconfigurationscheme/mapping", Scope.ADMIN)
def get_mappings(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "fieldConfigurationSchemeId")
    rows = [
        {
            "fieldConfigurationSchemeId": str(one.id),
            "issueTypeId": DEFAULT if type_id is None else str(type_id),
            "fieldConfigurationId": str(mapped.id),
        }
        for one in call.site.field_configuration_schemes.values()
        if not ids or one.id in ids
        for type_id, mapped in one.configurations.items()
    ]
    return Answer(page_bean(call, "fieldconfigurationscheme/mapping", rows))


@operation("PUT", "/fieldconfigurationscheme/<scheme>/mapping", Scope.ADMIN)
def set_mappings(call: Call, scheme: str) -> Answer:
    """Give issue types (or `default`: all that have none) their field configuration."""
    jira_admin(call)
    wanted = bodies.objects(call.strict_object({"mappings"}), "mappings")
    with call.site.lock:
        one = _scheme(call, scheme)
        mapped = {
            _type_id(call, each.get("issueTypeId")): configuration(call, str(each.get("fieldConfigurationId")))
            for each in wanted
        }
        one.configurations |= mapped
    return NO_CONTENT


def _type_id(call: Call, written: Any) -> int | None:
    if written == DEFAULT:
        return None
    found = id_of(str(written))
    if found not in call.site.issue_types:
        raise JiraError(404, [f"The issue type '{written}' was not found."])
    return found


@operation("POST", "/fieldconfigurationscheme/<scheme>/mapping/delete", Scope.ADMIN)
def remove_mappings(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    wanted = bodies.words(call.strict_object({"issueTypeIds"}), "issueTypeIds")
    one = _scheme(call, scheme)
    for type_id in {_type_id(call, each) for each in wanted}:
        one.configurations.pop(type_id, None)
    return NO_CONTENT


@operation("GET", "/fieldconfigurationscheme/project", Scope.ADMIN)
def get_scheme_projects(call: Call) -> Answer:
    """The schemes of the asked projects; projects with the default configuration come without a scheme."""
    jira_admin(call)
    ids = asked_ids(call, "projectId")
    if not ids:
        raise JiraError(400, ["The projectId parameter must be given."])
    by_scheme: dict[FieldConfigurationScheme | None, list[str]] = {}
    for one in call.site.projects.values():
        if one.id in ids:
            by_scheme.setdefault(one.field_configuration_scheme, []).append(str(one.id))
    rows = [
        ({} if scheme is None else {"fieldConfigurationScheme": _bean(scheme)}) | {"projectIds": projects}
        for scheme, projects in by_scheme.items()
    ]
    return Answer(page_bean(call, "fieldconfigurationscheme/project", rows))


@operation("PUT", "/fieldconfigurationscheme/project", Scope.ADMIN)
def assign_scheme(call: Call) -> Answer:
    """Give a project a scheme, or (null) the default configuration."""
    jira_admin(call)
    body = call.strict_object({"fieldConfigurationSchemeId", "projectId"})
    project = call.site.projects.get(bodies.whole(body, "projectId") or 0)
    if project is None:
        raise JiraError(404, ["The project was not found."])
    written = bodies.whole(body, "fieldConfigurationSchemeId")
    project.field_configuration_scheme = None if written is None else _scheme(call, str(written))
    return NO_CONTENT
