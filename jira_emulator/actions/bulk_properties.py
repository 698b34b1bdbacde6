"""Setting or deleting a property of many issues in one task (Jira Cloud REST v3, "Issue properties")."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jira_emulator.actions.properties import check_property, delete_issue_property, set_issue_property
from jira_emulator.actions.recording import announce
from jira_emulator.actions.tasks import completed_task
from jira_emulator.errors import JiraError
from jira_emulator.events import PropertyChange
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed, can_see, signed_in
from jira_emulator.state import Site
from jira_emulator.tasks import Task

ANYTHING = object()
Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues are meant; what is not said restricts nothing."""

    issue_ids: frozenset[int] | None = None
    current_value: Any = ANYTHING
    has_property: bool | None = None

    def takes(self, issue: Issue, key: str) -> bool:
        has = key in issue.properties
        if self.issue_ids is not None and issue.id not in self.issue_ids:
            return False
        if self.current_value is not ANYTHING and not (has and issue.properties[key] == self.current_value):
            return False
        return self.has_property is None or self.has_property is has


def set_everywhere(site: Site, actor: User | None, key: str, value: Any, wanted: IssueFilter) -> Task:
    """Set one property of every issue that the filter takes and the actor may edit."""
    check_property(key, value)
    with site.lock:
        chosen = _editable(site, actor, key, wanted)
        for issue in chosen:
            set_issue_property(site, actor, str(issue.id), key, value)
        return completed_task(site, actor, f"Set the property {key} of {len(chosen)} issues.", None)


def delete_everywhere(site: Site, actor: User | None, key: str, wanted: IssueFilter) -> Task:
    """Delete one property of every issue that the filter takes and the actor may edit."""
    with site.lock:
        chosen = _editable(site, actor, key, dataclasses.replace(wanted, has_property=True))
        for issue in chosen:
            delete_issue_property(site, actor, str(issue.id), key)
        return completed_task(site, actor, f"Delete the property {key} of {len(chosen)} issues.", None)


def set_for_all(site: Site, actor: User | None, issue_ids: Iterable[int], properties: Properties) -> Task:
    """Set some properties of each issue, or, when one issue can't be edited, of none. Raises 400."""
    with site.lock:
        issues = [_found(site, actor, one) for one in issue_ids]
        for issue in issues:
            _set_each(site, actor, issue, properties)
        return completed_task(site, actor, f"Set properties of {len(issues)} issues.", None)


def set_for_each(site: Site, actor: User | None, wanted: Mapping[int, Properties]) -> Task:
    """Set properties issue by issue; those that are refused are told in the task's result."""
    failed: dict[str, list[str]] = {}
    with site.lock:
        for issue_id, properties in wanted.items():
            try:
                _set_each(site, actor, _found(site, actor, issue_id), properties)
            except JiraError as refusal:
                failed[str(issue_id)] = list(refusal.messages)
        return completed_task(site, actor, f"Set properties of {len(wanted)} issues.", {"errors": failed})


def _editable(site: Site, actor: User | None, key: str, wanted: IssueFilter) -> list[Issue]:
    signed_in(actor)
    return [
        one
        for one in list(site.issues.values())
        if wanted.takes(one, key)
        if can_see(site, actor, one) and allowed(site, actor, "EDIT_ISSUES", issue=one)
    ]


def _found(site: Site, actor: User | None, issue_id: int) -> Issue:
    issue = site.issues.get(issue_id)
    if issue is None or not can_see(site, actor, issue) or not allowed(site, actor, "EDIT_ISSUES", issue=issue):
        raise JiraError(400, [f"The issue with id {issue_id} does not exist or you do not have permission to edit it."])
    return issue


def _set_each(site: Site, actor: User | None, issue: Issue, properties: Properties) -> None:
    stored = site.store(dataclasses.replace(issue, properties={**issue.properties, **properties}))
    for key in properties:
        announce(site, "issue_property_set", actor, stored, entity=PropertyChange(key))
