"""Statuses and their categories (Jira Cloud REST v3, "Workflow statuses", "Status")."""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator import beans
from jira_emulator.catalogue import add_status
from jira_emulator.errors import JiraError
from jira_emulator.model import Status, StatusCategory
from jira_emulator.permissions import allowed
from jira_emulator.rest import bodies
from jira_emulator.rest.access import runs_jira
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of, named

CATEGORIES = {"TODO": "new", "IN_PROGRESS": "indeterminate", "DONE": "done"}
LONGEST_NAME = 255
NO_STATUS_ADMIN = "You do not have permission to manage statuses."


@operation("GET", "/status", Scope.READ)
def get_statuses(call: Call) -> Answer:
    return Answer([beans.status(call.shape, one) for one in call.site.statuses.values()])


@operation("GET", "/status/<id_or_name>", Scope.READ)
def get_status(call: Call, id_or_name: str) -> Answer:
    for one in call.site.statuses.values():
        if id_or_name in (str(one.id), one.name):
            return Answer(beans.status(call.shape, one))
    raise JiraError(404, [f"The status with id '{id_or_name}' does not exist"])


@operation("GET", "/statuscategory", Scope.READ)
def get_status_categories(call: Call) -> Answer:
    return Answer([beans.status_category(call.shape, one) for one in call.site.status_categories.values()])


@operation("GET", "/statuscategory/<id_or_key>", Scope.READ)
def get_status_category(call: Call, id_or_key: str) -> Answer:
    for one in call.site.status_categories.values():
        if id_or_key in (str(one.id), one.key):
            return Answer(beans.status_category(call.shape, one))
    raise JiraError(404, [f"The status category '{id_or_key}' does not exist"])


def _check_administrator(call: Call) -> None:
    """These operations are for whoever administers a project. Raises 401."""
    if not (runs_jira(call) or allowed(call.site, call.actor, "ADMINISTER_PROJECTS")):
        raise JiraError(401, [NO_STATUS_ADMIN])


def _bean(one: Status) -> dict[str, Any]:
    category = next((name for name, key in CATEGORIES.items() if key == one.category.key), "TODO")
    bean = {"id": str(one.id), "name": one.name, "statusCategory": category, "description": one.description}
    return bean | {"scope": {"type": "GLOBAL"}}


@operation("GET", "/statuses", Scope.INACCESSIBLE)
def get_statuses_by_id(call: Call) -> Answer:
    _check_administrator(call)
    ids = asked_ids(call, "id")
    if not ids:
        raise JiraError(400, ["The id parameter must be given."])
    return Answer([_bean(one) for one in call.site.statuses.values() if one.id in ids])


@operation("GET", "/statuses/byNames", Scope.INACCESSIBLE)
def get_statuses_by_name(call: Call) -> Answer:
    _check_administrator(call)
    names = {one.lower() for one in call.args.getlist("name")}
    if not names:
        raise JiraError(400, ["The name parameter must be given."])
    return Answer([_bean(one) for one in call.site.statuses.values() if one.name.lower() in names])


@operation("GET", "/statuses/search", Scope.INACCESSIBLE)
def search_statuses(call: Call) -> Answer:
    _check_administrator(call)
    category, query = call.args.get("statusCategory"), call.args.get("searchString", "")
    if category is not None and category not in CATEGORIES:
        raise JiraError(400, [f"The status category '{category}' is not valid."])
    rows = [
        _bean(one)
        for one in call.site.statuses.values()
        if holds(query, one.name) and (category is None or one.category.key == CATEGORIES[category])
    ]
    return Answer(page_bean(call, "statuses/search", rows, 200))


@operation("POST", "/statuses", Scope.INACCESSIBLE)
def create_statuses(call: Call) -> Answer:
    """Statuses for company-managed projects; they are in no workflow yet. All of them or none."""
    _check_administrator(call)
    body = call.strict_object({"scope", "statuses"})
    if bodies.part(body, "scope").get("type") != "GLOBAL":
        raise JiraError(400, ["Only statuses of the scope GLOBAL can be created."])
    with call.site.lock:
        wanted = [(_name(call, one, None), _category(call, one), one) for one in _rows(body)]
        if len({name.lower() for name, _, _ in wanted}) < len(wanted):
            raise JiraError(400, ["The names of statuses must be unique."])
        made = [
            add_status(call.site, name, category.id, bodies.text(one, "description") or "")
            for name, category, one in wanted
        ]
    return Answer([_bean(one) for one in made])


def _rows(body: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    rows = bodies.objects(body, "statuses")
    if not rows:
        raise JiraError(400, ["At least one status must be given."])
    return rows


def _name(call: Call, row: Mapping[str, Any], but: Status | None) -> str:
    name = bodies.required_text(row, "name", LONGEST_NAME, "The name of the status is required.")
    if named(call.site.statuses, name) not in (None, but):
        raise JiraError(400, [f"The status name '{name}' is in use."])
    return name


def _category(call: Call, row: Mapping[str, Any]) -> StatusCategory:
    written = bodies.text(row, "statusCategory")
    if written not in CATEGORIES:
        raise JiraError(400, [f"The status category '{written}' is not valid."])
    return next(one for one in call.site.status_categories.values() if one.key == CATEGORIES[written])


@operation("PUT", "/statuses", Scope.INACCESSIBLE)
def edit_statuses(call: Call) -> Answer:
    """Rename, describe or recategorise statuses; all of them or none."""
    _check_administrator(call)
    body = call.strict_object({"statuses"})
    with call.site.lock:
        wanted = []
        for row in _rows(body):
            one = call.site.statuses.get(id_of(str(row.get("id"))) or 0)
            if one is None:
                raise JiraError(400, [f"The status with id '{row.get('id')}' does not exist."])
            wanted.append((one, _name(call, row, one), _category(call, row), bodies.text(row, "description")))
        for one, name, category, described in wanted:
            one.name, one.category = name, category
            one.description = one.description if described is None else described
    return NO_CONTENT
