"""The webhooks that the descriptor asks for, by the last part of their address, and which of them drive the sync today.

All are asked for from the start: an event that is added later has to be approved by every site's admin. Those that no
use case needs yet are taken and forgotten. `issue_property_*` is never asked for: our own markers would come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

CREATION = "jira:issue_created"


class Use(StrEnum):
    """What is done about an event."""

    ISSUE = "marks its issue"
    NONE = "none"


EVENTS: Mapping[str, tuple[str, Use]] = {
    "issue_created": (CREATION, Use.ISSUE),
    "issue_updated": ("jira:issue_updated", Use.ISSUE),
    "issue_deleted": ("jira:issue_deleted", Use.ISSUE),
    "comment_created": ("comment_created", Use.ISSUE),
    "comment_updated": ("comment_updated", Use.ISSUE),
    "comment_deleted": ("comment_deleted", Use.ISSUE),
    "worklog_created": ("worklog_created", Use.NONE),
    "worklog_updated": ("worklog_updated", Use.NONE),
    "worklog_deleted": ("worklog_deleted", Use.NONE),
    "attachment_created": ("attachment_created", Use.NONE),
    "attachment_deleted": ("attachment_deleted", Use.NONE),
    "issuelink_created": ("issuelink_created", Use.NONE),
    "issuelink_deleted": ("issuelink_deleted", Use.NONE),
    "version_created": ("jira:version_created", Use.NONE),
    "version_updated": ("jira:version_updated", Use.NONE),
    "version_moved": ("jira:version_moved", Use.NONE),
    "version_released": ("jira:version_released", Use.NONE),
    "version_unreleased": ("jira:version_unreleased", Use.NONE),
    "version_deleted": ("jira:version_deleted", Use.NONE),
    "sprint_created": ("sprint_created", Use.NONE),
    "sprint_updated": ("sprint_updated", Use.NONE),
    "sprint_started": ("sprint_started", Use.NONE),
    "sprint_closed": ("sprint_closed", Use.NONE),
    "sprint_deleted": ("sprint_deleted", Use.NONE),
    "issuetype_created": ("issuetype_created", Use.NONE),
    "issuetype_updated": ("issuetype_updated", Use.NONE),
    "issuetype_deleted": ("issuetype_deleted", Use.NONE),
    "project_updated": ("project_updated", Use.NONE),
    "project_deleted": ("project_deleted", Use.NONE),
    "project_soft_deleted": ("project_soft_deleted", Use.NONE),
    "project_restored_deleted": ("project_restored_deleted", Use.NONE),
    "project_archived": ("project_archived", Use.NONE),
    "project_restored_archived": ("project_restored_archived", Use.NONE),
    "user_deleted": ("user_deleted", Use.NONE),
    "option_watching_changed": ("option_watching_changed", Use.NONE),
    "option_unassigned_issues_changed": ("option_unassigned_issues_changed", Use.NONE),
    "option_subtasks_changed": ("option_subtasks_changed", Use.NONE),
    "option_attachments_changed": ("option_attachments_changed", Use.NONE),
    "option_issuelinks_changed": ("option_issuelinks_changed", Use.NONE),
    "option_timetracking_changed": ("option_timetracking_changed", Use.NONE),
    "app_access_to_objects_blocked": ("app_access_to_objects_blocked", Use.NONE),
    "app_access_to_objects_in_container_blocked": ("app_access_to_objects_in_container_blocked", Use.NONE),
}
