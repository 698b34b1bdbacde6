"""What can be written: the fields of a screen with their verbs and allowed values; transitions with their
screens.
"""

from collections.abc import Iterable
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.model import Field, Issue, Project, Screen, Transition, Version
from jira_emulator.permissions import allowed

ASSIGNEE_SEARCH = "user/assignable/search?project={key}&query="


def field_metadata(shape: Shape, project: Project, field: Field, required: bool) -> dict[str, Any]:
    """One field as editmeta, createmeta and transition screens describe it."""
    assert field.schema is not None
    bean: dict[str, Any] = {
        "required": required,
        "schema": beans.field_schema(field.schema),
        "name": field.name,
        "key": field.id,
        "operations": list(field.operations),
    }
    values = allowed_values(shape, project, field)
    if values is not None:
        bean["allowedValues"] = values
    if field.id in ("assignee", "reporter"):
        bean["autoCompleteUrl"] = shape.link(ASSIGNEE_SEARCH.format(key=project.key))
    if field.id == "labels":
        bean["autoCompleteUrl"] = f"{shape.site.base_url}/rest/api/1.0/labels/suggest?query="
    return bean


def allowed_values(shape: Shape, project: Project, field: Field) -> list[Any] | None:
    """The values that a field accepts, where they are a known set."""
    match field.id:
        case "priority":
            return [beans.priority(shape, one) for one in shape.site.priorities.values()]
        case "issuetype":
            return [beans.issue_type(shape, one) for one in project.issue_types]
        case "resolution":
            return [beans.resolution(shape, one) for one in shape.site.resolutions.values()]
        case "components":
            return [beans.component(shape, one) for one in project.components]
        case "versions" | "fixVersions":
            return [beans.version(shape, one) for one in open_versions(project)]
        case "project":
            return [beans.project(shape, project)]
        case _:
            return [beans.option(shape, one) for one in field.options] if field.options else None


def open_versions(project: Project) -> Iterable[Version]:
    return (one for one in project.versions if not one.archived)


def screen_metadata(shape: Shape, project: Project, screen: Screen) -> dict[str, dict[str, Any]]:
    """Every field of the screen."""
    fields = [shape.site.fields[name] for name in screen.field_ids]
    return {one.id: field_metadata(shape, project, one, one.id in screen.required) for one in fields}


def edit_metadata(shape: Shape, issue: Issue, every_field: bool = False) -> dict[str, dict[str, Any]]:
    """The fields that the caller may edit, of the edit screen or of all; none without the permission."""
    if not allowed(shape.site, shape.actor, "EDIT_ISSUES", issue=issue):
        return {}
    screen = issue.project.edit_screen
    if every_field:
        names = [one.id for one in shape.site.fields.values() if one.schema is not None and one.operations]
        screen = Screen(0, "Every field", names, screen.required)
    fields = screen_metadata(shape, issue.project, screen)
    if not allowed(shape.site, shape.actor, "MODIFY_REPORTER", issue=issue):
        fields.pop("reporter", None)
    return fields


def create_metadata(shape: Shape, project: Project) -> dict[str, dict[str, Any]]:
    """The fields of the create screen, with the project that is always asked for."""
    fields = screen_metadata(shape, project, project.create_screen)
    if not allowed(shape.site, shape.actor, "MODIFY_REPORTER", project):
        fields.pop("reporter", None)
    for name in ("comment", "worklog"):
        fields.pop(name, None)
    fields["project"] = field_metadata(shape, project, shape.site.fields["project"], True)
    fields["issuetype"]["required"] = True
    default = beans.priority(shape, project.default_priority)
    fields["priority"] |= {"hasDefaultValue": True, "defaultValue": default}
    return fields


def transition_bean(
    shape: Shape, one: Transition, project: Project | None = None, is_available: bool = True
) -> dict[str, Any]:
    """A transition; with `project`, also the fields of its screen."""
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
    if project is not None:
        bean["fields"] = screen_metadata(shape, project, one.screen) if one.screen else {}
    return bean
