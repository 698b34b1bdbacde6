"""Adding, editing and deleting comments."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from jira_emulator.actions.properties import checked_properties
from jira_emulator.actions.recording import announce, moment
from jira_emulator.errors import JiraError
from jira_emulator.model import Comment, Issue, User, Visibility
from jira_emulator.permissions import allowed, may_read, visible_issue
from jira_emulator.state import Site, id_of, named
from jira_emulator.text import RichText

MOST_COMMENTS = 5000
NO_COMMENTING = "You do not have the permission to comment on this issue."


def add_comment(
    site: Site,
    actor: User | None,
    id_or_key: str | int,
    body: RichText,
    note: Mapping[str, Any] | None = None,
) -> Comment:
    """Comment on an issue. `note` is the rest of REST's comment: `visibility`, `properties`."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        return write_comment(site, actor, issue, body, note or {})[1]


def write_comment(
    site: Site, actor: User | None, issue: Issue, body: RichText, note: Mapping[str, Any]
) -> tuple[Issue, Comment]:
    """Add a comment to an issue that the actor can see."""
    if not allowed(site, actor, "ADD_COMMENTS", issue=issue):
        raise JiraError(400, [NO_COMMENTING])
    if len(issue.comments) >= MOST_COMMENTS:
        raise JiraError(413, ["limit exceeded"])
    now = moment(site, issue)
    comment = Comment(
        id=site.next_id("comment"),
        author=actor,
        update_author=actor,
        body=body,
        created=now,
        updated=now,
        visibility=read_visibility(site, actor, issue, note.get("visibility")),
        properties=checked_properties(note.get("properties") or ()),
    )
    stored = site.store(dataclasses.replace(issue, comments=(*issue.comments, comment), updated=comment.created))
    announce(site, "comment_created", actor, stored, comment=comment)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_commented", comment=comment)
    return stored, comment


def edit_comment(
    site: Site,
    actor: User | None,
    id_or_key: str | int,
    comment_id: str | int,
    body: RichText,
    note: Mapping[str, Any] | None = None,
) -> Comment:
    """Change a comment; its author stays. What `note` does not name stays as it was, but `visibility` is
    replaced.
    """
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        before = visible_comment(site, actor, issue, comment_id)
        _check_right(site, actor, issue, before, "EDIT")
        said = note or {}
        after = dataclasses.replace(
            before,
            body=body,
            update_author=actor,
            updated=moment(site, issue),
            visibility=read_visibility(site, actor, issue, said.get("visibility")),
            properties={**before.properties, **checked_properties(said.get("properties") or ())},
        )
        stored = replace_comment(site, issue, after)
        announce(site, "comment_updated", actor, stored, comment=after)
        announce(site, "jira:issue_updated", actor, stored, kind="issue_comment_edited", comment=after)
        return after


def delete_comment(site: Site, actor: User | None, id_or_key: str | int, comment_id: str | int) -> None:
    """Delete a comment."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        comment = visible_comment(site, actor, issue, comment_id)
        _check_right(site, actor, issue, comment, "DELETE")
        kept = tuple(one for one in issue.comments if one.id != comment.id)
        stored = site.store(dataclasses.replace(issue, comments=kept, updated=moment(site, issue)))
        announce(site, "comment_deleted", actor, stored, comment=comment)
        announce(site, "jira:issue_updated", actor, stored, kind="issue_comment_deleted", comment=comment)


def replace_comment(site: Site, issue: Issue, after: Comment) -> Issue:
    """Store the issue with a newer version of one comment."""
    comments = tuple(after if one.id == after.id else one for one in issue.comments)
    return site.store(dataclasses.replace(issue, comments=comments, updated=max(after.updated, issue.updated)))


def visible_comment(site: Site, actor: User | None, issue: Issue, comment_id: str | int) -> Comment:
    """The issue's comment, if the actor may read it. Raises Jira's 404."""
    for one in issue.comments:
        if str(one.id) == str(comment_id) and may_read(site, actor, issue, one.visibility):
            return one
    raise JiraError(404, [f"Can not find a comment for the id: {comment_id}."])


def _check_right(site: Site, actor: User | None, issue: Issue, comment: Comment, verb: str) -> None:
    if allowed(site, actor, f"{verb}_ALL_COMMENTS", issue=issue):
        return
    own = actor is not None and comment.author is actor
    if not own or not allowed(site, actor, f"{verb}_OWN_COMMENTS", issue=issue):
        word = verb.lower()
        raise JiraError(400, [f"You do not have permission to {word} comment with id: {comment.id}."])


def read_visibility(site: Site, actor: User | None, issue: Issue, value: Any) -> Visibility | None:
    """The visibility of a request. Raises a 400 for a group or role that is not there or not the actor's."""
    if value is None:
        return None
    kind = value.get("type") if isinstance(value, Mapping) else None
    wanted = str(value.get("value") or value.get("identifier") or "") if isinstance(value, Mapping) else ""
    found = _audience(site, kind, wanted)
    if found is None or not may_read(site, actor, issue, found):
        raise JiraError(400, errors={"commentLevel": f"You can't restrict to {kind} '{wanted}'."})
    return found


def _audience(site: Site, kind: Any, wanted: str) -> Visibility | None:
    if kind == "role":
        role = site.project_roles.get(id_of(wanted) or -1) or named(site.project_roles, wanted)
        return Visibility("role", role.name, str(role.id)) if role else None
    if kind == "group":
        for name, group_id in site.groups.items():
            if wanted in (name, group_id):
                return Visibility("group", name, group_id)
    return None
