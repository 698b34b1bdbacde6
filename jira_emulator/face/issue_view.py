"""What the issue's page shows, gathered for its template."""

from dataclasses import dataclass

from jira_emulator.actions import available_transitions
from jira_emulator.face.forms import asks_resolution
from jira_emulator.model import Comment, Issue, User
from jira_emulator.permissions import allowed, can_see, visible_comments
from jira_emulator.state import Site


@dataclass(frozen=True)
class LinkedIssue:
    """The other end of a link, in the words that fit this end."""

    relation: str
    issue: Issue


def issue_words(site: Site, user: User, issue: Issue) -> dict[str, object]:
    """Everything but the panels of add-ons."""
    comments = visible_comments(site, user, issue)
    return {
        "issue": issue,
        "comments": [(one, *comment_rights(site, user, issue, one)) for one in comments],
        "transitions": [(one, asks_resolution(one)) for one in available_transitions(site, user, issue)],
        "resolutions": list(site.resolutions.values()),
        "linked": linked_issues(site, user, issue),
        "parent": site.issues.get(issue.parent_id) if issue.parent_id is not None else None,
        "children": [site.issues[one] for one in list(site.children.get(issue.id, ()))],
        "may_edit": allowed(site, user, "EDIT_ISSUES", issue=issue),
        "may_comment": allowed(site, user, "ADD_COMMENTS", issue=issue),
        "may_delete": allowed(site, user, "DELETE_ISSUES", issue=issue),
    }


def comment_rights(site: Site, user: User, issue: Issue, comment: Comment) -> tuple[bool, bool]:
    """Whether the user may edit the comment, and delete it."""
    own = comment.author is user

    def may(verb: str) -> bool:
        everybodys = allowed(site, user, f"{verb}_ALL_COMMENTS", issue=issue)
        return everybodys or (own and allowed(site, user, f"{verb}_OWN_COMMENTS", issue=issue))

    return may("EDIT"), may("DELETE")


def linked_issues(site: Site, user: User, issue: Issue) -> list[LinkedIssue]:
    """The issues at the other end of each link, as far as the user may see them."""
    found = []
    for link_id in list(site.link_ids_by_issue.get(issue.id, ())):
        link = site.links[link_id]
        is_first = link.source_id == issue.id
        other = site.issues.get(link.destination_id if is_first else link.source_id)
        if other is not None and can_see(site, user, other):
            found.append(LinkedIssue(link.type.outward if is_first else link.type.inward, other))
    return found
