"""Long-running work that is asked for in one request and looked at in others (Jira Cloud REST v3, "Tasks")."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jira_emulator.model import User


@dataclass(frozen=True, slots=True)
class Task:
    """A task. Here the work is done at once, so that every task is complete when it is first looked at."""

    id: str
    description: str
    submitted_by: User | None
    submitted: datetime
    finished: datetime
    result: Any
