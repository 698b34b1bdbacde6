"""Who may do what: asked of Jira itself, which alone knows, and believed for seconds only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.errors import NotPermitted
from app.sync.caller import Caller
from app.sync.ports import Ports

BELIEVED_FOR = timedelta(seconds=10)
MOST_ANSWERS = 10_000

ADMINISTER_PROJECT = "ADMINISTER_PROJECTS"
BROWSE_PROJECT = "BROWSE_PROJECTS"

SIGN_IN = "Sign in to Jira to see this page."
NOT_JIRA_ADMIN = (
    "This page lists all synchronizations of this Jira, so it is for Jira administrators only. "
    "If you administer a project, open its settings and choose Issue Synchronization."
)
NOT_PROJECT_ADMIN = (
    "Only administrators of this project can see and change its synchronizations. "
    "Ask one of them, or a Jira administrator, to give you the permission “Administer Projects”."
)

Question = tuple[int, str, str]
"""Tenant, account, and what is asked: a permission with a project's id, or `jira`."""


@dataclass
class Permissions:
    """What Jira answered, per tenant, person and question. One for each process; a lost answer costs a call."""

    answers: dict[Question, tuple[datetime, bool]] = field(default_factory=dict)

    def known(self, question: Question, now: datetime) -> bool | None:
        until, answer = self.answers.get(question, (now, None))
        return answer if until > now else None

    def remember(self, question: Question, answer: bool, now: datetime) -> None:
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        self.answers[question] = (now + BELIEVED_FOR, answer)


@dataclass(frozen=True)
class Visit:
    """One call of one person: who asks, from where, and what it is answered with."""

    ports: Ports
    permissions: Permissions
    caller: Caller

    @property
    def tenant_id(self) -> int:
        return self.caller.tenant_id

    @property
    def account_id(self) -> str:
        """Raises NotPermitted for somebody who is not signed in."""
        if self.caller.account_id is None:
            raise NotPermitted(SIGN_IN)
        return self.caller.account_id

    def now(self) -> datetime:
        return self.ports.clock.now()


def permitted_projects(visit: Visit, permission: str, project_ids: Iterable[str]) -> frozenset[str]:
    """Those of the projects in which the visitor holds the permission. At most one call. Raises a JiraError."""
    now = visit.now()
    answers = {wanted: visit.permissions.known(_question(visit, permission, wanted), now) for wanted in project_ids}
    open_questions = [project_id for project_id, answer in answers.items() if answer is None]
    if open_questions:
        site = visit.ports.sites.open(visit.tenant_id, "page")
        granted = site.permitted_projects(visit.account_id, open_questions, permission)
        for project_id in open_questions:
            answers[project_id] = project_id in granted
            visit.permissions.remember(_question(visit, permission, project_id), project_id in granted, now)
    return frozenset(project_id for project_id, answer in answers.items() if answer)


def is_jira_admin(visit: Visit) -> bool:
    """At most one call. Raises a JiraError."""
    question, now = (visit.tenant_id, visit.account_id, "jira"), visit.now()
    known = visit.permissions.known(question, now)
    if known is None:
        known = visit.ports.sites.open(visit.tenant_id, "page").is_jira_admin(visit.account_id)
        visit.permissions.remember(question, known, now)
    return known


def administered(visit: Visit, project_ids: Iterable[str]) -> frozenset[str]:
    """Those of the projects of the visitor's Jira that the visitor may set up synchronizations for: as the project's
    administrator, or as Jira's."""
    wanted = frozenset(project_ids)
    own = permitted_projects(visit, ADMINISTER_PROJECT, wanted) if wanted else wanted
    return own if own == wanted or not is_jira_admin(visit) else wanted


def permit_place(visit: Visit) -> None:
    """The page of a project is for those who administer it, the page of the whole Jira for its administrators.
    Raises NotPermitted."""
    project_id = visit.caller.place.project_id
    if visit.caller.account_id is None:
        raise NotPermitted(SIGN_IN)
    if project_id is None and not is_jira_admin(visit):
        raise NotPermitted(NOT_JIRA_ADMIN)
    if project_id is not None and project_id not in administered(visit, [project_id]):
        raise NotPermitted(NOT_PROJECT_ADMIN)


def _question(visit: Visit, permission: str, project_id: str) -> Question:
    return visit.tenant_id, visit.account_id, f"{permission} {project_id}"
