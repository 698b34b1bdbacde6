"""Every field of an issue as REST shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jira_emulator import beans
from jira_emulator.beans import Shape, instant
from jira_emulator.field_rules import is_present
from jira_emulator.fields.table import slot_of
from jira_emulator.model import Comment, Issue, IssueLink
from jira_emulator.permissions import can_see, may_read, security_level, visible_comments

Show = Callable[[Shape, Issue], Any]


def _slot(field_id: str) -> Show:
    def show(shape: Shape, issue: Issue) -> Any:
        slot = slot_of(shape.site.fields[field_id])
        assert slot is not None
        return slot.kind.show(slot.get(issue), shape)

    return show


def _parent(shape: Shape, issue: Issue) -> Any:
    parent = shape.site.issues.get(issue.parent_id) if issue.parent_id is not None else None
    if parent is None or not can_see(shape.site, shape.actor, parent):
        return None
    return reference(shape, parent)


def _subtasks(shape: Shape, issue: Issue) -> list[Any]:
    children = [shape.site.issues[one] for one in shape.site.children.get(issue.id, ())]
    return [
        reference(shape, one) for one in children if one.issue_type.subtask and can_see(shape.site, shape.actor, one)
    ]


def reference(shape: Shape, issue: Issue) -> dict[str, Any]:
    """Another issue, as links, parents and sub-tasks show it."""
    return {
        "id": str(issue.id),
        "key": issue.key,
        "self": shape.link(f"issue/{issue.id}"),
        "fields": {
            "summary": issue.summary,
            "status": beans.status(shape, issue.status),
            "priority": beans.priority(shape, issue.priority),
            "issuetype": beans.issue_type(shape, issue.issue_type),
        },
    }


def _links(shape: Shape, issue: Issue) -> list[dict[str, Any]]:
    """The links to issues that the caller can see."""
    links = [shape.site.links[one] for one in shape.site.link_ids_by_issue.get(issue.id, ())]
    return [_link(shape, issue, one) for one in links if can_see(shape.site, shape.actor, _other(shape, issue, one))]


def _other(shape: Shape, issue: Issue, link: IssueLink) -> Issue:
    return shape.site.issues[link.destination_id if link.source_id == issue.id else link.source_id]


def _link(shape: Shape, issue: Issue, link: IssueLink) -> dict[str, Any]:
    is_source, other = link.source_id == issue.id, _other(shape, issue, link)
    return {
        "id": str(link.id),
        "self": shape.link(f"issueLink/{link.id}"),
        "type": beans.link_type(shape, link.type),
        "outwardIssue" if is_source else "inwardIssue": reference(shape, other),
    }


def comment_page(shape: Shape, issue: Issue, most: int | None = None) -> dict[str, Any]:
    """The `comment` field: the last `most` comments that the caller may read."""
    readable = visible_comments(shape.site, shape.actor, issue)
    shown: tuple[Comment, ...] = readable[-most:] if most else readable
    return {
        "comments": [beans.comment(shape, one, issue.id) for one in shown],
        "self": shape.link(f"issue/{issue.id}/comment"),
        "maxResults": len(shown),
        "total": len(readable),
        "startAt": 0,
    }


def _worklogs(shape: Shape, issue: Issue) -> dict[str, Any]:
    readable = [one for one in issue.worklogs if may_read(shape.site, shape.actor, issue, one.visibility)]
    shown = [beans.worklog(shape, one, issue.id) for one in readable[:20]]
    return {"startAt": 0, "maxResults": 20, "total": len(readable), "worklogs": shown}


def _watches(shape: Shape, issue: Issue) -> dict[str, Any]:
    watching = shape.actor in issue.watchers
    link = shape.link(f"issue/{issue.key}/watchers")
    return {"self": link, "watchCount": len(issue.watchers), "isWatching": watching}


def _votes(shape: Shape, issue: Issue) -> dict[str, Any]:
    link = shape.link(f"issue/{issue.key}/votes")
    return {"self": link, "votes": len(issue.voters), "hasVoted": shape.actor in issue.voters}


SHOWN: dict[str, Show] = {
    **{name: _slot(name) for name in ("description", "environment", "priority", "resolution", "labels")},
    **{name: _slot(name) for name in ("components", "versions", "fixVersions", "duedate", "timetracking")},
    "summary": lambda shape, issue: issue.summary,
    "issuetype": lambda shape, issue: beans.issue_type(shape, issue.issue_type),
    "project": lambda shape, issue: beans.project(shape, issue.project),
    "status": lambda shape, issue: beans.status(shape, issue.status),
    "statuscategorychangedate": lambda shape, issue: instant(issue.status_category_changed),
    "resolutiondate": lambda shape, issue: instant(issue.resolution_date),
    "assignee": lambda shape, issue: beans.user(shape, issue.assignee),
    "reporter": lambda shape, issue: beans.user(shape, issue.reporter),
    "creator": lambda shape, issue: beans.user(shape, issue.creator),
    "security": lambda shape, issue: beans.security_level(shape, security_level(shape.site, issue)),
    "created": lambda shape, issue: instant(issue.created),
    "updated": lambda shape, issue: instant(issue.updated),
    "timeoriginalestimate": lambda shape, issue: issue.original_estimate_seconds,
    "timeestimate": lambda shape, issue: issue.remaining_estimate_seconds,
    "timespent": lambda shape, issue: sum(one.time_spent_seconds for one in issue.worklogs) or None,
    "parent": _parent,
    "subtasks": _subtasks,
    "issuelinks": _links,
    "attachment": lambda shape, issue: [beans.attachment(shape, one) for one in issue.attachments],
    "comment": comment_page,
    "worklog": _worklogs,
    "watches": _watches,
    "votes": _votes,
}
LEFT_OUT_WHEN_EMPTY = frozenset({"parent"})


@dataclass(frozen=True, slots=True)
class Selection:
    """Which fields are wanted, by the rules of the `fields` parameter."""

    field_ids: tuple[str, ...]

    @classmethod
    def of(cls, shape: Shape, words: Iterable[str], default: str) -> "Selection":
        """`words` are ids or names, `*all`, `*navigable`, or one of these with a minus."""
        asked = list(words)
        chosen: dict[str, None] = {}
        if not asked or all(word.startswith("-") for word in asked):
            asked = [default, *asked]
        for word in asked:
            if word.startswith("-"):
                chosen.pop(word[1:], None)
            else:
                chosen |= dict.fromkeys(_named(shape, word))
        return cls(tuple(chosen))


def _named(shape: Shape, word: str) -> list[str]:
    fields = shape.site.fields
    if word == "*all":
        return [name for name in fields if name in SHOWN or fields[name].is_custom]
    if word == "*navigable":
        return [name for name, one in fields.items() if one.navigable and (name in SHOWN or one.is_custom)]
    return [word] if word in SHOWN or (word in fields and fields[word].is_custom) else []


def shown_fields(shape: Shape, issue: Issue, selection: Selection, most_comments: int | None = None) -> dict[str, Any]:
    """The selected fields of the issue."""
    bean: dict[str, Any] = {}
    for name in selection.field_ids:
        if not is_present(shape.site.fields[name], issue.project, issue.issue_type):
            continue
        if name == "comment":
            bean[name] = comment_page(shape, issue, most_comments)
        else:
            value = _show(name)(shape, issue)
            if value is not None or name not in LEFT_OUT_WHEN_EMPTY:
                bean[name] = value
    return bean


def _show(name: str) -> Show:
    return SHOWN.get(name) or _slot(name)
