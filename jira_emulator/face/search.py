"""Issues found by JQL, as REST's search finds them: in the index, which may lag behind."""

from jira_emulator.errors import JiraError
from jira_emulator.jql import JqlError, parse
from jira_emulator.model import Issue, User
from jira_emulator.permissions import can_see
from jira_emulator.searching import Context, View
from jira_emulator.state import Site


def find_issues(site: Site, user: User, jql: str) -> list[Issue]:
    """The issues that the user may see, in the query's order. Raises `JiraError` in Jira's words."""
    with site.lock:
        indexed = list(site.index.visible())
    visible = [View(one, site, user) for one in indexed if can_see(site, user, one)]
    try:
        found = parse(jql).select(visible, Context(site, user))
    except JqlError as problem:
        raise JiraError(400, list(problem.messages)) from None
    return [view.issue for view in found]
