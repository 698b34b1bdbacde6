"""Making, changing and removing remote links. They change the changelog but raise no webhook."""

from jira_emulator.actions.recording import record
from jira_emulator.errors import JiraError
from jira_emulator.model import ChangeItem, Issue, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.remote_links import RemoteLink, RemoteLinkContent
from jira_emulator.state import Site, id_of

MOST_REMOTE_LINKS = 2000


def put_remote_link(
    site: Site, actor: User | None, id_or_key: str, content: RemoteLinkContent
) -> tuple[RemoteLink, bool]:
    """Create a remote link, or replace the issue's one with the same global id; True when it is new."""
    with site.lock:
        issue = _linkable(site, actor, id_or_key)
        known = with_global_id(site, issue, content.global_id)
        if known is None and len(site.remote_links.get(issue.id, ())) >= MOST_REMOTE_LINKS:
            raise JiraError(413, ["limit exceeded"])
        link = RemoteLink(known.id if known else site.next_id("remotelink"), issue.id, content)
        _store(site, actor, issue, known, link)
        return link, known is None


def change_remote_link(
    site: Site, actor: User | None, id_or_key: str, link_id: str, content: RemoteLinkContent
) -> None:
    """Replace everything that a remote link says."""
    with site.lock:
        issue = _linkable(site, actor, id_or_key)
        known = remote_link(site, issue, link_id)
        _store(site, actor, issue, known, RemoteLink(known.id, issue.id, content))


def delete_remote_link(site: Site, actor: User | None, id_or_key: str, link_id: str) -> None:
    """Remove a remote link by its id; needs Edit issues, too."""
    with site.lock:
        issue = _linkable(site, actor, id_or_key)
        if not allowed(site, actor, "EDIT_ISSUES", issue=issue):
            raise JiraError(403, ["You do not have permission to edit issues in this project."])
        _store(site, actor, issue, remote_link(site, issue, link_id), None)


def delete_by_global_id(site: Site, actor: User | None, id_or_key: str, global_id: str) -> None:
    """Remove the issue's remote link with this global id. Raises 404 when there is none."""
    with site.lock:
        issue = _linkable(site, actor, id_or_key)
        known = with_global_id(site, issue, global_id)
        if known is None:
            raise JiraError(404, [f"No remote link with global id '{global_id}' exists for issue '{issue.key}'."])
        _store(site, actor, issue, known, None)


def with_global_id(site: Site, issue: Issue, global_id: str | None) -> RemoteLink | None:
    """The issue's remote link with this global id."""
    known = site.remote_links.get(issue.id, {}).values()
    return next((one for one in known if global_id and one.content.global_id == global_id), None)


def remote_link(site: Site, issue: Issue, link_id: str) -> RemoteLink:
    """The issue's remote link. Raises 404 for an unknown id, 400 for no id and for another issue's link."""
    number = id_of(link_id)
    if number is None:
        raise JiraError(400, [f"The remote link id '{link_id}' is not a number."])
    for issue_id, links in list(site.remote_links.items()):
        if number in links:
            if issue_id != issue.id:
                raise JiraError(400, [f"The remote link '{link_id}' does not belong to the issue '{issue.key}'."])
            return links[number]
    raise JiraError(404, [f"The remote link with id '{link_id}' does not exist."])


def _linkable(site: Site, actor: User | None, id_or_key: str) -> Issue:
    issue = visible_issue(site, actor, id_or_key)
    if not allowed(site, actor, "LINK_ISSUES", issue=issue):
        raise JiraError(403, [f"No Link Issue Permission for issue '{issue.key}'"])
    return issue


def _store(site: Site, actor: User | None, issue: Issue, before: RemoteLink | None, after: RemoteLink | None) -> None:
    links = site.remote_links.setdefault(issue.id, {})
    if after is not None:
        links[after.id] = after
    elif before is not None:
        del links[before.id]
    old, new = _end(before), _end(after)
    if old != new:
        record(site, issue, actor, [ChangeItem("RemoteWorkItemLink", "jira", "issuelinks", *old, *new)])


def _end(link: RemoteLink | None) -> tuple[str | None, str | None]:
    return (None, None) if link is None else (str(link.id), link.sentence)
