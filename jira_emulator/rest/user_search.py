"""People by what they may do, and everybody (Jira Cloud REST v3, "User search", "Users")."""

from collections.abc import Iterable

from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, Project, User
from jira_emulator.permissions import PERMISSIONS, allowed, signed_in, visible_issue, visible_project
from jira_emulator.rest.access import runs_jira
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.rest.users import fits, slice_of, user_bean
from jira_emulator.scopes import Scope

Place = tuple[Project | None, Issue | None]


def _asked(call: Call) -> Iterable[User]:
    """The active people that `query` or `accountId` fits. Raises 400 for none or both."""
    query, account_id = call.args.get("query"), call.args.get("accountId")
    if (query is None) == (account_id is None):
        raise JiraError(400, ["Exactly one of query and accountId must be given."])
    people = [one for one in call.site.users.values() if one.active]
    if account_id is not None:
        return [one for one in people if one.account_id == account_id]
    return [one for one in people if fits(one, query or "")]


def _place(call: Call) -> Place:
    """The issue or project that is named. Raises 400 for none, 404 for a hidden one."""
    issue_key, project_key = call.args.get("issueKey"), call.args.get("projectKey")
    if issue_key:
        return None, visible_issue(call.site, call.actor, issue_key)
    if project_key:
        return visible_project(call.site, call.actor, project_key), None
    raise JiraError(400, ["An issueKey or a projectKey must be given."])


def _holding(call: Call, people: Iterable[User], keys: Iterable[str], place: Place) -> Iterable[User]:
    project, issue = place
    wanted = list(keys)
    return (one for one in people if all(allowed(call.site, one, key, project, issue) for key in wanted))


@operation("GET", "/user/viewissue/search", Scope.READ)
def search_viewers(call: Call) -> Answer:
    """Who may see an issue, or the issues of a project."""
    signed_in(call.actor)
    people = _asked(call)
    return Answer(slice_of(call, _holding(call, people, ["BROWSE_PROJECTS"], _place(call))))


@operation("GET", "/user/permission/search", Scope.READ)
def search_holders(call: Call) -> Answer:
    """Who holds some permissions, for administrators of the project or of Jira."""
    signed_in(call.actor)
    people, keys = _asked(call), call.words("permissions")
    unknown = [one for one in keys if one not in PERMISSIONS]
    if not keys or unknown:
        raise JiraError(400, [f"The permissions '{', '.join(unknown)}' are not valid."])
    project, issue = _place(call)
    if not (runs_jira(call) or allowed(call.site, call.actor, "ADMINISTER_PROJECTS", project, issue)):
        raise JiraError(403, ["You do not have permission to search for users by permission."])
    return Answer(slice_of(call, _holding(call, people, keys, (project, issue))))


@operation("GET", "/user/assignable/multiProjectSearch", Scope.READ)
def search_assignable_everywhere(call: Call) -> Answer:
    """Who may be assigned to issues of every one of some projects."""
    signed_in(call.actor)
    people, keys = _asked(call), call.words("projectKeys")
    if not keys:
        raise JiraError(400, ["The projectKeys must be given."])
    projects = [visible_project(call.site, call.actor, one) for one in keys]
    able = (one for one in people if all(allowed(call.site, one, "ASSIGNABLE_USER", each) for each in projects))
    return Answer(slice_of(call, able))


@operation("GET", "/users", Scope.INACCESSIBLE)
def get_default_users(call: Call) -> Answer:
    return _everybody(call)


@operation("GET", "/users/search", Scope.INACCESSIBLE)
def get_all_users(call: Call) -> Answer:
    return _everybody(call)


def _everybody(call: Call) -> Answer:
    """All accounts, also inactive ones and those of add-ons."""
    if call.actor is None:
        raise JiraError(403, ["You do not have permission to browse users."])
    people = sorted(call.site.users.values(), key=lambda one: one.account_id)
    start, size = call.number("startAt", 0), min(call.number("maxResults", 50), 1000)
    return Answer([user_bean(call.shape, one) for one in people[start : start + size]])
