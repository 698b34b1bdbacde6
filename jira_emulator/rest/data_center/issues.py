"""What Data Center does otherwise with issues (Jira Data Center REST 10.3, "issue")."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from jira_emulator import actions
from jira_emulator.errors import JiraError
from jira_emulator.fields.writing import FieldInput
from jira_emulator.model import Issue
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.rest import metadata, remote_links
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.data_center.pages import value_page
from jira_emulator.rest.edit_screen import edit_metadata
from jira_emulator.rest.fields import reference
from jira_emulator.rest.issues import field_input, metadata_of
from jira_emulator.rest.router import NO_CONTENT, Answer, Call

WHOLE_LIST = {"maxResults": "200"}


@own("PUT", "/issue/<issue>")
def edit_issue(call: Call, issue: str) -> Answer:
    """Edit; there is nothing but 204, and only administrators edit without notifying."""
    body = call.json_object()
    found = visible_issue(call.site, call.actor, issue)
    if not call.flag("notifyUsers", True) and not _may_silence(call, found):
        raise JiraError(
            403, ["To discard the user notification either admin or project admin permissions are required."]
        )
    request = field_input(call, body)
    actions.edit_issue(call.site, call.actor, issue, request, body.get("properties") or [], metadata_of(body))
    return NO_CONTENT


def _may_silence(call: Call, issue: Issue) -> bool:
    rights = ("ADMINISTER", "ADMINISTER_PROJECTS")
    return any(allowed(call.site, call.actor, right, issue=issue) for right in rights)


@own("PUT", "/issue/<issue>/assignee")
def assign_issue(call: Call, issue: str) -> Answer:
    """Assign to the user that the body names; no name takes the assignee away."""
    actions.edit_issue(call.site, call.actor, issue, FieldInput({"assignee": call.json_object()}))
    return NO_CONTENT


@own("GET", "/issue/<issue>/editmeta")
def get_editmeta(call: Call, issue: str) -> Answer:
    """What can be edited; only a sub-task has a parent."""
    found = visible_issue(call.site, call.actor, issue)
    fields = edit_metadata(call.shape, found)
    if not found.issue_type.subtask:
        fields.pop("parent", None)
    return Answer({"fields": fields})


@own("GET", "/issue/createmeta/<project>/issuetypes")
def get_create_types(call: Call, project: str) -> Answer:
    return Answer(value_page(call, _listed(call, "issueTypes", metadata.get_create_types, project)))


@own("GET", "/issue/createmeta/<project>/issuetypes/<type_id>")
def get_create_fields(call: Call, project: str, type_id: str) -> Answer:
    rows = _listed(call, "fields", metadata.get_create_fields, project, type_id)
    kept = [one for one in rows if one["fieldId"] != "parent" or _is_subtask(call, type_id)]
    return Answer(value_page(call, kept))


def _listed(call: Call, name: str, view: Callable[..., Answer], *path: str) -> list[dict[str, Any]]:
    """What Cloud lists under a name of its own, in full."""
    answered = view(dataclasses.replace(call, args=MultiDict(WHOLE_LIST)), *path).body
    assert isinstance(answered, Mapping)
    return list(answered[name])


def _is_subtask(call: Call, type_id: str) -> bool:
    return any(one.subtask for one in call.site.issue_types.values() if str(one.id) == type_id)


@own("GET", "/issue/<issue>/subtask")
def get_subtasks(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    children = [call.site.issues[one] for one in call.site.children.get(found.id, ())]
    return Answer([reference(call.shape, one) for one in children])


@own("POST", "/issue/<issue>/remotelink")
def put_remote_link(call: Call, issue: str) -> Answer:
    """Create or replace; the document knows no 201."""
    return dataclasses.replace(remote_links.create_remote_link(call, issue), status=200)
