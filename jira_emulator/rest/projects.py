"""Projects and what they are made of (Jira Cloud REST v3, "Projects")."""

from collections.abc import Callable
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.model import Project
from jira_emulator.permissions import allowed, visible_project
from jira_emulator.rest.access import administers, runs_jira
from jira_emulator.rest.listing import asked_ids, holds, in_asked_order
from jira_emulator.rest.project_beans import full_project, project_bean
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

ACTIONS = {
    "view": "BROWSE_PROJECTS",
    "browse": "BROWSE_PROJECTS",
    "edit": "ADMINISTER_PROJECTS",
    "create": "CREATE_ISSUES",
}
STATES = {"live", "archived", "deleted"}
MOST_LISTED, MOST_RECENT = 100, 20
LEVEL_NAMES = {-1: "Subtask", 0: "Base", 1: "Epic"}
ORDERS: dict[str, Callable[[Project], Any]] = {
    "key": lambda one: one.key,
    "name": lambda one: one.name.lower(),
    "category": lambda one: one.category.name.lower() if one.category is not None else None,
    "owner": lambda one: one.lead.display_name.lower(),
    "issueCount": lambda one: len(one.issue_ids),
    "lastIssueUpdatedDate": lambda one: one.last_issue_number,
    "archivedDate": lambda one: one.retired_at if one.archived else None,
    "deletedDate": lambda one: one.retired_at if one.deleted else None,
}


def _state(one: Project) -> str:
    if one.deleted:
        return "deleted"
    return "archived" if one.archived else "live"


@operation("GET", "/project/search", Scope.READ)
def search_projects(call: Call) -> Answer:
    """The projects that the caller may browse (or edit, or create issues in); live ones unless `status` says else."""
    action, states = call.args.get("action", "view"), set(call.words("status")) or {"live"}
    if action not in ACTIONS or not states <= STATES:
        raise JiraError(400, ["The parameter 'action' or 'status' is not valid."])
    ids, keys, types = asked_ids(call, "id"), {one.upper() for one in call.words("keys")}, set(call.words("typeKey"))
    category, query = call.args.get("categoryId"), call.args.get("query", "")
    found = [
        one
        for one in sorted(call.site.projects.values(), key=lambda one: one.key)
        if _state(one) in states and _shows(call, ACTIONS[action], one) and holds(query, one.name, one.key)
        if (not ids or one.id in ids) and (not keys or one.key in keys) and (not types or one.type_key in types)
        if not category or (one.category is not None and str(one.category.id) == category)
    ]
    rows = [_listed(call, one) for one in in_asked_order(call, found, ORDERS, strict=True)]
    return Answer(page_bean(call, "project/search", rows, most=MOST_LISTED))


def _shows(call: Call, key: str, one: Project) -> bool:
    """Whether the list has the project; those in the recycle bin are for Jira administrators."""
    return runs_jira(call) if one.deleted else allowed(call.site, call.actor, key, one)


def _listed(call: Call, one: Project) -> dict[str, Any]:
    bean, full = project_bean(call.shape, one), full_project(call.shape, one)
    for name in ("description", "lead", "issueTypes", "url"):
        if name in call.words("expand") and name in full:
            bean[name] = full[name]
    return bean | _expanded(call, one)


def _expanded(call: Call, one: Project) -> dict[str, Any]:
    expand, keys = call.words("expand"), call.words("properties")
    more: dict[str, Any] = {}
    if "insight" in expand:
        issues = [call.site.issues[each] for each in one.issue_ids]
        latest = {"lastIssueUpdateTime": instant(max(each.updated for each in issues))} if issues else {}
        more["insight"] = {"totalIssueCount": len(issues)} | latest
    if "permissions" in expand:
        more["permissions"] = {"canEdit": administers(call, one)}
    if "issueTypeHierarchy" in expand:
        more["issueTypeHierarchy"] = {"baseLevelId": 0, "levels": []}
    if keys:
        more["properties"] = {key: one.properties[key] for key in keys if key in one.properties}
    return more


@operation("GET", "/project", Scope.READ)
def list_projects(call: Call) -> Answer:
    """Every live project, or with `recent` those that the caller looked at."""
    if call.args.get("recent"):
        return Answer([_listed(call, one) for one in _recent(call)[: call.number("recent", MOST_RECENT)]])
    found = [one for one in call.site.projects.values() if _is_listed(call, one)]
    return Answer([_listed(call, one) for one in found])


def _is_listed(call: Call, one: Project) -> bool:
    return _state(one) == "live" and allowed(call.site, call.actor, "BROWSE_PROJECTS", one)


def _recent(call: Call) -> list[Project]:
    viewed = call.site.recent_projects.get(call.actor.account_id, []) if call.actor is not None else []
    known = [call.site.projects[one] for one in viewed if one in call.site.projects]
    return [one for one in known if _is_listed(call, one)][:MOST_RECENT]


@operation("GET", "/project/recent", Scope.READ)
def get_recent_projects(call: Call) -> Answer:
    return Answer([_listed(call, one) for one in _recent(call)])


@operation("GET", "/project/<project>", Scope.READ)
def get_project(call: Call, project: str) -> Answer:
    """One project; Jira administrators also see those in the recycle bin."""
    found = call.site.project(project)
    if found is None or not (found.deleted and runs_jira(call)):
        found = visible_project(call.site, call.actor, project)
    _note_view(call, found)
    return Answer(full_project(call.shape, found) | _expanded(call, found))


def _note_view(call: Call, found: Project) -> None:
    if call.actor is not None:
        with call.site.lock:
            viewed = call.site.recent_projects.setdefault(call.actor.account_id, [])
            viewed[:] = [found.id, *(one for one in viewed if one != found.id)][:MOST_RECENT]


@operation("GET", "/project/<project>/statuses", Scope.READ)
def get_project_statuses(call: Call, project: str) -> Answer:
    """The statuses that each issue type can have."""
    found = visible_project(call.site, call.actor, project)
    statuses = [beans.status(call.shape, one) for one in found.workflow.statuses()]
    return Answer(
        [
            {
                "self": call.shape.link(f"issuetype/{one.id}"),
                "id": str(one.id),
                "name": one.name,
                "subtask": one.subtask,
                "statuses": statuses,
            }
            for one in found.issue_types
        ]
    )


@operation("GET", "/project/<project>/hierarchy", Scope.READ)
def get_hierarchy(call: Call, project: str) -> Answer:
    """The project's issue types by their level, the lowest first."""
    found = visible_project(call.site, call.actor, project)
    levels = sorted({one.hierarchy_level for one in found.issue_types})
    rows = [
        {
            "level": level,
            "name": LEVEL_NAMES.get(level, f"Level {level}"),
            "issueTypes": [
                {"id": one.id, "name": one.name} for one in found.issue_types if one.hierarchy_level == level
            ],
        }
        for level in levels
    ]
    return Answer({"projectId": found.id, "hierarchy": rows})


@operation("GET", "/project/<project>/features", Scope.READ)
def get_features(call: Call, project: str) -> Answer:
    """What company-managed software projects can do; none of it can be switched."""
    found = visible_project(call.site, call.actor, project)
    rows: list[dict[str, Any]] = [
        {
            "projectId": found.id,
            "feature": f"jsw.classic.{name.lower()}",
            "localisedName": name,
            "localisedDescription": f"{name} of the project.",
            "imageUri": "",
            "prerequisites": [],
            "state": "ENABLED",
            "toggleLocked": True,
        }
        for name in ("Roadmap", "Backlog")
    ]
    return Answer({"features": rows})


@operation("GET", "/project/<project>/email", Scope.READ)
def get_sender_address(call: Call, project: str) -> Answer:
    """The address that the project's notifications come from."""
    found = call.site.projects.get(id_of(project) or 0)
    if found is None or not allowed(call.site, call.actor, "BROWSE_PROJECTS", found):
        raise JiraError(404, [f"No project could be found with id '{project}'."])
    return Answer({"emailAddress": f"jira@{call.site.name}.example.com"})
