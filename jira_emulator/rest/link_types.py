"""Kinds of link between issues (Jira Cloud REST v3, "Issue link types")."""

from jira_emulator import beans
from jira_emulator.actions.link_types import NAMES, create_link_type, delete_link_type, edit_link_type, link_type
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope


@operation("GET", "/issueLinkType", Scope.READ)
def get_link_types(call: Call) -> Answer:
    rows = [beans.link_type(call.shape, one) for one in call.site.link_types.values()]
    return Answer({"issueLinkTypes": rows})


@operation("GET", "/issueLinkType/<type_id>", Scope.READ)
def get_link_type(call: Call, type_id: str) -> Answer:
    return Answer(beans.link_type(call.shape, link_type(call.site, type_id)))


@operation("POST", "/issueLinkType", Scope.ADMIN)
def add_link_type(call: Call) -> Answer:
    names = _names(call)
    missing = {name: f"The {name} of the issue link type must be given." for name in NAMES if name not in names}
    if missing:
        raise JiraError(400, errors=missing)
    return Answer(beans.link_type(call.shape, create_link_type(call.site, call.actor, names)), 201)


@operation("PUT", "/issueLinkType/<type_id>", Scope.ADMIN)
def change_link_type(call: Call, type_id: str) -> Answer:
    return Answer(beans.link_type(call.shape, edit_link_type(call.site, call.actor, type_id, _names(call))))


@operation("DELETE", "/issueLinkType/<type_id>", Scope.ADMIN)
def remove_link_type(call: Call, type_id: str) -> Answer:
    delete_link_type(call.site, call.actor, type_id)
    return NO_CONTENT


def _names(call: Call) -> dict[str, str]:
    body = call.strict_object({*NAMES, "id", "self"})
    names = {name: body[name] for name in NAMES if body.get(name) is not None}
    if not all(isinstance(text, str) and text.strip() for text in names.values()):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return {name: text.strip() for name, text in names.items()}
