"""Deleting an issue and what hangs on it."""

from jira_emulator.actions.recording import announce
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site


def delete_issue(site: Site, actor: User | None, id_or_key: str | int, with_subtasks: bool = False) -> None:
    """Delete an issue (Jira Cloud REST v3, DELETE /issue/{issueIdOrKey}).

    Its comments, attachments and links go with it; their events follow as secondary ones.
    """
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        if not allowed(site, actor, "DELETE_ISSUES", issue=issue):
            raise JiraError(403, ["You do not have permission to delete issues in this project."])
        subtasks = [site.issues[one] for one in site.children.get(issue.id, ())]
        subtasks = [one for one in subtasks if one.issue_type.subtask]
        if subtasks and not with_subtasks:
            raise JiraError(
                400,
                [
                    f"The issue '{issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter "
                    "to delete this issue and all its subtasks."
                ],
            )
        for one in [*subtasks, issue]:
            _delete(site, actor, one)


def _delete(site: Site, actor: User | None, issue: Issue) -> None:
    links = [site.links[one] for one in site.link_ids_by_issue.get(issue.id, ())]
    site.forget(issue)
    announce(site, "jira:issue_deleted", actor, issue, kind="issue_deleted")
    for comment in issue.comments:
        announce(site, "comment_deleted", actor, issue, comment=comment, primary=False)
    for attachment in issue.attachments:
        announce(site, "attachment_deleted", actor, issue, entity=attachment, primary=False)
    for link in links:
        announce(site, "issuelink_deleted", actor, entity=link, primary=False)
