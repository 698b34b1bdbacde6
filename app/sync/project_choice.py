"""The projects that somebody can choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.sync.permission import BROWSE_PROJECT, Visit, permit_place, permitted_projects
from app.sync.schema import ProjectSummary

LONGEST_QUERY = 100
A_LIST_HOLDS = 50


@dataclass(frozen=True)
class Choice:
    """`has_more`: there are more than these; a name or key narrows them down."""

    projects: Sequence[ProjectSummary]
    has_more: bool


def offered_projects(visit: Visit, query: str) -> Choice:
    """Only those that the visitor can see, whatever our own account sees. Raises NotPermitted, JiraError."""
    permit_place(visit)
    found = visit.ports.sites.open(visit.tenant_id, "page").projects(query.strip()[:LONGEST_QUERY])
    visible = permitted_projects(visit, BROWSE_PROJECT, [project.id for project in found])
    projects = [project for project in found if project.id in visible]
    return Choice(projects, has_more=len(found) >= A_LIST_HOLDS)
