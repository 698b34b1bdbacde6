"""Links between issues."""

from jira_emulator.actions.recording import announce, record
from jira_emulator.errors import JiraError
from jira_emulator.model import ChangeItem, Issue, IssueLink, LinkType, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site, id_of

MOST_LINKS = 2000


def link_issues(
    site: Site, actor: User | None, link_type: LinkType, inward: str | int, outward: str | int
) -> IssueLink:
    """Link as `POST /issueLink {inwardIssue, outwardIssue}` does: with Blocks, "inward blocks outward".

    The same link a second time changes nothing.
    """
    with site.lock:
        source = visible_issue(site, actor, inward)
        destination = visible_issue(site, actor, outward)
        if not allowed(site, actor, "LINK_ISSUES", issue=source):
            raise JiraError(404, [f"No Link Issue Permission for issue '{source.key}'"])
        if source.id == destination.id:
            raise JiraError(400, ["You cannot link an issue to itself, dude."])
        for link_id in site.link_ids_by_issue.get(source.id, ()):
            known = site.links[link_id]
            if (known.type, known.destination_id) == (link_type, destination.id):
                return known
        if any(len(site.link_ids_by_issue.get(one.id, ())) >= MOST_LINKS for one in (source, destination)):
            raise JiraError(413, ["limit exceeded"])
        link = IssueLink(site.next_id("issuelink"), link_type, source.id, destination.id)
        site.link(link)
        _note(site, actor, source, f"This issue {link_type.outward} {destination.key}", destination, True)
        _note(site, actor, destination, f"This issue {link_type.inward} {source.key}", source, True)
        announce(site, "issuelink_created", actor, entity=link)
        return link


def unlink_issues(site: Site, actor: User | None, link_id: str) -> None:
    """Delete a link; Link issues at one of its ends is enough. Raises 404 when it is not there."""
    with site.lock:
        link, source, destination = visible_link(site, actor, link_id)
        if not any(allowed(site, actor, "LINK_ISSUES", issue=one) for one in (source, destination)):
            raise JiraError(404, [f"No Link Issue Permission for issue '{source.key}'"])
        site.unlink(link.id)
        _note(site, actor, source, f"This issue {link.type.outward} {destination.key}", destination, False)
        _note(site, actor, destination, f"This issue {link.type.inward} {source.key}", source, False)
        announce(site, "issuelink_deleted", actor, entity=link)


def visible_link(site: Site, actor: User | None, link_id: str) -> tuple[IssueLink, Issue, Issue]:
    """A link with its source and destination. Raises 404 unless both are visible, 400 for what is no id."""
    number = id_of(link_id)
    if number is None:
        raise JiraError(400, [f"The issue link id '{link_id}' is not a number."])
    link = site.links.get(number)
    if link is None:
        raise JiraError(404, [f"No issue link with id '{link_id}' exists."])
    return link, visible_issue(site, actor, link.source_id), visible_issue(site, actor, link.destination_id)


def _note(site: Site, actor: User | None, issue: Issue, text: str, other: Issue, added: bool) -> None:
    ends = (None, None, other.key, text) if added else (other.key, text, None, None)
    stored, history = record(site, issue, actor, [ChangeItem("Link", "jira", "issuelinks", *ends)])
    announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history)
