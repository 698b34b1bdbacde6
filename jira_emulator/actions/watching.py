"""Watchers and votes."""

import dataclasses

from jira_emulator.errors import JiraError
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, can_see, signed_in, visible_issue
from jira_emulator.state import Site


def set_watching(site: Site, actor: User | None, id_or_key: str, user: User | None, watches: bool) -> Issue:
    """Have a user (or the actor) watch an issue, or no longer. Others need the permission Manage watchers."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        watcher = user or signed_in(actor)
        if watcher is not actor and not allowed(site, actor, "MANAGE_WATCHERS", issue=issue):
            raise JiraError(403, ["You do not have permission to manage the watchers of this issue."])
        if watches and not can_see(site, watcher, issue):
            raise JiraError(404, [f"The user '{watcher.account_id}' does not have permission to view this issue."])
        others = tuple(one for one in issue.watchers if one is not watcher)
        return site.store(dataclasses.replace(issue, watchers=(*others, watcher) if watches else others))


def set_vote(site: Site, actor: User | None, id_or_key: str, votes: bool) -> Issue:
    """Vote for an issue, or take the vote back. Nobody votes for what they reported."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        voter = signed_in(actor)
        if issue.reporter is voter:
            raise JiraError(404, ["You cannot vote for an issue you have reported."])
        if not votes and voter not in issue.voters:
            raise JiraError(404, ["You have not voted for this issue."])
        others = tuple(one for one in issue.voters if one is not voter)
        return site.store(dataclasses.replace(issue, voters=(*others, voter) if votes else others))
