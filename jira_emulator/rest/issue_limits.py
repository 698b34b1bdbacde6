"""Which issues are near or over what an issue can hold (Jira Cloud REST v3, "Get issue limit report")."""

from collections.abc import Callable

from jira_emulator.actions.attachments import MOST_ATTACHMENTS
from jira_emulator.actions.comments import MOST_COMMENTS
from jira_emulator.actions.links import MOST_LINKS
from jira_emulator.actions.remote_links import MOST_REMOTE_LINKS
from jira_emulator.actions.worklogs import MOST_WORKLOGS
from jira_emulator.errors import JiraError
from jira_emulator.model import Issue
from jira_emulator.permissions import can_see, is_jira_admin, signed_in
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

NEAR = 0.9
LIMITS = {
    "attachment": MOST_ATTACHMENTS,
    "comment": MOST_COMMENTS,
    "issuelinks": MOST_LINKS,
    "remoteIssueLinks": MOST_REMOTE_LINKS,
    "worklog": MOST_WORKLOGS,
}
COUNTS: dict[str, Callable[[Site, Issue], int]] = {
    "attachment": lambda site, issue: len(issue.attachments),
    "comment": lambda site, issue: len(issue.comments),
    "issuelinks": lambda site, issue: len(site.link_ids_by_issue.get(issue.id, ())),
    "remoteIssueLinks": lambda site, issue: len(site.remote_links.get(issue.id, ())),
    "worklog": lambda site, issue: len(issue.worklogs),
}


@operation("GET", "/issue/limit/report", Scope.READ)
def report_limits(call: Call) -> Answer:
    """Per field the issues that approach the limit (nine tenths of it or more) or exceed it."""
    if not is_jira_admin(call.site, signed_in(call.actor)):
        raise JiraError(403, ["You do not have permission to administer Jira."])
    near: dict[str, dict[str, int]] = {name: {} for name in LIMITS}
    over: dict[str, dict[str, int]] = {name: {} for name in LIMITS}
    for issue in [one for one in list(call.site.issues.values()) if can_see(call.site, call.actor, one)]:
        shown = issue.key if call.flag("isReturningKeys") else str(issue.id)
        for name, limit in LIMITS.items():
            count = COUNTS[name](call.site, issue)
            if count >= limit * NEAR:
                (over if count > limit else near)[name][shown] = count
    return Answer({"issuesApproachingLimit": near, "issuesBreachingLimit": over, "limits": LIMITS})
