"""Where a custom field is, and the trash that takes it away (Jira Cloud REST v3, "Issue fields", "Screens")."""

from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.rest.access import jira_admin
from jira_emulator.rest.custom_fields import custom_field, field_bean, is_locked
from jira_emulator.rest.listing import holds
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.rest.screens import TAB_NAME
from jira_emulator.scopes import Scope


@operation("GET", "/field/<field_id>/screens", Scope.NONE)
def get_screens(call: Call, field_id: str) -> Answer:
    """The screens that the field is on; with `expand=tab` also the tab."""
    jira_admin(call)
    rows: list[dict[str, Any]] = [
        {"id": one.id, "name": one.name, "description": one.description}
        | ({"tab": {"id": one.id, "name": TAB_NAME}} if "tab" in call.words("expand") else {})
        for one in call.site.screens.values()
        if field_id in one.field_ids
    ]
    return Answer(page_bean(call, f"field/{field_id}/screens", rows, 100))


@operation("GET", "/field/<field_id>/contexts", Scope.NONE)
def get_context_names(call: Call, field_id: str) -> Answer:
    jira_admin(call)
    found = call.site.fields.get(field_id)
    rows = [{"id": one.id, "name": one.name} for one in found.contexts] if found is not None else []
    return Answer(page_bean(call, f"field/{field_id}/contexts", rows, 20))


@operation("POST", "/field/<field_id>/trash", Scope.ADMIN)
def trash_field(call: Call, field_id: str) -> Answer:
    """Take a custom field away from everywhere; issues keep its values for its return."""
    jira_admin(call)
    with call.site.lock:
        found = custom_field(call, field_id)
        if is_locked(found):
            raise JiraError(400, [f"The field {found.name} is locked."])
        screens = [one for one in call.site.screens.values() if field_id in one.field_ids]
        for one in screens:
            one.field_ids.remove(field_id)
        call.site.trashed_fields[field_id] = (found, screens)
        del call.site.fields[field_id]
    return Answer({})


@operation("POST", "/field/<field_id>/restore", Scope.ADMIN)
def restore_field(call: Call, field_id: str) -> Answer:
    jira_admin(call)
    with call.site.lock:
        if field_id not in call.site.trashed_fields:
            raise JiraError(404, ["The custom field was not found in the trash."])
        found, screens = call.site.trashed_fields.pop(field_id)
        call.site.fields[field_id] = found
        for one in screens:
            one.field_ids.append(field_id)
    return Answer({})


@operation("GET", "/field/search/trashed", Scope.READ)
def search_trashed(call: Call) -> Answer:
    jira_admin(call)
    ids, query = set(call.words("id")), call.args.get("query", "")
    rows = [
        field_bean(call, one)
        for one, _ in call.site.trashed_fields.values()
        if (not ids or one.id in ids) and holds(query, one.name, one.description)
    ]
    return Answer(page_bean(call, "field/search/trashed", rows))
