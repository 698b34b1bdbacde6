"""Where a custom field exists: its contexts, with their projects and issue types (Jira Cloud REST v3, "Issue custom
field contexts").
"""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Field, FieldContext
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.custom_fields import custom_field
from jira_emulator.rest.listing import asked_ids
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME = 255
NAME_MISSING = "The name of the context is required."


def context(call: Call, field_id: str, context_id: str) -> tuple[Field, FieldContext]:
    """The field and its context. Raises 404 for either, and refuses whoever does not administer Jira."""
    jira_admin(call)
    found = custom_field(call, field_id)
    for one in found.contexts:
        if one.id == id_of(context_id):
            return found, one
    raise JiraError(404, ["The context was not found."])


def chosen_contexts(call: Call, field_id: str) -> list[FieldContext]:
    """The contexts that `contextId` names, or all."""
    jira_admin(call)
    ids = asked_ids(call, "contextId")
    return [one for one in custom_field(call, field_id).contexts if not ids or one.id in ids]


def _bean(one: FieldContext) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "isGlobalContext": one.is_global,
        "isAnyIssueType": not one.issue_type_ids,
    }


@operation("GET", "/field/<field_id>/context", Scope.READ)
def get_contexts(call: Call, field_id: str) -> Answer:
    any_type, is_global = call.args.get("isAnyIssueType"), call.args.get("isGlobalContext")
    rows = [
        bean
        for bean in map(_bean, chosen_contexts(call, field_id))
        if any_type is None or bean["isAnyIssueType"] is (any_type.lower() == "true")
        if is_global is None or bean["isGlobalContext"] is (is_global.lower() == "true")
    ]
    return Answer(page_bean(call, f"field/{field_id}/context", rows))


@operation("POST", "/field/<field_id>/context", Scope.ADMIN)
def create_context(call: Call, field_id: str) -> Answer:
    """A context of some projects and types; without projects it is the one for all, and a field has one of these."""
    jira_admin(call, 404)
    body = call.strict_object({"id", "name", "description", "projectIds", "issueTypeIds"})
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    with call.site.lock:
        found = custom_field(call, field_id)
        projects, types = _projects(call, body), _types(call, body)
        _check_free(found, projects, None)
        new_id = call.site.next_id("fieldcontext", 10100)
        described = bodies.text(body, "description", LONGEST_NAME) or ""
        one = FieldContext(new_id, name, described, projects, types)
        found.contexts.append(one)
    bean = {"id": str(one.id), "name": one.name, "description": one.description}
    ids = {"projectIds": _written(one.project_ids), "issueTypeIds": _written(one.issue_type_ids)}
    return Answer(bean | ids, 201)


def _written(ids: Iterable[int]) -> list[str]:
    return [str(one) for one in sorted(ids)]


def _projects(call: Call, body: Mapping[str, Any]) -> set[int]:
    wanted = set(bodies.numbers(body, "projectIds"))
    if not wanted <= call.site.projects.keys():
        raise JiraError(404, ["The project was not found."])
    return wanted


def _types(call: Call, body: Mapping[str, Any]) -> set[int]:
    wanted = set(bodies.numbers(body, "issueTypeIds"))
    if not wanted <= call.site.issue_types.keys():
        raise JiraError(404, ["The issue type was not found."])
    return wanted


def _check_free(found: Field, projects: set[int], but: FieldContext | None) -> None:
    others = [one for one in found.contexts if one is not but]
    if not projects and any(one.is_global for one in others):
        raise JiraError(400, ["The field already has a global context."])
    if any(projects & one.project_ids for one in others):
        raise JiraError(400, ["A project can have only one context of a field."])


@operation("PUT", "/field/<field_id>/context/<context_id>", Scope.ADMIN)
def edit_context(call: Call, field_id: str, context_id: str) -> Answer:
    body = call.strict_object({"name", "description"})
    _, one = context(call, field_id, context_id)
    described = bodies.text(body, "description", LONGEST_NAME)
    if body.get("name") is not None:
        one.name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    one.description = one.description if described is None else described
    return NO_CONTENT


@operation("DELETE", "/field/<field_id>/context/<context_id>", Scope.ADMIN)
def delete_context(call: Call, field_id: str, context_id: str) -> Answer:
    found, one = context(call, field_id, context_id)
    found.contexts.remove(one)
    return NO_CONTENT


@operation("PUT", "/field/<field_id>/context/<context_id>/project", Scope.ADMIN)
def add_context_projects(call: Call, field_id: str, context_id: str) -> Answer:
    body = call.strict_object({"projectIds"})
    with call.site.lock:
        found, one = context(call, field_id, context_id)
        projects = _projects(call, body)
        if not projects:
            raise JiraError(400, ["The list of projects must not be empty."])
        _check_free(found, projects, None)
        one.project_ids |= projects
    return NO_CONTENT


@operation("POST", "/field/<field_id>/context/<context_id>/project/remove", Scope.ADMIN)
def remove_context_projects(call: Call, field_id: str, context_id: str) -> Answer:
    """Take projects out of a context; one without any would hold for all, so the last one stays."""
    body = call.strict_object({"projectIds"})
    _, one = context(call, field_id, context_id)
    projects = _projects(call, body)
    if not projects or not projects <= one.project_ids:
        raise JiraError(400, [f"These projects are not associated with the context: {context_id}."])
    if projects == one.project_ids:
        raise JiraError(400, ["The last project of a context can not be removed."])
    one.project_ids -= projects
    return NO_CONTENT


@operation("PUT", "/field/<field_id>/context/<context_id>/issuetype", Scope.ADMIN)
def add_context_types(call: Call, field_id: str, context_id: str) -> Answer:
    body = call.strict_object({"issueTypeIds"})
    _, one = context(call, field_id, context_id)
    types = _types(call, body)
    if not types:
        raise JiraError(400, ["The list of issue types must not be empty."])
    if types & one.issue_type_ids:
        raise JiraError(400, [f"These issue types are already associated with the context: {context_id}."])
    one.issue_type_ids |= types
    return NO_CONTENT


@operation("POST", "/field/<field_id>/context/<context_id>/issuetype/remove", Scope.ADMIN)
def remove_context_types(call: Call, field_id: str, context_id: str) -> Answer:
    body = call.strict_object({"issueTypeIds"})
    _, one = context(call, field_id, context_id)
    types = _types(call, body)
    if not types or not types <= one.issue_type_ids:
        raise JiraError(400, [f"These issue types are not associated with the context: {context_id}."])
    one.issue_type_ids -= types
    return NO_CONTENT


@operation("GET", "/field/<field_id>/context/projectmapping", Scope.READ)
def get_context_projects(call: Call, field_id: str) -> Answer:
    rows: list[dict[str, Any]] = []
    for one in chosen_contexts(call, field_id):
        if one.is_global:
            rows.append({"contextId": str(one.id), "isGlobalContext": True})
        rows += [{"contextId": str(one.id), "projectId": each} for each in _written(one.project_ids)]
    return Answer(page_bean(call, f"field/{field_id}/context/projectmapping", rows))


@operation("GET", "/field/<field_id>/context/issuetypemapping", Scope.READ)
def get_context_types(call: Call, field_id: str) -> Answer:
    """The document has no 404 here: a field that is not there has no contexts."""
    rows: list[dict[str, Any]] = []
    jira_admin(call)
    for one in chosen_contexts(call, field_id) if field_id in call.site.fields else ():
        if not one.issue_type_ids:
            rows.append({"contextId": str(one.id), "isAnyIssueType": True})
        rows += [{"contextId": str(one.id), "issueTypeId": each} for each in _written(one.issue_type_ids)]
    return Answer(page_bean(call, f"field/{field_id}/context/issuetypemapping", rows))


@operation("POST", "/field/<field_id>/context/mapping", Scope.ADMIN)
def map_contexts(call: Call, field_id: str) -> Answer:
    """Which context holds for each pair of a project and an issue type."""
    jira_admin(call)
    body = call.strict_object({"mappings"})
    found, rows = custom_field(call, field_id), []
    for pair in bodies.objects(body, "mappings"):
        project_id, type_id = bodies.whole(pair, "projectId"), bodies.whole(pair, "issueTypeId")
        if project_id not in call.site.projects or type_id not in call.site.issue_types:
            raise JiraError(404, ["The project or issue type was not found."])
        assert project_id is not None
        holding = found.context_in(project_id, type_id)
        if holding is not None:
            rows.append({"projectId": str(project_id), "issueTypeId": str(type_id), "contextId": str(holding.id)})
    return Answer(page_bean(call, f"field/{field_id}/context/mapping", rows))
