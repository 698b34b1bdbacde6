"""The JSON of each webhook (Atlassian's documentation, "Webhooks"; texts are REST v2's wiki markup).

Where it is not documented whether `user` and `issue` are there (comments, worklogs, attachments), both
shapes are sent: `full` says which one.
"""

from dataclasses import replace
from typing import Any, assert_never

from jira_emulator import beans
from jira_emulator.beans import Shape
from jira_emulator.events import BoardChange, Entity, Event, MergedVersion, PropertyChange, SiteEntity, SprintChange
from jira_emulator.model import (
    Attachment,
    Comment,
    Component,
    Issue,
    IssueLink,
    IssueType,
    Project,
    Version,
    Worklog,
)
from jira_emulator.rest.fields import Selection, shown_fields
from jira_emulator.rest.project_beans import full_project, version_bean

WITHOUT_USER = (IssueLink, SprintChange, BoardChange)
REFERENCE_FIELDS = ("summary", "issuetype", "project", "assignee", "priority", "status")


def webhook_body(shape: Shape, event: Event, full: bool) -> dict[str, Any]:
    """What is sent now: the newest version of the issue, or its last one when it was deleted."""
    body: dict[str, Any] = {
        "timestamp": int(event.at.timestamp() * 1000),
        "webhookEvent": event.name,
    }
    if event.issue_event_type is not None and event.name.startswith("jira:issue"):
        body["issue_event_type_name"] = event.issue_event_type
    issue = newest(shape, event)
    event = replace(event, comment=_newest_comment(event, issue), entity=_newest_entity(event, issue))
    if event.name.startswith("jira:issue_"):
        assert issue is not None
        return body | _issue_event(shape, event, issue)
    return body | _entity_event(shape, event, issue, full)


def newest(shape: Shape, event: Event) -> Issue | None:
    """The issue as it is now, or as it was when it was deleted."""
    if event.issue is None:
        return None
    return shape.site.issues.get(event.issue.id, event.issue)


def _newest_comment(event: Event, issue: Issue | None) -> Comment | None:
    """The comment as it is now, or as it was when it was deleted."""
    if event.comment is None or issue is None:
        return event.comment
    return next((one for one in issue.comments if one.id == event.comment.id), event.comment)


def _newest_entity(event: Event, issue: Issue | None) -> Entity | None:
    """Of what can be edited the version of now; everything else is as it was."""
    entity = event.entity
    if not isinstance(entity, Worklog) or issue is None:
        return entity
    return next((one for one in issue.worklogs if one.id == entity.id), entity)


def _issue_event(shape: Shape, event: Event, issue: Issue) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if event.actor is not None:
        more["user"] = beans.user(shape, event.actor)
    more["issue"] = {
        "id": str(issue.id),
        "self": shape.link(f"issue/{issue.id}"),
        "key": issue.key,
        "fields": shown_fields(shape, issue, Selection.of(shape, [], "*all")),
    }
    if event.change is not None and event.name == "jira:issue_updated":
        items = [beans.change_item(shape, one) for one in event.change.items]
        more["changelog"] = {"id": str(event.change.id), "items": items}
    if event.comment is not None:
        more["comment"] = beans.comment(shape, event.comment, issue.id)
    return more


def _entity_event(shape: Shape, event: Event, issue: Issue | None, full: bool) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if full and event.actor is not None and not isinstance(event.entity, WITHOUT_USER):
        more["user"] = beans.user(shape, event.actor)
    if event.comment is not None and issue is not None:
        more["comment"] = beans.comment(shape, event.comment, issue.id)
    if event.entity is not None:
        more |= _entity(shape, event, issue)
    names_issue = event.comment is not None or isinstance(event.entity, PropertyChange) or full
    if issue is not None and names_issue:
        more["issue"] = issue_reference(shape, issue)
    return more


def issue_reference(shape: Shape, issue: Issue) -> dict[str, Any]:
    """The short form of an issue that comment events carry."""
    return {
        "id": str(issue.id),
        "self": shape.link(f"issue/{issue.id}"),
        "key": issue.key,
        "fields": shown_fields(shape, issue, Selection(REFERENCE_FIELDS)),
    }


def _entity(shape: Shape, event: Event, issue: Issue | None) -> dict[str, Any]:
    match event.entity:
        case IssueLink() as link:
            return {"issueLink": _link(link)}
        case PropertyChange(key):
            value = issue.properties.get(key) if issue is not None else None
            return {"property": {"key": key} | ({} if value is None else {"value": value})}
        case Attachment() as attachment:
            return {"attachment": beans.attachment(shape, attachment)}
        case Worklog() as worklog:
            assert issue is not None
            return {"worklog": beans.worklog(shape, worklog, issue.id)}
        case None:
            return {}
        case _ as entity:
            return _site_entity(shape, entity)


def _site_entity(shape: Shape, entity: SiteEntity) -> dict[str, Any]:
    """What belongs to a project or the site, not to an issue."""
    match entity:
        case IssueType():
            return {"issuetype": beans.issue_type(shape, entity)}
        case Project():
            return {"project": full_project(shape, entity)}
        case Version():
            return {"version": version_bean(shape, entity)}
        case MergedVersion(version, into):
            return {"version": version_bean(shape, version), "mergedTo": version_bean(shape, into)}
        case Component():
            return {"component": beans.component(shape, entity)}
        case SprintChange() | BoardChange():
            return _agile_change(entity)
        case _:
            assert_never(entity)


def _agile_change(change: SprintChange | BoardChange) -> dict[str, Any]:
    if isinstance(change, BoardChange):
        return {"board": change.board}
    return {"sprint": change.after} | ({} if change.before is None else {"oldValue": change.before})


def _link(link: IssueLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "sourceIssueId": link.source_id,
        "destinationIssueId": link.destination_id,
        "issueLinkType": {
            "id": link.type.id,
            "name": link.type.name,
            "outwardName": link.type.outward,
            "inwardName": link.type.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        },
        "systemLink": False,
    }
