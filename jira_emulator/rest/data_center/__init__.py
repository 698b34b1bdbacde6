"""Jira Data Center's REST API (Jira Data Center REST 10.3): what Cloud has in the same form is served by its views."""

from jira_emulator.rest.data_center import (
    admin_webhooks,
    configuration,
    directory,
    files,
    groups,
    issues,
    permissions,
    projects,
    search,
    sessions,
    tokens,
    users,
    watching,
)
from jira_emulator.rest.data_center.edge import DATA_CENTER_EDGE
from jira_emulator.rest.data_center.operations import data_center_operations

VIEWS = (
    admin_webhooks,
    configuration,
    directory,
    files,
    groups,
    issues,
    permissions,
    projects,
    search,
    sessions,
    tokens,
    users,
    watching,
)

__all__ = ["DATA_CENTER_EDGE", "VIEWS", "data_center_operations"]
