"""Creating, reading, editing and deleting issues (Jira Cloud REST v3, "Issues")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import actions
from jira_emulator.actions.viewing import note_view
from jira_emulator.agile.fields import with_epic_as_parent
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.fields.writing import FieldInput
from jira_emulator.media import check_media
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see, signed_in, visible_issue
from jira_emulator.rest.edit_screen import edit_metadata, transition_bean
from jira_emulator.rest.fields import Selection
from jira_emulator.rest.issue_bean import Wanted, issue_bean
from jira_emulator.rest.overrides import overrides_screen
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.workflow import condition_holds, transitions_from

MOST_BULK = 50
MOST_FETCHED = 100
MOST_PROPERTIES = 5
INLINE_HISTORIES = 40
INLINE_COMMENTS = 20


def field_input(call: Call, body: Mapping[str, Any]) -> FieldInput:
    """The `fields` and `update` of a body. Raises 400 when they are no objects."""
    fields, update = body.get("fields") or {}, body.get("update") or {}
    if not isinstance(fields, dict) or not isinstance(update, dict):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    check_media(call.site, [fields, update])
    return FieldInput(with_epic_as_parent(fields), update, call.adf)


def metadata_of(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The `historyMetadata` of a body."""
    value = body.get("historyMetadata")
    if value is not None and not isinstance(value, dict):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


@operation("POST", "/issue", Scope.WRITE)
def create_issue(call: Call) -> Answer:
    body = call.json_object()
    return Answer(_create(call, body), 201)


def _create(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """The new issue's address; a transition that fails does not undo the issue."""
    request = field_input(call, body)
    issue = actions.create_issue(call.site, call.actor, request, body.get("properties") or [])
    if call.flag("updateHistory"):
        note_view(call.site, call.actor, issue)
    bean: dict[str, Any] = {"id": str(issue.id), "key": issue.key, "self": call.shape.link(f"issue/{issue.id}")}
    transition = body.get("transition")
    if isinstance(transition, dict) and transition.get("id"):
        bean["transition"] = _first_transition(call, issue, str(transition["id"]))
    return bean


def _first_transition(call: Call, issue: Issue, transition_id: str) -> dict[str, Any]:
    try:
        actions.transition_issue(call.site, call.actor, issue.id, transition_id)
    except JiraError as refusal:
        return {"status": refusal.status, "errorCollection": refusal.body()}
    return {"status": 200, "errorCollection": {"errorMessages": [], "errors": {}}}


@operation("POST", "/issue/bulk", Scope.WRITE)
def create_issues(call: Call) -> Answer:
    """Up to 50 issues; those that are refused do not stop the others."""
    signed_in(call.actor)
    updates = call.json_object().get("issueUpdates", [])
    if not isinstance(updates, list):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    issues, refused = [], []
    if not 1 <= len(updates) <= MOST_BULK:
        refusal = JiraError(400, [f"Between 1 and {MOST_BULK} issues can be created at once."])
        return Answer({"issues": [], "errors": [failed_element(refusal, 0)]}, 400)
    for number, body in enumerate(updates):
        try:
            issues.append(_create(call, body if isinstance(body, dict) else {}))
        except JiraError as refusal:
            refused.append(failed_element(refusal, number))
    return Answer({"issues": issues, "errors": refused}, 201 if issues else 400)


def failed_element(refusal: JiraError, number: int) -> dict[str, Any]:
    return {
        "status": refusal.status,
        "elementErrors": {"errorMessages": list(refusal.messages), "errors": refusal.errors},
        "failedElementNumber": number,
    }


@operation("GET", "/issue/<issue>", Scope.READ)
def get_issue(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    if call.flag("updateHistory"):
        note_view(call.site, call.actor, found)
    wanted = Wanted(
        Selection.of(call.shape, call.words("fields"), "*all"),
        frozenset(call.words("expand")),
        tuple(call.words("properties")),
    )
    return Answer(issue_bean(call.shape, found, wanted))


@operation("PUT", "/issue/<issue>", Scope.WRITE)
def edit_issue(call: Call, issue: str) -> Answer:
    body = call.json_object()
    request = field_input(call, body)
    edited = actions.edit_issue(
        call.site,
        call.actor,
        issue,
        request,
        body.get("properties") or [],
        metadata_of(body),
        any_field=overrides_screen(call),
    )
    if not call.flag("returnIssue"):
        return NO_CONTENT
    wanted = Wanted(Selection.of(call.shape, [], "*all"), frozenset(call.words("expand")))
    return Answer(issue_bean(call.shape, edited, wanted))


@operation("DELETE", "/issue/<issue>", Scope.DELETE)
def delete_issue(call: Call, issue: str) -> Answer:
    actions.delete_issue(call.site, call.actor, issue, call.flag("deleteSubtasks"))
    return NO_CONTENT


@operation("PUT", "/issue/<issue>/assignee", Scope.WRITE)
def assign_issue(call: Call, issue: str) -> Answer:
    actions.assign_issue(call.site, call.actor, issue, _assignee(call.json_object()))
    return NO_CONTENT


def _assignee(body: Mapping[str, Any]) -> str | None:
    """The account of a body that names exactly one user; `name` and `key` know only nobody and the default."""
    named = [name for name in ("name", "key", "accountId") if name in body]
    if len(named) != 1:
        raise JiraError(400, ["Exactly one of 'name', 'key' and 'accountId' must be given."])
    value = body[named[0]]
    if value is not None and not isinstance(value, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if named != ["accountId"] and value not in (None, "-1"):
        raise JiraError(400, errors={"assignee": f"User '{value}' does not exist."})
    return value


@operation("POST", "/issue/bulkfetch", Scope.WRITE)
def fetch_issues(call: Call) -> Answer:
    """Up to 100 issues by id or key, in ascending id order; what is missing or hidden is left out."""
    signed_in(call.actor)
    body = call.strict_object({"issueIdsOrKeys", "fields", "fieldsByKeys", "expand", "properties"})
    asked = word_list(body, "issueIdsOrKeys")
    if not asked or len(asked) > MOST_FETCHED:
        raise JiraError(400, [f"Between 1 and {MOST_FETCHED} issue IDs or keys must be given."])
    properties = word_list(body, "properties")
    if len(properties) > MOST_PROPERTIES:
        raise JiraError(400, [f"At most {MOST_PROPERTIES} properties can be asked for."])
    wanted = Wanted(
        Selection.of(call.shape, word_list(body, "fields"), "*navigable"),
        frozenset(word_list(body, "expand")),
        tuple(properties),
        INLINE_HISTORIES,
        INLINE_COMMENTS,
    )
    found = {one.id: one for one in map(call.site.issue, asked) if one is not None}
    shown = [one for _, one in sorted(found.items()) if can_see(call.site, call.actor, one)]
    return Answer({"issues": [issue_bean(call.shape, one, wanted) for one in shown], "issueErrors": []})


def word_list(body: Mapping[str, Any], name: str) -> list[str]:
    """A list of strings in a body. Raises 400 when it is none."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


@operation("GET", "/issue/<issue>/editmeta", Scope.READ)
def get_editmeta(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer({"fields": edit_metadata(call.shape, found, overrides_screen(call))})


@operation("GET", "/issue/<issue>/transitions", Scope.READ)
def get_transitions(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    with_fields = found if "transitions.fields" in call.words("expand") else None
    available = set(actions.available_transitions(call.site, call.actor, found))
    listed = [
        one
        for one in transitions_from(found)
        if one in available or call.flag("includeUnavailableTransitions")
        if call.args.get("transitionId") in (None, str(one.id))
    ]
    rows = [
        transition_bean(call.shape, one, with_fields, condition_holds(call.site, call.actor, found, one))
        for one in listed
    ]
    return Answer({"expand": "transitions", "transitions": rows})


@operation("POST", "/issue/<issue>/transitions", Scope.WRITE)
def make_transition(call: Call, issue: str) -> Answer:
    body = call.json_object()
    visible_issue(call.site, call.actor, issue)
    transition = body.get("transition")
    if not isinstance(transition, dict) or transition.get("id") in (None, ""):
        raise JiraError(400, ["Missing 'transition' identifier"])
    request = field_input(call, body)
    actions.transition_issue(call.site, call.actor, issue, transition["id"], request, metadata_of(body))
    return NO_CONTENT
