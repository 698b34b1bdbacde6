"""Boards, sprints and epics as the agile API and the webhooks show them."""

from typing import Any

from jira_emulator.agile.fields import moment_text
from jira_emulator.agile.model import Board, EpicDetails, Sprint
from jira_emulator.model import Issue
from jira_emulator.state import Site


def address(site: Site, path: str) -> str:
    return f"{site.base_url}/rest/agile/1.0/{path}"


def board_bean(site: Site, one: Board) -> dict[str, Any]:
    project = one.project
    avatar = f"/rest/api/2/universal_avatar/view/type/project/avatar/{project.id}?size=small"
    return {
        "id": one.id,
        "self": address(site, f"board/{one.id}"),
        "name": one.name,
        "type": str(one.type),
        "location": {
            "projectId": project.id,
            "displayName": f"{project.name} ({project.key})",
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": "software",
            "avatarURI": site.base_url + avatar,
            "name": f"{project.name} ({project.key})",
        },
        "isPrivate": False,
    }


def sprint_bean(site: Site, one: Sprint) -> dict[str, Any]:
    """Times and the goal only where they are set."""
    more = {
        "startDate": moment_text(one.start),
        "endDate": moment_text(one.end),
        "completeDate": moment_text(one.completed),
        "goal": one.goal,
    }
    return {
        "id": one.id,
        "self": address(site, f"sprint/{one.id}"),
        "state": str(one.state),
        "name": one.name,
        "createdDate": moment_text(one.created),
        "originBoardId": one.board_id,
        **{name: value for name, value in more.items() if value is not None},
    }


def epic_bean(site: Site, issue: Issue) -> dict[str, Any]:
    details = site.epics.get(issue.id, EpicDetails())
    return {
        "id": issue.id,
        "key": issue.key,
        "self": address(site, f"epic/{issue.id}"),
        "name": details.name or issue.summary,
        "summary": issue.summary,
        "color": {"key": details.color},
        "done": details.done,
    }
