"""Every call to Jira is counted, by tenant, purpose and operation: calls are money."""

from __future__ import annotations

import re

from prometheus_client import Counter

CALLS = Counter("backbone_jira_calls", "Calls to Jira's REST API.", ["tenant", "purpose", "operation"])

_IDENTIFIER = re.compile(r"/(?:\d+|[A-Z][A-Z0-9_]+-\d+)(?=/|$)")


def count_call(tenant_id: int, purpose: str, method: str, path: str) -> None:
    CALLS.labels(str(tenant_id), purpose, operation_of(method, path)).inc()


def operation_of(method: str, path: str) -> str:
    """The operation without the ids in it: a label must not grow with the number of issues."""
    return f"{method} {_IDENTIFIER.sub('/{id}', path)}"
