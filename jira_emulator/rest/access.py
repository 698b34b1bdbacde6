"""Who may administer what, and what Jira answers to everybody else."""

from jira_emulator.errors import JiraError
from jira_emulator.model import Project
from jira_emulator.permissions import allowed, is_jira_admin, signed_in, visible_project
from jira_emulator.rest.router import Call

NO_ADMIN = "You are not authorized to perform this action. Administrator privileges are required."
NO_PROJECT_ADMIN = "You do not have permission to administer this project."


def runs_jira(call: Call) -> bool:
    """Whether the caller administers Jira. An add-on does: what it may call is limited by its scopes alone."""
    return call.installation is not None or is_jira_admin(call.site, call.actor)


def jira_admin(call: Call, refusal_status: int = 403) -> None:
    """Refuse everybody but Jira administrators. Raises 401 for an anonymous caller, else 403 or what the operation's
    document has instead.
    """
    signed_in(call.actor)
    if not runs_jira(call):
        raise JiraError(refusal_status, [NO_ADMIN])


def administers(call: Call, project: Project) -> bool:
    """Whether the caller administers the project, or all of Jira."""
    return allowed(call.site, call.actor, "ADMINISTER_PROJECTS", project) or runs_jira(call)


def administered(call: Call, id_or_key: str, refusal_status: int = 403) -> Project:
    """A project that the caller administers. Raises 404 when it is hidden, `refusal_status` without the permission."""
    project = seen_project(call, id_or_key)
    if not administers(call, project):
        raise JiraError(refusal_status, [NO_PROJECT_ADMIN])
    return project


def seen_project(call: Call, id_or_key: str) -> Project:
    """A project that the caller may browse; a Jira administrator sees every one. Raises 404."""
    project = call.site.project(id_or_key)
    if project is not None and runs_jira(call):
        return project
    return visible_project(call.site, call.actor, id_or_key)
