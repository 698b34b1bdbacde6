"""Moving an issue to another project: it gets a new key, and is still found by the old one.

REST has this as a bulk operation that no Connect app may call; people do it on the issue's page.
"""

import dataclasses

from jira_emulator.actions.recording import announce, record
from jira_emulator.errors import JiraError
from jira_emulator.model import ChangeItem, Issue, IssueType, Project, User
from jira_emulator.permissions import allowed, visible_issue, visible_project
from jira_emulator.state import Named, Site


def move_issue(site: Site, actor: User | None, id_or_key: str, project_key: str) -> Issue:
    """Move an issue with its sub-tasks. Raises 400 or 403 when it can't be moved there."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        target = visible_project(site, actor, project_key)
        if issue.issue_type.subtask:
            raise JiraError(400, ["A sub-task can only be moved with its parent."])
        if target is issue.project:
            raise JiraError(400, [f"The issue {issue.key} is in the project {target.key} already."])
        if not allowed(site, actor, "MOVE_ISSUES", issue=issue) or not allowed(site, actor, "CREATE_ISSUES", target):
            raise JiraError(403, [f"You do not have permission to move the issue {issue.key} to {target.key}."])
        subtasks = [site.issues[one] for one in site.children.get(issue.id, ()) if site.issues[one].issue_type.subtask]
        moved = _moved(site, actor, issue, target)
        for one in subtasks:
            _moved(site, actor, one, target)
        return moved


def _moved(site: Site, actor: User | None, before: Issue, target: Project) -> Issue:
    """What the target project does not have (versions, components, the status) is lost, as on Jira's page."""
    target.last_issue_number += 1
    known = before.status in target.workflow.statuses()
    after = dataclasses.replace(
        before,
        key=f"{target.key}-{target.last_issue_number}",
        project=target,
        issue_type=_type(before.issue_type, target),
        status=before.status if known else target.workflow.initial,
        components=(),
        versions=(),
        fix_versions=(),
        security=None,
        parent_id=before.parent_id if before.issue_type.subtask else None,
    )
    before.project.issue_ids.remove(before.id)
    target.issue_ids.append(before.id)
    stored, history = record(site, after, actor, _changes(before, after))
    announce(site, "jira:issue_updated", actor, stored, kind="issue_moved", change=history)
    return stored


def _type(wanted: IssueType, target: Project) -> IssueType:
    same = [one for one in target.issue_types if one.subtask is wanted.subtask]
    found = next((one for one in same if one.name == wanted.name), same[0] if same else None)
    if found is None:
        raise JiraError(400, [f"The project {target.key} has no issue type for this issue."])
    return found


def _changes(before: Issue, after: Issue) -> list[ChangeItem]:
    items = [
        ChangeItem("project", "jira", "project", *_named(before.project), *_named(after.project)),
        ChangeItem("Key", "jira", "issuekey", None, before.key, None, after.key),
    ]
    if before.issue_type is not after.issue_type:
        items.append(
            ChangeItem("issuetype", "jira", "issuetype", *_named(before.issue_type), *_named(after.issue_type))
        )
    if before.status is not after.status:
        items.append(ChangeItem("status", "jira", "status", *_named(before.status), *_named(after.status)))
    return items


def _named(thing: Named) -> tuple[str, str]:
    return str(thing.id), thing.name
