"""Screens and their fields (Jira Cloud REST v3, "Screens", "Screen tabs", "Screen tab fields").

A screen of the emulator has one tab, which has the screen's id.
"""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Project, Screen
from jira_emulator.rest import bodies
from jira_emulator.rest.access import administered, jira_admin
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of, named

LONGEST_NAME = 255
TAB_NAME = "Field Tab"
NO_SCREEN = "The screen was not found."


def _screen(call: Call, screen: str) -> Screen:
    found = call.site.screens.get(id_of(screen) or 0)
    if found is None:
        raise JiraError(404, [NO_SCREEN])
    return found


def _tab(call: Call, screen: str, tab: str) -> Screen:
    """The screen whose tab this is. Raises 404."""
    found = _screen(call, screen)
    if id_of(tab) != found.id:
        raise JiraError(404, ["The screen tab was not found."])
    return found


def _check_reader(call: Call, screen: str) -> None:
    """Jira administrators read every screen, those of the named project its own."""
    key = call.args.get("projectKey")
    if not key:
        jira_admin(call)
        return
    project = administered(call, key)
    if id_of(screen) not in {one.id for one in project_screens(project)}:
        jira_admin(call)


def project_screens(project: Project) -> list[Screen]:
    """Every screen that issues of the project are made and edited with."""
    if project.screen_scheme is None:
        return [project.create_screen, project.edit_screen]
    return [one for scheme in project.screen_scheme.screen_schemes.values() for one in scheme.screens.values()]


def _bean(one: Screen) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "description": one.description}


@operation("GET", "/screens", Scope.ADMIN)
def get_screens(call: Call) -> Answer:
    jira_admin(call)
    ids, query = asked_ids(call, "id"), call.args.get("queryString", "")
    rows = [_bean(one) for one in call.site.screens.values() if (not ids or one.id in ids) and holds(query, one.name)]
    return Answer(page_bean(call, "screens", rows, 100))


@operation("POST", "/screens", Scope.ADMIN)
def create_screen(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    with call.site.lock:
        name = _free_name(call, body, None)
        described = bodies.text(body, "description", LONGEST_NAME) or ""
        one = Screen(call.site.next_id("screen", 1), name, [], description=described)
        call.site.screens[one.id] = one
    return Answer(_bean(one), 201)


def _free_name(call: Call, body: Mapping[str, Any], but: Screen | None) -> str:
    name = bodies.required_text(body, "name", LONGEST_NAME, "The name of the screen is required.")
    if named(call.site.screens, name) not in (None, but):
        raise JiraError(400, errors={"name": "A screen with this name already exists."})
    return name


@operation("PUT", "/screens/<screen>", Scope.ADMIN)
def edit_screen(call: Call, screen: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    with call.site.lock:
        one = _screen(call, screen)
        described = bodies.text(body, "description", LONGEST_NAME)
        if body.get("name") is not None:
            one.name = _free_name(call, body, one)
        one.description = one.description if described is None else described
    return Answer(_bean(one))


@operation("DELETE", "/screens/<screen>", Scope.ADMIN)
def delete_screen(call: Call, screen: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _screen(call, screen)
        steps = [step.screen for flow in call.site.workflows.values() for step in flow.transitions]
        used = [each for project in call.site.projects.values() for each in project_screens(project)]
        used += [each for scheme in call.site.screen_schemes.values() for each in scheme.screens.values()]
        if one in used or one in steps:
            raise JiraError(400, ["The screen is in use and can not be deleted."])
        del call.site.screens[one.id]
    return NO_CONTENT


@operation("GET", "/screens/<screen>/tabs", Scope.ADMIN)
def get_tabs(call: Call, screen: str) -> Answer:
    _check_reader(call, screen)
    return Answer([{"id": _screen(call, screen).id, "name": TAB_NAME}])


@operation("GET", "/screens/<screen>/tabs/<tab>/fields", Scope.ADMIN)
def get_tab_fields(call: Call, screen: str, tab: str) -> Answer:
    _check_reader(call, screen)
    return Answer([_field(call, one) for one in _tab(call, screen, tab).field_ids])


def _field(call: Call, field_id: str) -> dict[str, Any]:
    return {"id": field_id, "name": call.site.fields[field_id].name}


@operation("GET", "/screens/<screen>/availableFields", Scope.ADMIN)
def get_available_fields(call: Call, screen: str) -> Answer:
    """The fields that could be put on the screen."""
    jira_admin(call)
    one = _screen(call, screen)
    fields = [each for each in call.site.fields.values() if each.orderable and each.schema is not None]
    return Answer([_field(call, each.id) for each in fields if each.id not in one.field_ids])


@operation("POST", "/screens/<screen>/tabs/<tab>/fields", Scope.ADMIN)
def add_field(call: Call, screen: str, tab: str) -> Answer:
    jira_admin(call)
    field_id = bodies.text(call.strict_object({"fieldId"}), "fieldId") or ""
    with call.site.lock:
        one = _tab(call, screen, tab)
        _put_on(call, one, field_id)
    return Answer(_field(call, field_id))


def _put_on(call: Call, one: Screen, field_id: str) -> None:
    known = call.site.fields.get(field_id)
    if known is None:
        raise JiraError(404, [f"The field '{field_id}' was not found."])
    if field_id in one.field_ids or not known.orderable:
        raise JiraError(400, [f"The field '{field_id}' is on the screen already or can not be on one."])
    one.field_ids.append(field_id)


@operation("POST", "/screens/addToDefault/<field_id>", Scope.ADMIN)
def add_to_default(call: Call, field_id: str) -> Answer:
    """Put a custom field on the screen that every new project uses."""
    jira_admin(call)
    with call.site.lock:
        one = named(call.site.screens, "Default Screen")
        if one is None:
            raise JiraError(404, [NO_SCREEN])
        _put_on(call, one, field_id)
    return Answer({})


@operation("DELETE", "/screens/<screen>/tabs/<tab>/fields/<field_id>", Scope.ADMIN)
def remove_field(call: Call, screen: str, tab: str, field_id: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = _tab(call, screen, tab)
        if field_id not in one.field_ids:
            raise JiraError(404, ["The field is not on the screen."])
        if field_id == "summary":
            raise JiraError(400, ["The summary can not be taken from a screen."])
        one.field_ids.remove(field_id)
        one.required.discard(field_id)
    return NO_CONTENT


@operation("POST", "/screens/<screen>/tabs/<tab>/fields/<field_id>/move", Scope.ADMIN)
def move_field(call: Call, screen: str, tab: str, field_id: str) -> Answer:
    """Move a field `after` another one, or to a `position`."""
    jira_admin(call)
    body = call.strict_object({"after", "position"})
    after, position = bodies.text(body, "after"), bodies.text(body, "position")
    with call.site.lock:
        one = _tab(call, screen, tab)
        if field_id not in one.field_ids:
            raise JiraError(404, ["The field is not on the screen."])
        place = _place(one.field_ids, field_id, after.rpartition("/")[2] if after else None, position)
        one.field_ids.remove(field_id)
        one.field_ids.insert(place, field_id)
    return NO_CONTENT


def _place(fields: list[str], field_id: str, after: str | None, position: str | None) -> int:
    """The place in the list without the field. Raises 400."""
    here, others = fields.index(field_id), [one for one in fields if one != field_id]
    places = {"First": 0, "Last": len(others), "Earlier": max(here - 1, 0), "Later": min(here + 1, len(others))}
    if after is not None and position is None and after in others:
        return others.index(after) + 1
    if after is None and position in places:
        return places[position]
    raise JiraError(400, ["A field to follow or a position must be given."])
