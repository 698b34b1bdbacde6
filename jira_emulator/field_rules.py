"""Which fields an issue of some project and type has, which of them must have a value, and what they start with.

Source: Atlassian's documentation, "Manage issue field configurations" and "Configure custom field context".
"""

from typing import Any

from jira_emulator.model import Field, FieldContext, IssueType, Option, Project, Screen
from jira_emulator.schemes import FieldConfiguration
from jira_emulator.state import Site

NOTHING_SPECIAL = FieldConfiguration(0, "No field configuration")


def default_configuration(site: Site) -> FieldConfiguration:
    """The configuration of projects without a scheme of their own."""
    found = (one for one in site.field_configurations.values() if one.is_default)
    return next(found, NOTHING_SPECIAL)


def configuration_of(site: Site, project: Project, issue_type: IssueType | None) -> FieldConfiguration:
    """The field configuration for a type of a project."""
    scheme = project.field_configuration_scheme
    if scheme is None:
        return default_configuration(site)
    type_id = issue_type.id if issue_type is not None else None
    found = scheme.configurations.get(type_id) or scheme.configurations.get(None)
    return found or default_configuration(site)


def context_of(field: Field, project: Project, issue_type: IssueType | None) -> FieldContext | None:
    """The custom field's context there."""
    return field.context_in(project.id, issue_type.id if issue_type is not None else None)


def is_present(field: Field, project: Project, issue_type: IssueType | None) -> bool:
    """Whether issues there have the field at all."""
    return not field.is_custom or context_of(field, project, issue_type) is not None


def is_writable(site: Site, field: Field, project: Project, issue_type: IssueType | None) -> bool:
    """Whether the field is there and not hidden. Only projects with a security scheme have security levels."""
    if field.id == "security" and project.security_scheme is None:
        return False
    hidden = configuration_of(site, project, issue_type).hidden
    return field.id not in hidden and is_present(field, project, issue_type)


def required_fields(site: Site, project: Project, issue_type: IssueType | None, screen: Screen) -> set[str]:
    """The fields that must have a value: by the screen, or by the field configuration (also off the screen)."""
    asked = screen.required | configuration_of(site, project, issue_type).required
    known = (site.fields[one] for one in asked if one in site.fields)
    return {one.id for one in known if is_writable(site, one, project, issue_type)}


def screen_of(project: Project, issue_type: IssueType, operation: str) -> Screen:
    """The screen for an operation ("create" or "edit") on issues of this type."""
    own = project.create_screen if operation == "create" else project.edit_screen
    if project.screen_scheme is None:
        return own
    mapped = project.screen_scheme.screen_schemes
    screens = mapped.get(issue_type.id) or mapped.get(None)
    if screens is None:
        return own
    return screens.screens.get(operation) or screens.screens.get("default") or own


def options_of(field: Field, project: Project, issue_type: IssueType | None) -> list[Option]:
    """The options that can be chosen there."""
    context = context_of(field, project, issue_type)
    return [one for one in context.options if not one.disabled] if context is not None else []


def default_values(site: Site, project: Project, issue_type: IssueType) -> dict[str, Any]:
    """What the custom fields of a new issue start with."""
    found: dict[str, Any] = {}
    for one in site.fields.values():
        context = context_of(one, project, issue_type) if one.is_custom else None
        if context is not None and context.default is not None and is_writable(site, one, project, issue_type):
            found[one.id] = context.default
    return found
