"""The life of sprints, and moving issues into and out of them."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jira_emulator.actions.recording import announce, record
from jira_emulator.agile.beans import sprint_bean
from jira_emulator.agile.boards import visible_board
from jira_emulator.agile.fields import SPRINT, Sprints, closed_sprints
from jira_emulator.agile.model import BoardType, Sprint, SprintState
from jira_emulator.errors import JiraError
from jira_emulator.events import SprintChange
from jira_emulator.model import Issue, User
from jira_emulator.permissions import allowed
from jira_emulator.state import Site, id_of

LONGEST_NAME = 30
STEPS = {SprintState.FUTURE: SprintState.ACTIVE, SprintState.ACTIVE: SprintState.CLOSED}


@dataclass(frozen=True, slots=True)
class SprintContent:
    """What a caller says about a sprint."""

    name: str
    state: SprintState = SprintState.FUTURE
    goal: str | None = None
    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def of(cls, sprint: Sprint) -> "SprintContent":
        return cls(sprint.name, sprint.state, sprint.goal, sprint.start, sprint.end)


def create_sprint(site: Site, actor: User | None, board_id: str, content: SprintContent) -> Sprint:
    """A future sprint of a scrum board."""
    with site.lock:
        board = visible_board(site, actor, board_id)
        if board.type is not BoardType.SCRUM:
            raise JiraError(400, ["The board does not support sprints."])
        _check_right(site, actor, board.id)
        _check(content)
        number = site.next_id("sprint", 1)
        sprint = Sprint(number, content.name, board.id, site.now(), number)
        sprint.goal, sprint.start, sprint.end = content.goal, content.start, content.end
        site.sprints[sprint.id] = sprint
        announce(site, "sprint_created", actor, entity=SprintChange(sprint_bean(site, sprint)))
        return sprint


def change_sprint(site: Site, actor: User | None, sprint_id: str, content: SprintContent) -> Sprint:
    """Make a sprint as the content says: also start or complete it. Raises 400 for a step that isn't the next."""
    with site.lock:
        sprint = visible_sprint(site, actor, sprint_id)
        _check_right(site, actor, sprint.board_id)
        _check(content)
        if content.state is not sprint.state and STEPS.get(sprint.state) is not content.state:
            raise JiraError(400, [f"A sprint can't go from {sprint.state} to {content.state}."])
        if content.state is SprintState.ACTIVE and (content.start is None or content.end is None):
            raise JiraError(400, ["A sprint needs a start and an end date before it can be started."])
        before, old_state = sprint_bean(site, sprint), sprint.state
        sprint.name, sprint.goal, sprint.state = content.name, content.goal, content.state
        sprint.start, sprint.end = content.start, content.end
        if old_state is SprintState.ACTIVE and content.state is SprintState.CLOSED:
            sprint.completed = site.now()
        _tell_change(site, actor, sprint, before, old_state)
        return sprint


def _tell_change(
    site: Site, actor: User | None, sprint: Sprint, before: dict[str, object], old_state: SprintState
) -> None:
    after = sprint_bean(site, sprint)
    if after == before:
        return
    names = {SprintState.ACTIVE: "sprint_started", SprintState.CLOSED: "sprint_closed"}
    if sprint.state is not old_state:
        announce(site, names[sprint.state], actor, entity=SprintChange(after))
        return
    announce(site, "sprint_updated", actor, entity=SprintChange(after, before))


def delete_sprint(site: Site, actor: User | None, sprint_id: str) -> None:
    """Remove a sprint that is not closed; its open issues are in the backlog then."""
    with site.lock:
        sprint = visible_sprint(site, actor, sprint_id)
        _check_right(site, actor, sprint.board_id)
        if sprint.state is SprintState.CLOSED:
            raise JiraError(400, ["A closed sprint can't be deleted."])
        for issue in issues_of(site, sprint):
            _set_sprints(site, actor, issue, tuple(one for one in issue.custom[SPRINT] if one is not sprint))
        del site.sprints[sprint.id]
        announce(site, "sprint_deleted", actor, entity=SprintChange(sprint_bean(site, sprint)))


def swap_sprints(site: Site, actor: User | None, sprint_id: str, other_id: str) -> None:
    """Let two sprints change places."""
    with site.lock:
        one, other = visible_sprint(site, actor, sprint_id), visible_sprint(site, actor, other_id)
        for each in (one, other):
            _check_right(site, actor, each.board_id)
        one.place, other.place = other.place, one.place


def put_in_sprint(site: Site, actor: User | None, issues: Iterable[Issue], sprint: Sprint | None) -> None:
    """Move issues to an open sprint, or (None) to the backlog. Raises 400 or 403 before anything moves."""
    if sprint is not None and sprint.state is SprintState.CLOSED:
        raise JiraError(400, ["Issues can only be moved to open or active sprints."])
    with site.lock:
        moving = [site.issues[one.id] for one in issues if one.id in site.issues]
        for one in moving:
            if not allowed(site, actor, "SCHEDULE_ISSUES", issue=one):
                raise JiraError(403, [f"You do not have permission to schedule the issue {one.key}."])
        for one in moving:
            _set_sprints(site, actor, one, (*closed_sprints(one), *((sprint,) if sprint else ())))


def _set_sprints(site: Site, actor: User | None, issue: Issue, sprints: tuple[Sprint, ...]) -> None:
    items = Sprints().changes(site.fields[SPRINT], issue.custom.get(SPRINT), sprints)
    if not items:
        return
    custom = {name: value for name, value in {**issue.custom, SPRINT: sprints}.items() if value != ()}
    stored, history = record(site, dataclasses.replace(issue, custom=custom), actor, items)
    announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history)


def issues_of(site: Site, sprint: Sprint) -> list[Issue]:
    """The issues that are, or were when it was completed, in a sprint."""
    return [one for one in list(site.issues.values()) if sprint in (one.custom.get(SPRINT) or ())]


def visible_sprint(site: Site, actor: User | None, sprint_id: str) -> Sprint:
    """The sprint, if the actor sees its board. Raises 404."""
    found = site.sprints.get(id_of(sprint_id) or -1)
    if found is None or not _sees(site, actor, found):
        raise JiraError(404, ["Sprint does not exist or you do not have permission to see it."])
    return found


def _sees(site: Site, actor: User | None, sprint: Sprint) -> bool:
    """A sprint whose board was deleted is seen by everybody who is signed in."""
    board = site.boards.get(sprint.board_id)
    return actor is not None if board is None else allowed(site, actor, "BROWSE_PROJECTS", board.project)


def _check_right(site: Site, actor: User | None, board_id: int) -> None:
    board = site.boards.get(board_id)
    if board is not None and not allowed(site, actor, "SCHEDULE_ISSUES", board.project):
        raise JiraError(403, ["You do not have permission to manage the sprints of this board."])


def _check(content: SprintContent) -> None:
    if not content.name.strip() or len(content.name) > LONGEST_NAME:
        raise JiraError(400, errors={"name": f"The sprint name must have 1 to {LONGEST_NAME} characters."})
    if content.start is not None and content.end is not None and content.end <= content.start:
        raise JiraError(400, errors={"endDate": "The end date of a sprint must be after its start date."})
