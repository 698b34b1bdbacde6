"""Entity properties of issues and comments: JSON that apps keep there."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from jira_emulator.actions.recording import announce
from jira_emulator.errors import JiraError
from jira_emulator.events import PropertyChange
from jira_emulator.model import Comment, Issue, User
from jira_emulator.permissions import allowed, can_see, may_read, visible_issue
from jira_emulator.state import Site, id_of

LONGEST_KEY = 255
LONGEST_VALUE = 32_768


def check_property(key: Any, value: Any) -> None:
    """Refuse a key or value that Jira would not store. Raises a 400."""
    if not isinstance(key, str) or not key or len(key) > LONGEST_KEY:
        raise JiraError(400, [f"The property key must be between 1 and {LONGEST_KEY} characters."])
    if value is None or value == "":
        raise JiraError(400, ["The property value must be a valid, non-empty JSON."])
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) > LONGEST_VALUE:
        raise JiraError(400, [f"The property value exceeds the limit of {LONGEST_VALUE} characters."])


def checked_properties(properties: Any) -> dict[str, Any]:
    """REST's `[{"key": .., "value": ..}]` as a mapping. Raises a 400."""
    if not isinstance(properties, Sequence) or isinstance(properties, str):
        raise JiraError(400, ["The properties must be an array."])
    checked: dict[str, Any] = {}
    for one in properties:
        if not isinstance(one, Mapping):
            raise JiraError(400, ["Each property must have a key and a value."])
        check_property(one.get("key"), one.get("value"))
        checked[str(one["key"])] = one["value"]
    return checked


def store_properties(site: Site, actor: User | None, issue: Issue, keys: Mapping[str, Any]) -> None:
    """Tell that these properties were set together with the issue's fields."""
    for key in keys:
        announce(site, "issue_property_set", actor, issue, entity=PropertyChange(key))


def set_issue_property(site: Site, actor: User | None, id_or_key: str, key: str, value: Any) -> bool:
    """Set an issue's property; True when it is new."""
    with site.lock:
        issue = _editable(site, actor, id_or_key)
        check_property(key, value)
        is_new = key not in issue.properties
        stored = site.store(dataclasses.replace(issue, properties={**issue.properties, key: value}))
        announce(site, "issue_property_set", actor, stored, entity=PropertyChange(key))
        return is_new


def delete_issue_property(site: Site, actor: User | None, id_or_key: str, key: str) -> None:
    """Remove an issue's property. Raises 404 when it is not there."""
    with site.lock:
        issue = _editable(site, actor, id_or_key)
        kept = without(issue.properties, key)
        stored = site.store(dataclasses.replace(issue, properties=kept))
        announce(site, "issue_property_deleted", actor, stored, entity=PropertyChange(key))


def without(properties: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The properties but this one. Raises 404 when it is not there."""
    if key not in properties:
        raise no_property(key)
    return {name: value for name, value in properties.items() if name != key}


def no_property(key: str) -> JiraError:
    return JiraError(404, [f"The property {key} does not exist."])


def _editable(site: Site, actor: User | None, id_or_key: str) -> Issue:
    issue = visible_issue(site, actor, id_or_key)
    if not allowed(site, actor, "EDIT_ISSUES", issue=issue):
        raise JiraError(403, ["You do not have permission to edit issues in this project."])
    return issue


def comment_anywhere(site: Site, actor: User | None, comment_id: str) -> tuple[Issue, Comment]:
    """A comment by its id alone, if the actor may read it. Raises 404, or 400 for what is no id."""
    number = id_of(comment_id)
    if number is None:
        raise JiraError(400, [f"The comment id '{comment_id}' is not a number."])
    for issue in list(site.issues.values()):
        for comment in issue.comments:
            if comment.id == number and _may_read(site, actor, issue, comment):
                return issue, comment
    raise JiraError(404, [f"Can not find a comment for the id: {comment_id}."])


def _may_read(site: Site, actor: User | None, issue: Issue, comment: Comment) -> bool:
    return can_see(site, actor, issue) and may_read(site, actor, issue, comment.visibility)


def _editable_comment(site: Site, actor: User | None, comment_id: str) -> tuple[Issue, Comment]:
    issue, comment = comment_anywhere(site, actor, comment_id)
    rights = ["EDIT_ALL_COMMENTS", *(["EDIT_OWN_COMMENTS"] if actor and comment.author is actor else [])]
    if not any(allowed(site, actor, one, issue=issue) for one in rights):
        raise JiraError(403, [f"You do not have permission to edit comment with id: {comment.id}."])
    return issue, comment


def set_comment_property(site: Site, actor: User | None, comment_id: str, key: str, value: Any) -> bool:
    """Set a comment's property; True when it is new."""
    with site.lock:
        issue, comment = _editable_comment(site, actor, comment_id)
        check_property(key, value)
        _store_comment(site, issue, comment, {**comment.properties, key: value})
        return key not in comment.properties


def delete_comment_property(site: Site, actor: User | None, comment_id: str, key: str) -> None:
    """Remove a comment's property. Raises 404 when it is not there."""
    with site.lock:
        issue, comment = _editable_comment(site, actor, comment_id)
        _store_comment(site, issue, comment, without(comment.properties, key))


def _store_comment(site: Site, issue: Issue, comment: Comment, properties: Mapping[str, Any]) -> None:
    changed = dataclasses.replace(comment, properties=properties)
    comments = tuple(changed if one.id == comment.id else one for one in issue.comments)
    site.store(dataclasses.replace(issue, comments=comments))
