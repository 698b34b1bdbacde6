"""Projects, components and versions as REST and webhooks show them."""

from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.model import Component, Project, User, Version


def project_bean(shape: Shape, one: Project) -> dict[str, Any]:
    """A project as lists show it."""
    return beans.project(shape, one) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "isPrivate": False,
        "properties": {},
        "uuid": one.uuid,
        "style": "classic",
    }


def full_project(shape: Shape, one: Project) -> dict[str, Any]:
    """A project by itself."""
    roles = {role.name: shape.link(f"project/{one.id}/role/{role.id}") for role in shape.site.project_roles.values()}
    return project_bean(shape, one) | {
        "description": one.description,
        "lead": beans.user(shape, one.lead),
        "components": [component_bean(shape, one, each) for each in one.components],
        "issueTypes": [beans.issue_type(shape, each) for each in one.issue_types],
        "versions": [version_bean(shape, each) for each in one.versions],
        "assigneeType": "UNASSIGNED",
        "roles": roles,
    }


def component_bean(shape: Shape, project: Project, one: Component) -> dict[str, Any]:
    """A component with its lead and the person that its issues go to."""
    assignee = _nominal_assignee(project, one)
    is_valid = assignee is not None or one.assignee_type == "UNASSIGNED"
    real_type = one.assignee_type if is_valid else "PROJECT_DEFAULT"
    bean = beans.component(shape, one) | {
        "assigneeType": one.assignee_type,
        "realAssigneeType": real_type,
        "isAssigneeTypeValid": is_valid,
        "project": project.key,
        "projectId": project.id,
    }
    if one.lead is not None:
        bean["lead"] = beans.user(shape, one.lead)
    if assignee is not None:
        bean |= {"assignee": beans.user(shape, assignee), "realAssignee": beans.user(shape, assignee)}
    return bean


def _nominal_assignee(project: Project, one: Component) -> User | None:
    """Whom `assigneeType` means; a project's default is nobody here."""
    match one.assignee_type:
        case "COMPONENT_LEAD":
            return one.lead
        case "PROJECT_LEAD":
            return project.lead
        case _:
            return None


def version_bean(shape: Shape, one: Version) -> dict[str, Any]:
    """A version by itself; an unreleased one with a date says whether it is overdue."""
    bean = beans.version(shape, one) | {"projectId": one.project_id}
    if one.start_date is not None:
        bean |= {"startDate": one.start_date.isoformat(), "userStartDate": f"{one.start_date:%d/%b/%Y}"}
    if one.release_date is not None:
        bean["userReleaseDate"] = f"{one.release_date:%d/%b/%Y}"
        if not one.released:
            bean["overdue"] = one.release_date < shape.site.now().date()
    return bean
