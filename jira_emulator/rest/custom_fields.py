"""Custom fields (Jira Cloud REST v3, "Issue fields")."""

from collections.abc import Callable
from typing import Any

from jira_emulator import beans
from jira_emulator.catalogue import new_custom_field
from jira_emulator.errors import JiraError
from jira_emulator.fields.types import LOCKED_TYPES, PREFIX, TYPES, FieldType, type_key
from jira_emulator.model import Field
from jira_emulator.permissions import signed_in
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.listing import asked_ids, holds, in_asked_order
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope

LONGEST_NAME, LONGEST_DESCRIPTION = 255, 40_000
NAME_MISSING = "The name of the custom field is required."
ORDERS: dict[str, Callable[[Field], Any]] = {
    "name": lambda one: one.name.lower(),
    "contextsCount": lambda one: len(one.contexts),
    "screensCount": lambda one: one.name.lower(),
    "projectsCount": lambda one: one.name.lower(),
    "lastUsed": lambda one: one.name.lower(),
}


def custom_field(call: Call, field_id: str) -> Field:
    """The custom field. Raises 404."""
    found = call.site.fields.get(field_id)
    if found is None or not found.is_custom:
        raise JiraError(404, ["The custom field was not found."])
    return found


@operation("POST", "/field", Scope.ADMIN)
def create_field(call: Call) -> Answer:
    """A field for every project, on no screen yet."""
    jira_admin(call, 400)
    body = call.strict_object({"name", "description", "type", "searcherKey"})
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    described = bodies.text(body, "description", LONGEST_DESCRIPTION) or ""
    key, kind = _type(bodies.text(body, "type"))
    searcher = _searcher(bodies.text(body, "searcherKey"), kind)
    with call.site.lock:
        one = new_custom_field(call.site, name, kind.kind, key, kind.items, kind.verbs)
        one.description, one.searcher_key = described, searcher
    return Answer(beans.field(call.shape, one), 201)


def _type(written: str | None) -> tuple[str, FieldType]:
    key = type_key(written)
    if not written or not written.startswith(PREFIX) or key not in TYPES:
        raise JiraError(400, errors={"fieldType": f"The field type '{written}' is not valid."})
    return key, TYPES[key]


def _searcher(written: str | None, kind: FieldType) -> str | None:
    if written is not None and written.removeprefix(PREFIX) not in kind.searchers:
        raise JiraError(400, errors={"searcherKey": f"The searcher '{written}' is not valid for the field type."})
    return written


@operation("PUT", "/field/<field_id>", Scope.ADMIN)
def edit_field(call: Call, field_id: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description", "searcherKey"})
    one = custom_field(call, field_id)
    assert one.schema is not None
    described = bodies.text(body, "description", LONGEST_DESCRIPTION)
    kind = TYPES.get(type_key(one.schema.custom))
    searcher = _searcher(bodies.text(body, "searcherKey"), kind) if kind is not None else None
    if body.get("name") is not None:
        one.name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    one.description = one.description if described is None else described
    one.searcher_key = searcher or one.searcher_key
    return NO_CONTENT


@operation("GET", "/field/search", Scope.NONE)
def search_fields(call: Call) -> Answer:
    """Fields by type, id, name or project."""
    signed_in(call.actor)
    types, ids, query = set(call.words("type")), set(call.words("id")), call.args.get("query", "")
    if not types <= {"custom", "system"}:
        raise JiraError(400, ["The field type must be 'custom' or 'system'."])
    projects = asked_ids(call, "projectIds")
    chosen = [
        one
        for one in call.site.fields.values()
        if one.schema is not None and ("custom" if one.is_custom else "system") in (types or {"custom", "system"})
        if (not ids or one.id in ids) and holds(query, one.name, one.description)
        if not projects or not one.is_custom or any(one.context_in(each) is not None for each in projects)
    ]
    rows = [field_bean(call, one) for one in in_asked_order(call, chosen, ORDERS, strict=True)]
    return Answer(page_bean(call, "field/search", rows))


def field_bean(call: Call, one: Field) -> dict[str, Any]:
    """A field as searches show it."""
    assert one.schema is not None
    bean: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "schema": beans.field_schema(one.schema),
        "description": one.description,
    }
    bean |= _expanded(call, one, set(call.words("expand")))
    if one.is_custom:
        bean |= {"isLocked": is_locked(one), "typeDisplayName": _type_title(type_key(one.schema.custom))}
    if one.searcher_key is not None:
        bean["searcherKey"] = one.searcher_key
    return bean


def is_locked(one: Field) -> bool:
    """Whether the field belongs to Jira Software."""
    return one.schema is not None and type_key(one.schema.custom) in LOCKED_TYPES


def _type_title(key: str) -> str:
    return LOCKED_TYPES[key] if key in LOCKED_TYPES else TYPES[key].title


def _expanded(call: Call, one: Field, expand: set[str]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if "key" in expand:
        more["key"] = one.id
    if "screensCount" in expand:
        more["screensCount"] = sum(one.id in screen.field_ids for screen in call.site.screens.values())
    if "contextsCount" in expand:
        more["contextsCount"] = len(one.contexts)
    if "projectsCount" in expand:
        found = call.site.projects
        more["projectsCount"] = sum(one.context_in(each) is not None for each in found) if one.is_custom else len(found)
    if "lastUsed" in expand:
        more["lastUsed"] = {"type": "NOT_TRACKED"}
    return more
