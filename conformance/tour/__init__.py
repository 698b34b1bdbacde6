"""The tour: each topic's stops, in an order in which what is needed is there.

To add an operation, add a `Stop` to its topic; `conformance/README.md` says how.
"""

from conformance.tour import (
    comments,
    configuration,
    custom_fields,
    data_center,
    directory,
    field_configurations,
    filters,
    issue_types,
    issues,
    issues_in_bulk,
    on_issues,
    people,
    permission_schemes,
    project_life,
    projects,
    screens,
    searching,
    webhooks,
)

TOPICS = (
    configuration,
    projects,
    issues,
    comments,
    on_issues,
    issues_in_bulk,
    searching,
    filters,
    people,
    webhooks,
    custom_fields,
    field_configurations,
    screens,
    issue_types,
    permission_schemes,
    directory,
    project_life,
    data_center,
)
STOPS = tuple(stop for topic in TOPICS for stop in topic.STOPS)
