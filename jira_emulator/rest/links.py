"""Links between issues (Jira Cloud REST v3, "Issue links")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import actions, beans
from jira_emulator.actions.comments import read_visibility
from jira_emulator.actions.links import visible_link
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import LinkType
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.rest.comments import comment_body
from jira_emulator.rest.fields import reference
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of, named


@operation("POST", "/issueLink", Scope.WRITE)
def link_issues(call: Call) -> Answer:
    body = call.json_object()
    link_type = _link_type(call, body.get("type"))
    inward, outward = _end(body, "inwardIssue"), _end(body, "outwardIssue")
    note = body.get("comment")
    with call.site.lock:
        if note is not None:
            _check_comment(call, outward, note)
        actions.link_issues(call.site, call.actor, link_type, inward, outward)
        if note is not None:
            actions.add_comment(call.site, call.actor, outward, comment_body(call, note), note)
    return Answer(None, 201)


def _check_comment(call: Call, outward: str, note: Any) -> None:
    """A comment that can't be written means that there is no link either. Raises 400."""
    found = visible_issue(call.site, call.actor, outward)
    if not isinstance(note, Mapping):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    comment_body(call, note, allowed(call.site, call.actor, "ADD_COMMENTS", issue=found))
    read_visibility(call.site, call.actor, found, note.get("visibility"))


def _link_type(call: Call, value: Any) -> LinkType:
    kind = value if isinstance(value, Mapping) else {}
    found = None
    if kind.get("id") is not None:
        found = call.site.link_types.get(id_of(str(kind["id"])) or -1)
    elif kind.get("name"):
        found = named(call.site.link_types, str(kind["name"]))
    if found is None:
        raise JiraError(404, [f"No issue link type with name '{kind.get('name')}' found."])
    return found


def _end(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    wanted = (value.get("id") or value.get("key")) if isinstance(value, Mapping) else None
    if not wanted:
        raise JiraError(400, [f"The '{name}' must be given by id or key."])
    return str(wanted)


@operation("GET", "/issueLink/<link>", Scope.READ)
def get_link(call: Call, link: str) -> Answer:
    found, source, destination = visible_link(call.site, call.actor, link)
    return Answer(
        {
            "id": str(found.id),
            "self": call.shape.link(f"issueLink/{found.id}"),
            "type": beans.link_type(call.shape, found.type),
            "inwardIssue": reference(call.shape, source),
            "outwardIssue": reference(call.shape, destination),
        }
    )


@operation("DELETE", "/issueLink/<link>", Scope.DELETE)
def unlink_issues(call: Call, link: str) -> Answer:
    actions.unlink_issues(call.site, call.actor, link)
    return Answer(status=204)
