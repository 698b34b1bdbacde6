"""What can be written: the fields of a screen with their verbs and allowed values; transitions with their
screens.
"""

from collections.abc import Iterable
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.field_rules import context_of, is_writable, options_of, required_fields, screen_of
from jira_emulator.fields.table import slot_of
from jira_emulator.model import Field, Issue, IssueType, Option, Project, Screen, Transition, Version
from jira_emulator.permissions import allowed, usable_levels

ASSIGNEE_SEARCH = "user/assignable/search?project={key}&{query}="


def field_metadata(
    shape: Shape, project: Project, field: Field, required: bool, issue_type: IssueType | None = None
) -> dict[str, Any]:
    """One field as editmeta, createmeta and transition screens describe it."""
    assert field.schema is not None
    bean: dict[str, Any] = {
        "required": required,
        "schema": beans.field_schema(field.schema),
        "name": field.name,
        "key": field.id,
        "operations": list(field.operations),
    }
    values = allowed_values(shape, project, field, issue_type)
    if values is not None:
        bean["allowedValues"] = values
    if field.id in ("assignee", "reporter"):
        bean["autoCompleteUrl"] = shape.link(
            ASSIGNEE_SEARCH.format(key=project.key, query=shape.site.flavour.people.search)
        )
    default = _default(shape, project, field, issue_type)
    if default is not None:
        bean |= {"hasDefaultValue": True, "defaultValue": default}
    if field.id == "labels":
        bean["autoCompleteUrl"] = f"{shape.site.base_url}/rest/api/1.0/labels/suggest?query="
    return shape.finished("field_metadata", field, bean)


def _default(shape: Shape, project: Project, field: Field, issue_type: IssueType | None) -> Any:
    """What a custom field starts with, as REST shows it."""
    context, slot = context_of(field, project, issue_type), slot_of(field)
    if context is None or slot is None or context.default is None:
        return None
    return slot.kind.show(context.default, shape)


def allowed_values(
    shape: Shape, project: Project, field: Field, issue_type: IssueType | None = None
) -> list[Any] | None:
    """The values that a field accepts, where they are a known set."""
    match field.id:
        case "priority":
            return [beans.priority(shape, one) for one in shape.site.priorities.values()]
        case "issuetype":
            return [beans.issue_type(shape, one) for one in project.issue_types]
        case "security":
            return [beans.security_level(shape, one) for one in usable_levels(shape.site, shape.actor, project)]
        case "resolution":
            return [beans.resolution(shape, one) for one in shape.site.resolutions.values()]
        case "components":
            return [beans.component(shape, one) for one in project.components]
        case "versions" | "fixVersions":
            return [beans.version(shape, one) for one in open_versions(project)]
        case "project":
            return [beans.project(shape, project)]
        case _:
            options = options_of(field, project, issue_type)
            return [option_with_children(shape, one) for one in options] or None


def option_with_children(shape: Shape, one: Option) -> dict[str, Any]:
    """An option; one of a cascading field shows what is below it."""
    below = [beans.option(shape, child) for child in one.children if not child.disabled]
    return beans.option(shape, one) | ({"children": below} if below else {})


def open_versions(project: Project) -> Iterable[Version]:
    return (one for one in project.versions if not one.archived)


def screen_metadata(
    shape: Shape, project: Project, screen: Screen, issue_type: IssueType | None = None
) -> dict[str, dict[str, Any]]:
    """Every field of the screen that issues of this type have and that is not hidden from them."""
    fields = [shape.site.fields[name] for name in screen.field_ids]
    shown = [one for one in fields if is_writable(shape.site, one, project, issue_type)]
    required = required_fields(shape.site, project, issue_type, screen)
    return {one.id: field_metadata(shape, project, one, one.id in required, issue_type) for one in shown}


def edit_metadata(shape: Shape, issue: Issue, every_field: bool = False) -> dict[str, dict[str, Any]]:
    """The fields that the caller may edit, of the edit screen or of all; none without the permission."""
    if not allowed(shape.site, shape.actor, "EDIT_ISSUES", issue=issue):
        return {}
    screen = screen_of(issue.project, issue.issue_type, "edit")
    if every_field:
        names = [one.id for one in shape.site.fields.values() if one.schema is not None and one.operations]
        screen = Screen(0, "Every field", names, screen.required)
    fields = screen_metadata(shape, issue.project, screen, issue.issue_type)
    if not allowed(shape.site, shape.actor, "MODIFY_REPORTER", issue=issue):
        fields.pop("reporter", None)
    if not allowed(shape.site, shape.actor, "SET_ISSUE_SECURITY", issue=issue):
        fields.pop("security", None)
    return fields


def create_metadata(shape: Shape, project: Project, issue_type: IssueType) -> dict[str, dict[str, Any]]:
    """The fields of the create screen, with the project that is always asked for."""
    fields = screen_metadata(shape, project, screen_of(project, issue_type, "create"), issue_type)
    if not allowed(shape.site, shape.actor, "MODIFY_REPORTER", project):
        fields.pop("reporter", None)
    if not allowed(shape.site, shape.actor, "SET_ISSUE_SECURITY", project):
        fields.pop("security", None)
    for name in ("comment", "worklog"):
        fields.pop(name, None)
    fields["project"] = field_metadata(shape, project, shape.site.fields["project"], True)
    fields["issuetype"] = field_metadata(shape, project, shape.site.fields["issuetype"], True)
    if "priority" in fields:
        default = beans.priority(shape, project.default_priority)
        fields["priority"] |= {"hasDefaultValue": True, "defaultValue": default}
    return fields


def transition_bean(
    shape: Shape, one: Transition, issue: Issue | None = None, is_available: bool = True
) -> dict[str, Any]:
    """A transition; with `issue`, also the fields of its screen."""
    bean: dict[str, Any] = {
        "id": str(one.id),
        "name": one.name,
        "to": beans.status(shape, one.to),
        "hasScreen": one.screen is not None,
        "isGlobal": one.is_global,
        "isInitial": False,
        "isAvailable": is_available,
        "isConditional": one.condition is not None,
        "isLooped": False,
    }
    if issue is not None:
        bean["fields"] = transition_fields(shape, one, issue)
    return shape.finished("transition", one, bean)


def transition_fields(shape: Shape, one: Transition, issue: Issue) -> dict[str, dict[str, Any]]:
    """The fields of a transition's screen; what its validator asks for is required."""
    if one.screen is None:
        return {}
    fields = screen_metadata(shape, issue.project, one.screen, issue.issue_type)
    for name in one.required_field_ids & fields.keys():
        fields[name]["required"] = True
    return fields
