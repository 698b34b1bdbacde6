"""Projects, components and versions as REST and webhooks show them."""

from datetime import timedelta
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.model import Component, Project, ProjectCategory, User, Version

RETENTION = timedelta(days=60)
"""How long a deleted project can be restored (Atlassian's documentation, "Delete a project")."""


def project_bean(shape: Shape, one: Project) -> dict[str, Any]:
    """A project as lists show it."""
    bean = beans.project(shape, one) | {
        "projectTypeKey": one.type_key,
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "isPrivate": False,
        "properties": {},
        "uuid": one.uuid,
        "style": "classic",
    }
    if one.category is not None:
        bean["projectCategory"] = category_bean(shape, one.category)
    return bean | _retirement(shape, one)


def category_bean(shape: Shape, one: ProjectCategory) -> dict[str, Any]:
    link = shape.link(f"projectCategory/{one.id}")
    return {"self": link, "id": str(one.id), "name": one.name, "description": one.description}


def _retirement(shape: Shape, one: Project) -> dict[str, Any]:
    """Who archived or deleted the project, and until when it can be restored."""
    who = {} if one.retired_by is None else {"By": beans.user(shape, one.retired_by)}
    when = {} if one.retired_at is None else {"Date": beans.instant(one.retired_at)}
    if one.archived:
        return {"archived": True} | {f"archived{name}": value for name, value in (who | when).items()}
    if one.deleted and one.retired_at is not None:
        till = beans.instant(one.retired_at + RETENTION)
        return {"deleted": True, "retentionTillDate": till} | {
            f"deleted{name}": value for name, value in (who | when).items()
        }
    return {}


def full_project(shape: Shape, one: Project) -> dict[str, Any]:
    """A project by itself."""
    url = {"url": one.url} if one.url else {}
    roles = {role.name: shape.link(f"project/{one.id}/role/{role.id}") for role in shape.site.project_roles.values()}
    return (
        project_bean(shape, one)
        | {
            "description": one.description,
            "lead": beans.user(shape, one.lead),
            "components": [component_bean(shape, one, each) for each in one.components],
            "issueTypes": [beans.issue_type(shape, each) for each in one.issue_types],
            "versions": [version_bean(shape, each) for each in one.versions],
            "assigneeType": one.assignee_type,
            "roles": roles,
        }
        | url
    )


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
