"""The tour: each topic's stops, in an order in which what is needed is there.

To add an operation, add a `Stop` to its topic; `conformance/README.md` says how.
"""

from conformance.tour import (
    comments,
    configuration,
    filters,
    issues,
    issues_in_bulk,
    on_issues,
    people,
    projects,
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
)
STOPS = tuple(stop for topic in TOPICS for stop in topic.STOPS)
