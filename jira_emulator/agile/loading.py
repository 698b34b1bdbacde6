"""Sprints of loaded issues: `sprint` and `closedSprints`, as the agile API shows them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jira_emulator.agile.boards import board_of_project
from jira_emulator.agile.fields import SPRINT
from jira_emulator.agile.model import Sprint, SprintState
from jira_emulator.model import Project
from jira_emulator.state import Site


class LoadedSprints:
    """The sprints that were met so far, by their ids in the file; all are on the project's board."""

    def __init__(self, site: Site, project: Project) -> None:
        self._site = site
        self._project = project
        self._known: dict[str, Sprint] = {}

    def custom(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The custom fields of an issue: its sprints, if it has any, the closed ones first."""
        rows = [*(fields.get("closedSprints") or ()), *([fields["sprint"]] if fields.get("sprint") else [])]
        sprints = tuple(dict.fromkeys(self._sprint(row) for row in rows))
        return {SPRINT: sprints} if sprints else {}

    def _sprint(self, row: Mapping[str, Any]) -> Sprint:
        known = self._known.get(str(row["id"]))
        if known is None:
            known = self._new(row)
            self._known[str(row["id"])] = known
        return known

    def _new(self, row: Mapping[str, Any]) -> Sprint:
        site = self._site
        board = board_of_project(site, self._project, self._project.lead)
        number = site.next_id("sprint", 1)
        start = _moment(row.get("startDate"))
        sprint = Sprint(number, row["name"], board.id, start or site.now(), number, SprintState(row["state"]))
        sprint.goal, sprint.start, sprint.end = row.get("goal"), start, _moment(row.get("endDate"))
        sprint.completed = _moment(row.get("completeDate"))
        site.sprints[sprint.id] = sprint
        return sprint


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
