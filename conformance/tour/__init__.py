"""The tour: each topic's stops, in an order in which what is needed is there.

To add an operation, add a `Stop` to its topic; `conformance/README.md` says how.
"""

from conformance.tour import comments, configuration, issues, on_issues, people, projects, searching

TOPICS = (configuration, projects, issues, comments, on_issues, searching, people)
STOPS = tuple(stop for topic in TOPICS for stop in topic.STOPS)
