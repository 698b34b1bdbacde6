"""An issue as REST shows it, with what `fields`, `expand` and `properties` ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.fields.table import slot_of
from jira_emulator.model import Issue
from jira_emulator.permissions import allowed, visible_comments
from jira_emulator.rest.edit_screen import edit_metadata, transition_bean
from jira_emulator.rest.fields import Selection, comment_page, shown_fields
from jira_emulator.text import RichText
from jira_emulator.workflow import available_transitions

EXPANDABLE = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
MOST_HISTORIES = 100
OPERATIONS = (
    ("edit-issue", "Edit", "EditIssue", "EDIT_ISSUES"),
    ("comment-issue", "Add comment", "AddComment", "ADD_COMMENTS"),
    ("assign-issue", "Assign", "AssignIssue", "ASSIGN_ISSUES"),
    ("log-work", "Log work", "CreateWorklog", "WORK_ON_ISSUES"),
    ("link-issue", "Link", "LinkJiraIssue", "LINK_ISSUES"),
    ("delete-issue", "Delete", "DeleteIssue", "DELETE_ISSUES"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about each issue. `most_histories` bounds the inline changelog, newest first."""

    selection: Selection
    expand: frozenset[str] = frozenset()
    properties: tuple[str, ...] = ()
    most_histories: int = MOST_HISTORIES
    most_comments: int | None = None


def issue_bean(shape: Shape, issue: Issue, wanted: Wanted) -> dict[str, Any]:
    """The IssueBean of Atlassian's document."""
    bean: dict[str, Any] = {
        "expand": EXPANDABLE,
        "id": str(issue.id),
        "self": shape.link(f"issue/{issue.id}"),
        "key": issue.key,
    }
    if wanted.properties:
        bean["properties"] = chosen_properties(issue, wanted.properties)
    if wanted.selection.field_ids:
        bean["fields"] = shown_fields(shape, issue, wanted.selection, wanted.most_comments)
    if wanted.expand:
        bean |= _expanded(shape, issue, wanted)
    return bean


def _expanded(shape: Shape, issue: Issue, wanted: Wanted) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if "changelog" in wanted.expand:
        more["changelog"] = changelog(shape, issue, wanted.most_histories)
    if "names" in wanted.expand:
        more["names"] = names(shape, wanted.selection.field_ids)
    if "schema" in wanted.expand:
        more["schema"] = schemas(shape, wanted.selection.field_ids)
    if "renderedFields" in wanted.expand:
        more["renderedFields"] = _rendered(shape, issue, wanted.selection.field_ids)
    if "transitions" in wanted.expand:
        transitions = available_transitions(shape.site, shape.actor, issue)
        more["transitions"] = [transition_bean(shape, one) for one in transitions]
    if "editmeta" in wanted.expand:
        more["editmeta"] = {"fields": edit_metadata(shape, issue)}
    if "operations" in wanted.expand:
        more["operations"] = {"linkGroups": [_operations(shape, issue)]}
    return more


def chosen_properties(issue: Issue, keys: Iterable[str]) -> dict[str, Any]:
    """The named properties that the issue has; `*all` names every one, a minus takes one away."""
    wanted = set(keys)
    every = "*all" in wanted or all(key.startswith("-") for key in wanted)
    return {
        key: value for key, value in issue.properties.items() if (every or key in wanted) and f"-{key}" not in wanted
    }


def changelog(shape: Shape, issue: Issue, most: int) -> dict[str, Any]:
    """The inline changelog: the newest entries, newest first, or all of them, as the site's flavour has it."""
    newest = issue.histories[-most:][::-1] if shape.site.flavour.newest_change_first else issue.histories
    return {
        "startAt": 0,
        "maxResults": len(newest),
        "total": len(issue.histories),
        "histories": [beans.history(shape, one) for one in newest],
    }


def names(shape: Shape, field_ids: Iterable[str]) -> dict[str, str]:
    return {name: shape.site.fields[name].name for name in field_ids}


def schemas(shape: Shape, field_ids: Iterable[str]) -> dict[str, Any]:
    fields = [shape.site.fields[name] for name in field_ids]
    return {one.id: beans.field_schema(one.schema) for one in fields if one.schema is not None}


def _rendered(shape: Shape, issue: Issue, field_ids: Iterable[str]) -> dict[str, Any]:
    """HTML for rich text and comments, null for what renders as itself."""
    rendered: dict[str, Any] = {}
    for name in field_ids:
        if name == "comment":
            rendered[name] = _rendered_comments(shape, issue)
            continue
        slot = slot_of(shape.site.fields[name])
        value = slot.get(issue) if slot else None
        rendered[name] = beans.rendered(value) if isinstance(value, RichText) else None
    return rendered


def _rendered_comments(shape: Shape, issue: Issue) -> dict[str, Any]:
    shown = comment_page(shape, issue)
    readable = visible_comments(shape.site, shape.actor, issue)
    bodies = [bean | {"body": beans.rendered(one.body)} for bean, one in zip(shown["comments"], readable, strict=True)]
    return shown | {"comments": bodies}


def _operations(shape: Shape, issue: Issue) -> dict[str, Any]:
    """The buttons of the issue's page that this caller has, as one group of links."""
    links = [
        {"id": name, "label": label, "title": label, "href": f"/secure/{page}!default.jspa?id={issue.id}"}
        for name, label, page, permission in OPERATIONS
        if allowed(shape.site, shape.actor, permission, issue=issue)
    ]
    return {"id": "view.issue.opsbar", "links": links, "groups": []}
