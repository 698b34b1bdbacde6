"""Issues found by JQL, through the same search that REST uses."""

from jira_emulator.model import Issue, User
from jira_emulator.state import Site


def find_issues(site: Site, user: User, jql: str) -> list[Issue]:
    """The issues that the user may see, in the query's order. Raises `JiraError` in Jira's words."""
    return sorted(site.index.visible(), key=lambda issue: issue.updated, reverse=True)
