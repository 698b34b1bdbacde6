"""Which fields are hidden or required, by project and issue type (Jira Cloud REST v3, "Issue field configurations")."""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Field
from jira_emulator.rest import bodies
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.schemes import FieldConfiguration
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME = 255
NAME_MISSING = "The name is required."
ALWAYS_THERE = frozenset({"summary", "issuetype"})


def configuration(call: Call, written: str) -> FieldConfiguration:
    """The field configuration. Raises 404."""
    found = call.site.field_configurations.get(id_of(written) or 0)
    if found is None:
        raise JiraError(404, ["The field configuration was not found."])
    return found


def _bean(one: FieldConfiguration) -> dict[str, Any]:
    bean = {"id": one.id, "name": one.name, "description": one.description}
    return bean | ({"isDefault": True} if one.is_default else {})


def free_name(things: Iterable[Any], name: str, but: Any = None) -> str:
    """The name, if no other thing has it. Raises 400."""
    if any(one.name.lower() == name.lower() for one in things if one is not but):
        raise JiraError(400, errors={"name": "The name is already in use."})
    return name


@operation("GET", "/fieldconfiguration", Scope.ADMIN)
def get_configurations(call: Call) -> Answer:
    jira_admin(call)
    ids, query = asked_ids(call, "id"), call.args.get("query", "")
    rows = [
        _bean(one)
        for one in call.site.field_configurations.values()
        if (not ids or one.id in ids) and holds(query, one.name, one.description)
        if not call.flag("isDefault") or one.is_default
    ]
    return Answer(page_bean(call, "fieldconfiguration", rows))


@operation("POST", "/fieldconfiguration", Scope.ADMIN)
def create_configuration(call: Call) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    with call.site.lock:
        known = call.site.field_configurations
        described = bodies.text(body, "description", LONGEST_NAME) or ""
        one = FieldConfiguration(call.site.next_id("fieldconfiguration"), free_name(known.values(), name), described)
        one.required |= ALWAYS_THERE
        known[one.id] = one
    return Answer(_bean(one))


@operation("PUT", "/fieldconfiguration/<configuration_id>", Scope.ADMIN)
def edit_configuration(call: Call, configuration_id: str) -> Answer:
    jira_admin(call)
    body = call.strict_object({"name", "description"})
    one = configuration(call, configuration_id)
    name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    one.name = free_name(call.site.field_configurations.values(), name, one)
    one.description = bodies.text(body, "description", LONGEST_NAME) or one.description
    return NO_CONTENT


@operation("DELETE", "/fieldconfiguration/<configuration_id>", Scope.ADMIN)
def delete_configuration(call: Call, configuration_id: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        one = configuration(call, configuration_id)
        schemes = call.site.field_configuration_schemes.values()
        if one.is_default or any(one in scheme.configurations.values() for scheme in schemes):
            raise JiraError(400, ["The field configuration is in use and can not be deleted."])
        del call.site.field_configurations[one.id]
    return NO_CONTENT


@operation("GET", "/fieldconfiguration/<configuration_id>/fields", Scope.ADMIN)
def get_configured_fields(call: Call, configuration_id: str) -> Answer:
    jira_admin(call)
    one = configuration(call, configuration_id)
    rows = [_item(one, each) for each in call.site.fields.values() if each.orderable and each.schema is not None]
    return Answer(page_bean(call, f"fieldconfiguration/{one.id}/fields", rows))


def _item(one: FieldConfiguration, field: Field) -> dict[str, Any]:
    return {
        "id": field.id,
        "description": one.descriptions.get(field.id, field.description),
        "isHidden": field.id in one.hidden,
        "isRequired": field.id in one.required,
    }


@operation("PUT", "/fieldconfiguration/<configuration_id>/fields", Scope.ADMIN)
def set_configured_fields(call: Call, configuration_id: str) -> Answer:
    """Say of some fields whether they are hidden or required; a hidden one can't be required."""
    jira_admin(call)
    items = bodies.objects(call.strict_object({"fieldConfigurationItems"}), "fieldConfigurationItems")
    with call.site.lock:
        one = configuration(call, configuration_id)
        wanted = [_wanted(call, each) for each in items]
        for field_id, is_hidden, is_required, described in wanted:
            _mark(one.hidden, field_id, is_hidden)
            _mark(one.required, field_id, False if is_hidden else is_required)
            if described is not None:
                one.descriptions[field_id] = described
    return NO_CONTENT


def _wanted(call: Call, item: Mapping[str, Any]) -> tuple[str, bool | None, bool | None, str | None]:
    field_id = bodies.text(item, "id") or ""
    if field_id not in call.site.fields:
        raise JiraError(404, [f"The field '{field_id}' was not found."])
    is_hidden, is_required = bodies.truth(item, "isHidden"), bodies.truth(item, "isRequired")
    if is_hidden and is_required:
        raise JiraError(400, [f"The field '{field_id}' can't be both hidden and required."])
    if field_id in ALWAYS_THERE and (is_hidden or is_required is False):
        raise JiraError(400, [f"The field '{field_id}' can be neither hidden nor optional."])
    return field_id, is_hidden, is_required, bodies.text(item, "description")


def _mark(marked: set[str], field_id: str, is_marked: bool | None) -> None:
    if is_marked is not None:
        (marked.add if is_marked else marked.discard)(field_id)
