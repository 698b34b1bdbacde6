"""Which synchronization a write was made for: Jira echoes it in the webhooks that the write causes, and to us alone."""

from __future__ import annotations

import re

TRACE_HEADER = "X-Atlassian-Webhook-Trace"
"""Up to 1,024 printable ASCII characters (Atlassian's documentation, "Webhooks")."""

TRACE = re.compile(r"synchronization:([0-9]{1,18})")


def trace_of(synchronization_id: int) -> str:
    return f"synchronization:{synchronization_id}"


def synchronization_in(trace: str | None) -> int | None:
    """None where nothing was echoed: the event is news for everybody then, which costs a reading and is never wrong."""
    found = TRACE.fullmatch(trace or "")
    return None if found is None else int(found[1])
