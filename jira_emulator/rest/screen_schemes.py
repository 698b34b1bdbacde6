"""Which screen each operation on an issue shows (Jira Cloud REST v3, "Screen schemes")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Screen, ScreenScheme
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of, named

LONGEST_NAME = 255
OPERATIONS = ("default", "create", "edit", "view")
NAME_MISSING = "The name of the screen scheme is required."


def screen_scheme(call: Call, written: str) -> ScreenScheme:
    """The screen scheme. Raises 404."""
    found = call.site.screen_schemes.get(id_of(written) or 0)
    if found is None:
        raise JiraError(404, ["The screen scheme was not found."])
    return found


@operation("GET", "/screenscheme", Scope.ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    ids, query = asked_ids(call, "id"), call.args.get("queryString", "")
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "description": one.description,
            "screens": {operation: screen.id for operation, screen in one.screens.items()},
        }
        for one in call.site.screen_schemes.values()
        if (not ids or one.id in ids) and holds(query, one.name)
    ]
    return Answer(page_bean(call, "screenscheme", rows, 25))


@operation("POST", "/screenscheme", Scope.ADMIN)
def create_scheme(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "screens"})
    with call.site.lock:
        name, screens = _free_name(call, body, None), _screens(call, body)
        if screens.get("default") is None:
            raise JiraError(400, ["A default screen must be given."])
        new_id = call.site.next_id("screenscheme", 1)
        described = bodies.text(body, "description", LONGEST_NAME) or ""
        chosen = {operation: screen for operation, screen in screens.items() if screen is not None}
        call.site.screen_schemes[new_id] = ScreenScheme(new_id, name, chosen, described)
    return Answer({"id": new_id}, 201)


def _free_name(call: Call, body: Mapping[str, Any], but: ScreenScheme | None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    if named(call.site.screen_schemes, name) not in (None, but):
        raise JiraError(400, errors={"name": "The name is already in use."})
    return name


def _screens(call: Call, body: Mapping[str, Any]) -> dict[str, Screen | None]:
    """The named screens; null takes one away. Raises 400, or 404 for a screen that is not there."""
    written = bodies.part(body, "screens")
    if not written.keys() <= set(OPERATIONS):
        raise JiraError(400, ["The screen types are default, create, edit and view."])
    screens = {}
    for name in written:
        number = bodies.whole(written, name)
        if number is not None and number not in call.site.screens:
            raise JiraError(404, ["The screen was not found."])
        screens[name] = call.site.screens[number] if number is not None else None
    return screens


@operation("PUT", "/screenscheme/<scheme>", Scope.ADMIN)
def edit_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "screens"})
    with call.site.lock:
        one = screen_scheme(call, scheme)
        name = _free_name(call, body, one) if body.get("name") is not None else one.name
        wanted = {**one.screens, **_screens(call, body)}
        if wanted.get("default") is None:
            raise JiraError(400, ["A default screen must be given."])
        described = bodies.text(body, "description", LONGEST_NAME)
        one.screens = {operation: screen for operation, screen in wanted.items() if screen is not None}
        one.name, one.description = name, one.description if described is None else described
    return NO_CONTENT


@operation("DELETE", "/screenscheme/<scheme>", Scope.ADMIN)
def delete_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = screen_scheme(call, scheme)
        if any(one in each.screen_schemes.values() for each in call.site.issue_type_screen_schemes.values()):
            raise JiraError(400, ["The screen scheme is in use and can not be deleted."])
        del call.site.screen_schemes[one.id]
    return NO_CONTENT
