"""Removing an issue type of the site."""

import dataclasses

from jira_emulator.actions.recording import announce, field_changes, record
from jira_emulator.model import Issue, IssueType, User
from jira_emulator.state import Site


def issues_of_type(site: Site, issue_type: IssueType) -> list[Issue]:
    return [one for one in site.issues.values() if one.issue_type is issue_type]


def remove_issue_type(site: Site, actor: User | None, issue_type: IssueType, replacement: IssueType | None) -> None:
    """Delete an issue type; its issues get the replacement, and projects that lack it do, too."""
    with site.lock:
        for before in issues_of_type(site, issue_type):
            assert replacement is not None
            if replacement not in before.project.issue_types:
                before.project.issue_types.append(replacement)
            after = dataclasses.replace(before, issue_type=replacement)
            stored, history = record(site, after, actor, field_changes(site, before, after, ["issuetype"]))
            announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history, primary=False)
        for scheme in site.issue_type_schemes.values():
            scheme.issue_types[:] = [one for one in scheme.issue_types if one is not issue_type]
        del site.issue_types[issue_type.id]
        announce(site, "issuetype_deleted", actor, entity=issue_type)
