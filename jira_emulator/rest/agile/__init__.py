"""The agile API, `/rest/agile/1.0` (Atlassian's documentation, "Jira Software Cloud REST API").

There is no OpenAPI document of it here: shapes and refusals follow the documentation's examples.
"""

from jira_emulator.rest.agile import backlog, board_issues, boards, epics, issues, properties, sprints

__all__ = ["backlog", "board_issues", "boards", "epics", "issues", "properties", "sprints"]
