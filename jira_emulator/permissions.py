"""Who may do what: global permissions by group, project permissions by the project's scheme.

Keys are those of Atlassian's documentation, "Manage project permissions" and `GET /rest/api/3/permissions`.
"""

from dataclasses import dataclass

from jira_emulator.errors import UNAUTHENTICATED, JiraError, not_visible
from jira_emulator.model import Comment, Issue, Project, User, Visibility
from jira_emulator.schemes import Grant, GrantKind, SecurityLevel
from jira_emulator.state import Site

ADMIN_GROUP = "jira-administrators"
USER_GROUP = "jira-users"
ADDON_GROUP = "atlassian-addons-admin"


@dataclass(frozen=True, slots=True)
class Permission:
    key: str
    name: str
    description: str
    is_global: bool = False


_KNOWN = (
    Permission("ADMINISTER", "Administer Jira", "Create and administer projects, issue types, fields.", True),
    Permission("SYSTEM_ADMIN", "Jira System Administrators", "All administration functions.", True),
    Permission("USER_PICKER", "Browse users and groups", "View and select users or groups.", True),
    Permission("BULK_CHANGE", "Make bulk changes", "Modify collections of issues at once.", True),
    Permission("CREATE_SHARED_OBJECTS", "Share dashboards and filters", "Share with other users.", True),
    Permission("ADMINISTER_PROJECTS", "Administer Projects", "Administer a project in Jira."),
    Permission("BROWSE_PROJECTS", "Browse Projects", "Browse projects and the issues within them."),
    Permission("CREATE_ISSUES", "Create Issues", "Create issues."),
    Permission("EDIT_ISSUES", "Edit Issues", "Edit issues."),
    Permission("DELETE_ISSUES", "Delete Issues", "Delete issues."),
    Permission("ASSIGN_ISSUES", "Assign Issues", "Assign issues to other people."),
    Permission("ASSIGNABLE_USER", "Assignable User", "May be assigned to issues."),
    Permission("TRANSITION_ISSUES", "Transition Issues", "Transition issues."),
    Permission("RESOLVE_ISSUES", "Resolve Issues", "Resolve and reopen issues."),
    Permission("CLOSE_ISSUES", "Close Issues", "Close issues."),
    Permission("MOVE_ISSUES", "Move Issues", "Move issues between projects or workflows."),
    Permission("LINK_ISSUES", "Link Issues", "Link issues together."),
    Permission("SCHEDULE_ISSUES", "Schedule Issues", "View or edit an issue's due date."),
    Permission("MODIFY_REPORTER", "Modify Reporter", "Modify the reporter of an issue."),
    Permission("SET_ISSUE_SECURITY", "Set Issue Security", "Set the level of security on an issue."),
    Permission("ADD_COMMENTS", "Add Comments", "Comment on issues."),
    Permission("EDIT_ALL_COMMENTS", "Edit All Comments", "Edit all comments made on issues."),
    Permission("EDIT_OWN_COMMENTS", "Edit Own Comments", "Edit own comments made on issues."),
    Permission("DELETE_ALL_COMMENTS", "Delete All Comments", "Delete all comments made on issues."),
    Permission("DELETE_OWN_COMMENTS", "Delete Own Comments", "Delete own comments made on issues."),
    Permission("CREATE_ATTACHMENTS", "Create Attachments", "Attach files to issues."),
    Permission("DELETE_ALL_ATTACHMENTS", "Delete All Attachments", "Delete all attachments."),
    Permission("DELETE_OWN_ATTACHMENTS", "Delete Own Attachments", "Delete own attachments."),
    Permission("WORK_ON_ISSUES", "Work On Issues", "Log work done against an issue."),
    Permission("EDIT_ALL_WORKLOGS", "Edit All Worklogs", "Edit all worklogs made on issues."),
    Permission("EDIT_OWN_WORKLOGS", "Edit Own Worklogs", "Edit own worklogs made on issues."),
    Permission("DELETE_ALL_WORKLOGS", "Delete All Worklogs", "Delete all worklogs made on issues."),
    Permission("DELETE_OWN_WORKLOGS", "Delete Own Worklogs", "Delete own worklogs made on issues."),
    Permission("VIEW_VOTERS_AND_WATCHERS", "View Voters and Watchers", "View the voters and watchers."),
    Permission("MANAGE_WATCHERS", "Manage Watchers", "Manage the watchers of an issue."),
)
PERMISSIONS = {permission.key: permission for permission in _KNOWN}
# An archived issue can be looked at and deleted, nothing else ("Archive an issue", Atlassian's documentation).
FOR_ARCHIVED = frozenset({"BROWSE_PROJECTS", "VIEW_VOTERS_AND_WATCHERS", "DELETE_ISSUES"})
ADMIN_ONLY = frozenset({"ADMINISTER", "SYSTEM_ADMIN"})


def is_jira_admin(site: Site, user: User | None) -> bool:
    """Whether the user holds the global permission ADMINISTER."""
    if user is None or not user.active or ADMIN_GROUP not in user.groups:
        return False
    return (user.account_id, "ADMINISTER", None) not in site.withdrawn


def allowed(
    site: Site, user: User | None, key: str, project: Project | None = None, issue: Issue | None = None
) -> bool:
    """Whether the user holds the permission: globally, in the project, or on the issue.

    Nobody has a permission on an issue of a security level that is not theirs; archived projects are read-only, and
    deleted ones are in nobody's reach until they are restored.
    """
    if site.withdrawn and _is_withdrawn(site, user, key, issue.project if issue is not None else project):
        return False
    if PERMISSIONS[key].is_global:
        return is_jira_admin(site, user) if key in ADMIN_ONLY else user is not None
    if issue is not None and issue.archived and key not in FOR_ARCHIVED:
        return False
    scope = issue.project if issue is not None else project
    if scope is None:
        return any(allowed(site, user, key, one) for one in site.projects.values())
    if scope.deleted or (scope.archived and key != "BROWSE_PROJECTS"):
        return False
    if issue is not None and not _may_know(site, user, issue):
        return False
    grants = scope.permission_scheme.grants.get(key, set())
    return any(granted(grant, user, scope, issue) for grant in grants)


def _is_withdrawn(site: Site, user: User | None, key: str, project: Project | None) -> bool:
    """Whether the permission was taken from the user on purpose, everywhere or in this project."""
    if user is None:
        return False
    here = None if project is None else project.id
    return not {(user.account_id, key, None), (user.account_id, key, here)}.isdisjoint(site.withdrawn)


def _may_know(site: Site, user: User | None, issue: Issue) -> bool:
    """Whether the issue's security level lets this user know of it."""
    level = security_level(site, issue)
    return level is None or any(granted(one, user, issue.project, issue) for one in level.members.values())


def security_level(site: Site, issue: Issue) -> SecurityLevel | None:
    """The issue's level; a sub-task has its parent's."""
    if issue.issue_type.subtask and issue.parent_id in site.issues:
        return site.issues[issue.parent_id].security
    return issue.security


def usable_levels(site: Site, user: User | None, project: Project) -> list[SecurityLevel]:
    """The security levels that this user may give to the project's issues: those that show them the issue."""
    if project.security_scheme is None or not allowed(site, user, "SET_ISSUE_SECURITY", project):
        return []
    return [one for one in project.security_scheme.levels if _is_member(one, user, project)]


def _is_member(level: SecurityLevel, user: User | None, project: Project) -> bool:
    """Whether the level could show an issue to this user; as reporter or assignee everybody may become one."""
    own = {GrantKind.REPORTER, GrantKind.ASSIGNEE}
    return any(one.kind in own or granted(one, user, project, None) for one in level.members.values())


def granted(grant: Grant, user: User | None, project: Project, issue: Issue | None) -> bool:
    """Whether the user is among those that the grant names."""
    if grant.kind is GrantKind.ANYONE:
        return True
    if user is None or not user.active:
        return False
    match grant.kind:
        case GrantKind.GROUP:
            return grant.parameter in user.groups
        case GrantKind.PROJECT_ROLE:
            return plays_role(user, project, grant.parameter)
        case GrantKind.USER:
            return grant.parameter == user.account_id
        case GrantKind.PROJECT_LEAD:
            return project.lead is user
        case GrantKind.APPLICATION_ROLE:
            return True
        case GrantKind.REPORTER:
            return issue is not None and issue.reporter is user
        case _:
            return issue is not None and issue.assignee is user


def plays_role(user: User, project: Project, role: str) -> bool:
    """Whether the user has the project role, by account or by a group."""
    return user.account_id in project.roles.get(role, ()) or bool(user.groups & project.role_groups.get(role, set()))


def can_see(site: Site, user: User | None, issue: Issue) -> bool:
    """Whether the issue exists for this user."""
    return allowed(site, user, "BROWSE_PROJECTS", issue=issue)


def visible_issue(site: Site, user: User | None, id_or_key: str | int) -> Issue:
    """The issue, as far as this user is concerned. Raises the 404 of missing and hidden issues alike."""
    issue = site.issue(id_or_key)
    if issue is None or not can_see(site, user, issue):
        raise not_visible()
    return issue


def visible_project(site: Site, user: User | None, id_or_key: str) -> Project:
    """The project. Raises the 404 of missing and hidden projects alike."""
    project = site.project(id_or_key)
    if project is None or not allowed(site, user, "BROWSE_PROJECTS", project):
        kind = "id" if id_or_key.isdecimal() else "key"
        raise JiraError(404, [f"No project could be found with {kind} '{id_or_key}'."])
    return project


def signed_in(user: User | None) -> User:
    """The caller. Raises 401 for an anonymous one."""
    if user is None:
        raise JiraError(401, [UNAUTHENTICATED])
    return user


def may_read(site: Site, user: User | None, issue: Issue, visibility: Visibility | None) -> bool:
    """Whether a comment or worklog with this visibility is shown to the user."""
    if visibility is None:
        return True
    if user is None:
        return False
    if visibility.type == "group":
        return visibility.value in user.groups
    return plays_role(user, issue.project, visibility.value)


def visible_comments(site: Site, user: User | None, issue: Issue) -> tuple[Comment, ...]:
    """The comments that this user may read, oldest first."""
    return tuple(one for one in issue.comments if may_read(site, user, issue, one.visibility))
