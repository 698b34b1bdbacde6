"""Which transitions an issue has, and for whom."""

from typing import assert_never

from jira_emulator.model import Issue, NeedsPermission, OnlyAssignee, Transition, User
from jira_emulator.permissions import allowed
from jira_emulator.state import Site


def transitions_from(issue: Issue) -> list[Transition]:
    """Every transition that leaves the issue's status, global ones included."""
    return [
        one
        for one in issue.project.workflow.transitions
        if one.is_global or any(status is issue.status for status in one.sources)
    ]


def condition_holds(site: Site, user: User | None, issue: Issue, transition: Transition) -> bool:
    """Whether the transition's condition lets this user through."""
    match transition.condition:
        case None:
            return True
        case OnlyAssignee():
            return user is not None and issue.assignee is user
        case NeedsPermission(permission):
            return allowed(site, user, permission, issue=issue)
        case _:
            assert_never(transition.condition)


def available_transitions(site: Site, user: User | None, issue: Issue) -> list[Transition]:
    """The transitions that this user may make now."""
    if not allowed(site, user, "TRANSITION_ISSUES", issue=issue):
        return []
    return [one for one in transitions_from(issue) if condition_holds(site, user, issue, one)]
