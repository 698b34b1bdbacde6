"""JQL: parse a query, ask whether it is bounded, run it over issues. Imports nothing of the emulator.

    query = parse('project = PROJ AND updated >= -30m ORDER BY updated DESC')
    candidates = issues_of(query.restriction("project"))        # None: no equality that narrows
    found = query.select(candidates, context)                   # matching views, in order

`select` and `compile` raise `JqlError` for unknown fields, values, functions and unfit operators; `parse` for syntax.
"""

from jira_emulator.jql.model import (
    FieldKind,
    IssueView,
    JqlContext,
    JqlError,
    JqlField,
    JqlValue,
    Operator,
    Term,
)
from jira_emulator.jql.query import Query, parse

__all__ = [
    "FieldKind",
    "IssueView",
    "JqlContext",
    "JqlError",
    "JqlField",
    "JqlValue",
    "Operator",
    "Query",
    "Term",
    "parse",
]
