"""What a person or an add-on can do on a site, by whatever face: each action checks, records and tells.

Every action takes the site and who acts (`None`: anonymous), holds the site's lock, and raises `JiraError`
when Jira would refuse. REST and the pages call nothing else to change a site.
"""

from jira_emulator.actions.comments import add_comment, delete_comment, edit_comment
from jira_emulator.actions.creation import create_issue
from jira_emulator.actions.deletion import delete_issue
from jira_emulator.actions.editing import assign_issue, edit_issue
from jira_emulator.actions.links import link_issues, unlink_issues
from jira_emulator.actions.properties import (
    delete_comment_property,
    delete_issue_property,
    set_comment_property,
    set_issue_property,
)
from jira_emulator.actions.transitions import transition_issue
from jira_emulator.workflow import available_transitions

__all__ = [
    "add_comment",
    "assign_issue",
    "available_transitions",
    "create_issue",
    "delete_comment",
    "delete_comment_property",
    "delete_issue",
    "delete_issue_property",
    "edit_comment",
    "edit_issue",
    "link_issues",
    "set_comment_property",
    "set_issue_property",
    "transition_issue",
    "unlink_issues",
]
