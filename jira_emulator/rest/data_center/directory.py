"""Searching for users (Jira Data Center REST 10.3, "user")."""

import html
from collections.abc import Callable, Iterable
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import ServerUser, server_users
from jira_emulator.model import Issue, Project
from jira_emulator.permissions import PERMISSIONS, allowed, signed_in, visible_issue, visible_project
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.users import user_bean
from jira_emulator.rest.router import Answer, Call

MOST_FOUND = 1000
EVERYBODY = frozenset({"", ".", "%"})
NO_QUERY = "The username query parameter was not provided"


@own("GET", "/user/search")
def search_users(call: Call) -> Answer:
    """By the beginning of a name, an address or a part of the full name; active people unless told."""
    signed_in(call.actor)
    if call.args.get("username") is None:
        raise JiraError(400, [NO_QUERY])
    wants = {True: call.flag("includeActive", True), False: call.flag("includeInactive")}
    return Answer(_page(call, [one for one in _fitting(call) if wants[one.active]]))


@own("GET", "/user/assignable/search")
def search_assignable(call: Call) -> Answer:
    """Who may be assigned to an issue, or to the issues of a project."""
    signed_in(call.actor)
    project, issue = _asked_place(call, "project", 404)
    return Answer(_page(call, _holders(call, ["ASSIGNABLE_USER"], project, issue)))


@own("GET", "/user/assignable/multiProjectSearch")
def search_assignable_everywhere(call: Call) -> Answer:
    """Who may be assigned to the issues of each of some projects."""
    signed_in(call.actor)
    projects = [visible_project(call.site, call.actor, one) for one in call.words("projectKeys")]

    def is_assignable(one: ServerUser) -> bool:
        return one.active and all(allowed(call.site, one, "ASSIGNABLE_USER", project) for project in projects)

    return Answer(_page(call, _fitting(call, is_assignable)))


@own("GET", "/user/viewissue/search")
def search_viewers(call: Call) -> Answer:
    """Who may see an issue, or the issues of a project."""
    signed_in(call.actor)
    project, issue = _asked_place(call, "projectKey", 400)
    return Answer(_page(call, _holders(call, ["BROWSE_PROJECTS"], project, issue)))


@own("GET", "/user/permission/search")
def search_by_permission(call: Call) -> Answer:
    """Who holds all of some permissions; for the administrators of the project."""
    signed_in(call.actor)
    project, issue = _asked_place(call, "projectKey", 400)
    keys = call.words("permissions")
    if not keys or not set(keys) <= set(PERMISSIONS):
        raise JiraError(400, ["The permissions parameter must name known permissions."])
    rights = ("ADMINISTER", "ADMINISTER_PROJECTS")
    if not any(allowed(call.site, call.actor, right, project, issue) for right in rights):
        raise JiraError(403, ["You are not an administrator of this project."])
    return Answer(_page(call, _holders(call, keys, project, issue)))


@own("GET", "/user/picker")
def pick_users(call: Call) -> Answer:
    """Active people who fit, with what fits in bold."""
    signed_in(call.actor)
    query, excluded = call.args.get("query", ""), set(call.words("exclude"))
    found = [one for one in _active(call) if fits(one, query) and one.name not in excluded]
    return Answer(suggested_users(call, found, query))


def suggested_users(call: Call, found: list[ServerUser], query: str) -> dict[str, Any]:
    """UserPickerResultsBean."""
    shown = _in_order(found)[: min(call.number("maxResults", 50), MOST_FOUND)]
    rows = [
        {
            "name": one.name,
            "key": one.key,
            "html": f"{in_bold(one.display_name, query)} - {in_bold(one.email, query)} ({in_bold(one.name, query)})",
            "displayName": one.display_name,
        }
        for one in shown
    ]
    header = f"Showing {len(shown)} of {len(found)} matching users"
    return {"users": rows, "total": len(found), "header": header}


def in_bold(text: str, query: str) -> str:
    """The text as HTML, where it begins with the query that part in bold."""
    if not query or not text.lower().startswith(query.lower()):
        return html.escape(text)
    return f"<strong>{html.escape(text[: len(query)])}</strong>{html.escape(text[len(query) :])}"


def fits(one: ServerUser, query: str) -> bool:
    """Whether the query begins the name, the address or a part of the full name; a dot fits everybody."""
    if query in EVERYBODY:
        return True
    texts = [one.name.lower(), one.email.lower(), one.display_name.lower(), *one.display_name.lower().split()]
    return any(text.startswith(query.lower()) for text in texts)


def _active(call: Call) -> Iterable[ServerUser]:
    return (one for one in server_users(call.site) if one.active)


def _fitting(call: Call, among: Callable[[ServerUser], bool] = lambda one: True) -> list[ServerUser]:
    query = call.args.get("username", "")
    return [one for one in server_users(call.site) if among(one) and fits(one, query)]


def _holders(call: Call, keys: Iterable[str], project: Project | None, issue: Issue | None) -> list[ServerUser]:
    wanted = list(keys)

    def holds(one: ServerUser) -> bool:
        return one.active and all(allowed(call.site, one, key, project, issue) for key in wanted)

    return _fitting(call, holds)


def _asked_place(call: Call, parameter: str, otherwise: int) -> tuple[Project | None, Issue | None]:
    """The issue or project that is asked about. Raises a refusal with the status `otherwise` when none is named."""
    key, project = call.args.get("issueKey"), call.args.get(parameter)
    if key:
        return None, visible_issue(call.site, call.actor, key)
    if project:
        return visible_project(call.site, call.actor, project), None
    raise JiraError(otherwise, ["A project key or an issue key must be given."])


def _in_order(people: Iterable[ServerUser]) -> list[ServerUser]:
    return sorted(people, key=lambda one: (one.display_name.lower(), one.name))


def _page(call: Call, people: Iterable[ServerUser]) -> list[dict[str, Any]]:
    start, size = call.number("startAt", 0), min(call.number("maxResults", 50), MOST_FOUND)
    return [user_bean(call.shape, one) for one in _in_order(people)[:MOST_FOUND][start : start + size]]
