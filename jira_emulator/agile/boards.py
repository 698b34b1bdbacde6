"""Making and removing boards, and what is on them."""

from jira_emulator.actions.filters import visible_filter
from jira_emulator.actions.recording import announce
from jira_emulator.agile.beans import board_bean
from jira_emulator.agile.fields import current_sprint
from jira_emulator.agile.model import Board, BoardType
from jira_emulator.errors import JiraError
from jira_emulator.events import BoardChange
from jira_emulator.filters import Filter, Share
from jira_emulator.model import Issue, Project, Status, User
from jira_emulator.permissions import allowed, signed_in
from jira_emulator.state import Site, id_of

LONGEST_NAME = 254


def create_board(
    site: Site, actor: User | None, name: str, kind: BoardType, filter_id: str, project: Project | None
) -> Board:
    """A board over a filter that the actor sees; without a project, the first one that its filter's owner sees."""
    signed_in(actor)
    with site.lock:
        chosen = visible_filter(site, actor, filter_id)
        if not name.strip() or len(name) > LONGEST_NAME:
            raise JiraError(400, errors={"name": f"The board name must have 1 to {LONGEST_NAME} characters."})
        place = project or _first_visible(site, actor)
        board = Board(site.next_id("board", 1), name.strip(), kind, place, chosen.id)
        site.boards[board.id] = board
        announce(site, "board_created", actor, entity=BoardChange(board_bean(site, board)))
        return board


def board_of_project(site: Site, project: Project, owner: User, kind: BoardType = BoardType.SCRUM) -> Board:
    """The project's board, made with its filter when there is none. Nobody is told."""
    with site.lock:
        known = next((one for one in site.boards.values() if one.project is project), None)
        if known is not None:
            return known
        name = f"Filter for {project.key} board"
        share = Share(site.next_id("share"), "project", project=project)
        jql = f"project = {project.key} ORDER BY Rank ASC"
        query = Filter(site.next_id("filter"), name, jql, owner, shares=[share])
        site.filters[query.id] = query
        board = Board(site.next_id("board", 1), f"{project.key} board", kind, project, query.id)
        site.boards[board.id] = board
        return board


def delete_board(site: Site, actor: User | None, board_id: str) -> None:
    """Remove a board; its sprints and issues stay."""
    with site.lock:
        board = visible_board(site, actor, board_id)
        if not allowed(site, actor, "ADMINISTER_PROJECTS", board.project):
            raise JiraError(403, ["You do not have permission to delete this board."])
        del site.boards[board.id]
        announce(site, "board_deleted", actor, entity=BoardChange(board_bean(site, board)))


def visible_board(site: Site, actor: User | None, board_id: str | int) -> Board:
    """The board, if the actor can browse its project. Raises 404."""
    found = site.boards.get(id_of(str(board_id)) or -1)
    if found is None or not allowed(site, actor, "BROWSE_PROJECTS", found.project):
        raise JiraError(404, ["The requested board cannot be viewed because it either does not exist or you do not "
                              "have permission to view it."])  # fmt: skip
    return found


def _first_visible(site: Site, actor: User | None) -> Project:
    for project in site.projects.values():
        if allowed(site, actor, "BROWSE_PROJECTS", project):
            return project
    raise JiraError(400, ["The board needs a project that you can browse."])


def query_of(site: Site, board: Board) -> str:
    """The board's query; what its deleted filter found is nothing."""
    known = site.filters.get(board.filter_id)
    return known.jql if known is not None else "issuekey is EMPTY"


def columns(board: Board) -> list[tuple[str, list[Status]]]:
    """The board's columns: one for each category of the workflow's statuses."""
    found: dict[str, list[Status]] = {}
    for status in board.project.workflow.statuses():
        found.setdefault(status.category.name, []).append(status)
    return list(found.items())


def is_in_backlog(issue: Issue) -> bool:
    """Whether an issue is neither done nor in an active or future sprint."""
    return issue.status.category.key != "done" and current_sprint(issue) is None and not issue.issue_type.subtask
