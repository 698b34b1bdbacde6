"""Keeping the task that a caller is sent to."""

from typing import Any

from jira_emulator.model import User
from jira_emulator.state import Site
from jira_emulator.tasks import Task


def completed_task(site: Site, actor: User | None, description: str, result: Any) -> Task:
    """A task whose work is done."""
    with site.lock:
        now = site.now()
        task = Task(str(site.next_id("task")), description, actor, now, now, result)
        site.tasks[task.id] = task
        return task
