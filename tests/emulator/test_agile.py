"""The agile API: boards, sprints, epics, ranks and estimates."""

import json
from pathlib import Path
from typing import Any

import pytest

from jira_emulator import load
from jira_emulator.agile.boards import board_of_project
from jira_emulator.agile.model import Board
from jira_emulator.agile.ranking import rank_issues
from jira_emulator.agile.ranks import default_rank, rank_between
from jira_emulator.agile.sprints import put_in_sprint
from jira_emulator.model import Installation
from jira_emulator.seed import person
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver

START, END = "2026-11-02T09:00:00.000Z", "2026-11-16T09:00:00.000Z"


@pytest.fixture
def board(site: Site) -> Board:
    return board_of_project(site, next(iter(site.projects.values())), person(site, "admin"))


def agile(caller: Caller, method: str, path: str, json: Any = None) -> Any:
    """The answer's JSON (None where it is empty), which must be a success."""
    answer = caller.call(method, f"{caller.address}/rest/agile/1.0/{path}", json)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def status(caller: Caller, method: str, path: str, json: Any = None) -> int:
    return caller.call(method, f"{caller.address}/rest/agile/1.0/{path}", json).status_code


def sprint_on(caller: Caller, board: Board, name: str = "Sprint 1", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = agile(caller, "POST", "sprint", {"name": name, "originBoardId": board.id} | more)
    return made


def keys(page: Any) -> list[str]:
    return [one["key"] for one in page["issues"]]


def test_board_is_made_over_a_filter_listed_configured_and_deleted(admin: Caller, stranger: Caller) -> None:
    query = {"name": "Shop", "jql": "project = SHOP", "sharePermissions": [{"type": "loggedin"}]}
    filter_id = int(admin.post("filter", query)["id"])
    place = {"type": "project", "projectKeyOrId": "SHOP"}
    made = agile(admin, "POST", "board", {"name": "Ours", "type": "kanban", "filterId": filter_id, "location": place})

    assert made["location"]["projectKey"] == "SHOP"
    listed = agile(admin, "GET", "board?projectKeyOrId=SHOP&type=kanban&name=our")
    assert [one["id"] for one in listed["values"]] == [made["id"]]
    assert listed["isLast"] is True
    shown = agile(admin, "GET", f"board/{made['id']}/configuration")
    assert [one["name"] for one in shown["columnConfig"]["columns"]] == ["To Do", "In Progress", "Done"]
    assert shown["filter"]["id"] == str(filter_id)
    assert agile(stranger, "GET", "board")["values"] == []
    assert status(stranger, "GET", f"board/{made['id']}") == 404
    assert status(admin, "DELETE", f"board/{made['id']}") == 204
    assert status(admin, "GET", f"board/{made['id']}") == 404


def test_unusable_boards_are_refused(member: Caller) -> None:
    filter_id = int(member.post("filter", {"name": "Shop", "jql": "project = SHOP"})["id"])
    good = {"name": "Ours", "type": "scrum", "filterId": filter_id}

    for bad in ({"name": ""}, {"type": "circle"}, {"type": 1}, {"filterId": 1}, {"filterId": "x"}):
        assert status(member, "POST", "board", good | bad) == 400
    assert status(member, "POST", "board", good | {"location": {"type": "project", "projectKeyOrId": "NO"}}) == 404


def test_board_shows_its_issues_in_rank_order_with_agile_fields(member: Caller, board: Board) -> None:
    epic = member.create("The epic", issue_type="Epic")
    first, second = member.create("a", parent={"key": epic}), member.create("b")
    sprint = sprint_on(member, board)
    agile(member, "POST", f"sprint/{sprint['id']}/issue", {"issues": [first]})

    page = agile(member, "GET", f"board/{board.id}/issue")
    assert keys(page) == [first, second]
    fields = page["issues"][0]["fields"]
    assert fields["sprint"]["id"] == sprint["id"]
    assert fields["epic"]["key"] == epic
    assert fields["closedSprints"] == []
    assert keys(agile(member, "GET", f"board/{board.id}/backlog")) == [second]
    assert keys(agile(member, "GET", f"board/{board.id}/issue?jql=summary ~ b&fields=summary")) == [second]
    assert keys(agile(member, "GET", f"board/{board.id}/epic/{epic}/issue")) == [first]
    assert keys(agile(member, "GET", f"board/{board.id}/epic/none/issue")) == [second]
    assert keys(agile(member, "GET", f"board/{board.id}/sprint/{sprint['id']}/issue")) == [first]
    assert [one["key"] for one in agile(member, "GET", f"board/{board.id}/epic")["values"]] == [epic]
    assert agile(member, "GET", f"board/{board.id}/project")["values"][0]["key"] == "SHOP"


def test_sprint_is_planned_started_and_completed(member: Caller, board: Board, site: Site) -> None:
    path = f"sprint/{sprint_on(member, board)['id']}"

    assert status(member, "POST", path, {"state": "active"}) == 400
    assert status(member, "POST", path, {"state": "closed"}) == 400
    started = agile(member, "POST", path, {"state": "active", "startDate": START, "endDate": END, "goal": "Ship it"})
    assert (started["state"], started["startDate"], started["goal"]) == ("active", START, "Ship it")
    key = member.create(customfield_10010=started["id"])
    assert member.keys("sprint in openSprints()") == [key]
    assert agile(member, "POST", path, {"state": "closed"})["completeDate"]
    assert member.keys("sprint in openSprints()") == []
    assert member.keys("sprint in closedSprints()") == [key]
    assert status(member, "POST", f"{path}/issue", {"issues": [key]}) == 400
    assert status(member, "DELETE", path) == 400
    assert agile(member, "GET", f"issue/{key}")["fields"]["closedSprints"][0]["name"] == "Sprint 1"


def test_put_empties_what_it_leaves_out_and_post_keeps_it(member: Caller, board: Board) -> None:
    path = f"sprint/{sprint_on(member, board, goal='Ship it', startDate=START)['id']}"

    assert agile(member, "POST", path, {"name": "Renamed"})["goal"] == "Ship it"
    replaced = agile(member, "PUT", path, {"name": "Replaced", "state": "future"})
    assert "goal" not in replaced
    assert "startDate" not in replaced
    for bad in ({"name": ""}, {"name": "x" * 31}, {"state": "gone"}, {"startDate": "soon"}, {"goal": 1}):
        assert status(member, "POST", path, bad) == 400
    assert status(member, "POST", path, {"startDate": END, "endDate": START}) == 400
    assert status(member, "GET", "sprint/999") == 404


def test_sprints_are_listed_by_state_and_swap_places(member: Caller, board: Board) -> None:
    first, second = (sprint_on(member, board, name)["id"] for name in ("One", "Two"))
    agile(member, "POST", f"sprint/{first}/swap", {"sprintToSwapWith": second})

    listed = agile(member, "GET", f"board/{board.id}/sprint?state=future,active")
    assert [one["id"] for one in listed["values"]] == [second, first]
    assert agile(member, "GET", f"board/{board.id}/sprint?state=closed")["values"] == []
    assert status(member, "GET", f"board/{board.id}/sprint?state=odd") == 400


def test_deleted_sprint_gives_its_issues_back_to_the_backlog(member: Caller, board: Board) -> None:
    sprint = sprint_on(member, board)["id"]
    key = member.create(customfield_10010=sprint)

    assert keys(agile(member, "GET", f"sprint/{sprint}/issue")) == [key]
    assert status(member, "DELETE", f"sprint/{sprint}") == 204
    assert member.fields(key)["customfield_10010"] is None
    assert keys(agile(member, "GET", f"board/{board.id}/backlog")) == [key]


def test_moving_between_sprints_and_backlog_is_in_the_changelog(member: Caller, board: Board) -> None:
    one, two = (sprint_on(member, board, name)["id"] for name in ("One", "Two"))
    key = member.create()
    agile(member, "POST", f"sprint/{one}/issue", {"issues": [key]})
    agile(member, "POST", f"sprint/{two}/issue", {"issues": [key]})
    agile(member, "POST", "backlog/issue", {"issues": [key]})

    entries = [entry["items"][0] for entry in member.get(f"issue/{key}/changelog")["values"]]
    assert [(one["field"], one["fromString"], one["toString"]) for one in entries] == [
        ("Sprint", "", "One"),
        ("Sprint", "One", "Two"),
        ("Sprint", "Two", ""),
    ]
    assert status(member, "POST", f"sprint/{one}/issue", {"issues": [key] * 51}) == 400
    assert status(member, "POST", f"sprint/{one}/issue", {"issues": ["SHOP-999"]}) == 404
    assert status(member, "POST", f"sprint/{one}/issue", {"issues": 5}) == 400


def test_sprint_field_is_written_as_a_number_and_read_as_a_list(member: Caller, board: Board) -> None:
    closed = sprint_on(member, board, "Old", startDate=START, endDate=END)["id"]
    key = member.create(customfield_10010=closed)
    for state in ("active", "closed"):
        agile(member, "POST", f"sprint/{closed}", {"state": state})
    now = sprint_on(member, board, "New")["id"]

    assert member.edit(key, customfield_10010=now).status_code == 204
    assert [one["name"] for one in member.fields(key)["customfield_10010"]] == ["Old", "New"]
    assert member.edit(key, customfield_10010=closed).status_code == 400
    assert member.edit(key, customfield_10010=999).status_code == 400
    assert member.edit(key, customfield_10010=None).status_code == 204
    assert [one["name"] for one in member.fields(key)["customfield_10010"]] == ["Old"]


def test_epic_link_is_the_parent_by_another_name(member: Caller) -> None:
    epic = member.create(issue_type="Epic")
    story = member.create(issue_type="Story", customfield_10014=epic)

    assert member.fields(story)["parent"]["key"] == epic
    assert member.fields(story)["customfield_10014"] == epic
    assert member.keys(f'"Epic Link" = {epic}') == [story]
    assert member.keys(f"parentEpic = {epic}") == [story]
    assert member.edit(story, customfield_10014=None).status_code == 204
    assert member.fields(story)["customfield_10014"] is None


def test_fields_of_jira_software_are_locked(admin: Caller) -> None:
    listed = {one["name"]: one for one in admin.get("field/search?type=custom")["values"]}

    assert listed["Sprint"]["typeDisplayName"] == "Jira Sprint Field"
    assert {one["name"] for one in listed.values() if one["isLocked"]} == {"Sprint", "Epic Link", "Rank"}
    assert admin.call("POST", f"field/{listed['Sprint']['id']}/trash").status_code == 400


def test_epic_is_changed_and_takes_and_loses_issues(member: Caller) -> None:
    epic, story = member.create("The epic", issue_type="Epic"), member.create(issue_type="Story")

    assert agile(member, "GET", f"epic/{epic}")["name"] == "The epic"
    changed = agile(member, "POST", f"epic/{epic}", {"name": "Short", "color": {"key": "color_4"}, "done": True})
    assert (changed["name"], changed["color"], changed["done"]) == ("Short", {"key": "color_4"}, True)
    agile(member, "POST", f"epic/{epic}/issue", {"issues": [story]})
    assert keys(agile(member, "GET", f"epic/{epic}/issue")) == [story]
    agile(member, "POST", "epic/none/issue", {"issues": [story]})
    assert keys(agile(member, "GET", "epic/none/issue")) == [story]
    assert status(member, "GET", f"epic/{story}") == 404
    unusable: list[object] = [{"key": "red"}, {"key": ["color_1"]}, [], "blue"]
    for color in unusable:
        assert status(member, "POST", f"epic/{epic}", {"color": color}) == 400
    assert status(member, "POST", f"epic/{epic}", {"done": "yes"}) == 400


def test_issues_are_ranked_before_and_after_each_other(member: Caller, board: Board) -> None:
    a, b, c, d = (member.create(name) for name in "abcd")
    agile(member, "PUT", "issue/rank", {"issues": [d, c], "rankBeforeIssue": a})
    agile(member, "PUT", "issue/rank", {"issues": [a], "rankAfterIssue": b})

    assert keys(agile(member, "GET", f"board/{board.id}/issue")) == [d, c, b, a]
    assert member.keys("project = SHOP ORDER BY Rank ASC") == [d, c, b, a]
    assert status(member, "PUT", "issue/rank", {"issues": [a], "rankBeforeIssue": a}) == 400
    assert status(member, "PUT", "issue/rank", {"issues": [a]}) == 400
    assert status(member, "PUT", "issue/rank", {"issues": [a], "rankBeforeIssue": b, "rankAfterIssue": c}) == 400
    partly = agile(member, "PUT", "issue/rank", {"issues": [a, "SHOP-999"], "rankBeforeIssue": b})
    assert [one["status"] for one in partly["entries"]] == [200, 404]


def test_there_is_always_room_between_two_ranks() -> None:
    lower, upper = default_rank(10_000), default_rank(10_001)
    for _ in range(200):
        middle = rank_between(lower, upper)
        assert lower < middle < upper
        upper = middle
    for _ in range(200):
        middle = rank_between(lower, upper)
        assert lower < middle < upper
        lower = middle
    assert rank_between(None, default_rank(10_000)) < default_rank(10_000)
    assert rank_between(default_rank(10_000), None) > default_rank(10_000)


def test_issue_is_estimated_on_a_board(member: Caller, board: Board) -> None:
    key = member.create()
    path = f"issue/{key}/estimation?boardId={board.id}"

    assert agile(member, "PUT", path, {"value": "8"})["value"] == "8"
    assert agile(member, "GET", path)["value"] == "8"
    assert status(member, "PUT", path, {"value": "much"}) == 400
    assert status(member, "GET", f"issue/{key}/estimation") == 400


def test_boards_and_sprints_keep_properties(admin: Caller, member: Caller, board: Board) -> None:
    for path in (f"board/{board.id}", f"sprint/{sprint_on(admin, board)['id']}"):
        assert status(admin, "PUT", f"{path}/properties/p", {"a": 1}) == 201
        assert status(admin, "PUT", f"{path}/properties/p", {"a": 2}) == 200
        assert agile(member, "GET", f"{path}/properties/p")["value"] == {"a": 2}
        assert [one["key"] for one in agile(member, "GET", f"{path}/properties")["keys"]] == ["p"]
        assert status(admin, "DELETE", f"{path}/properties/p") == 204
        assert status(admin, "GET", f"{path}/properties/p") == 404
    assert status(member, "PUT", f"board/{board.id}/properties/p", 1) == 403


def test_sprints_and_boards_tell_their_life_by_webhooks(
    admin: Caller, board: Board, installation: Installation, receiver: Receiver, emulator: Emulator
) -> None:
    names = ["sprint_created", "sprint_updated", "sprint_started", "sprint_closed", "sprint_deleted", "board_deleted"]
    installation.descriptor["modules"]["webhooks"] = [{"event": name, "url": "/hooks"} for name in names]
    path = f"sprint/{sprint_on(admin, board, startDate=START, endDate=END)['id']}"
    agile(admin, "POST", path, {"name": "Renamed"})
    agile(admin, "POST", path, {"state": "active"})
    agile(admin, "POST", path, {"state": "closed"})
    agile(admin, "DELETE", f"sprint/{sprint_on(admin, board)['id']}")
    agile(admin, "DELETE", f"board/{board.id}")
    emulator.settle()

    assert sorted(receiver.events()) == sorted([*names, "sprint_created"])
    (updated,) = receiver.of("sprint_updated")
    assert updated.body["oldValue"]["name"] == "Sprint 1"
    assert updated.body["sprint"]["name"] == "Renamed"
    assert receiver.of("board_deleted")[0].body["board"]["id"] == board.id


def test_agile_operations_need_the_scopes_of_their_methods(
    addon: Caller, board: Board, installation: Installation
) -> None:
    installation.descriptor["scopes"] = ["READ"]

    assert status(addon, "GET", f"board/{board.id}") == 200
    assert status(addon, "POST", "sprint", {"name": "x", "originBoardId": board.id}) == 403
    assert status(addon, "DELETE", f"board/{board.id}") == 403


def test_loaded_issues_are_in_their_sprints_and_epics(site: Site, member: Caller, tmp_path: Path) -> None:
    rows = [loaded("1", "Epic"), loaded("2", "Story", epic={"id": "1"}), loaded("3", "Bug")]
    closed = {"id": 7, "state": "closed", "name": "Old", "startDate": START, "endDate": END, "completeDate": END}
    rows[1]["fields"] |= {"closedSprints": [closed], "sprint": {"id": 8, "state": "active", "name": "Now"}}
    rows[2]["fields"]["closedSprints"] = [closed]
    file = tmp_path / "issues.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    load.load_file(site, next(iter(site.projects.values())), file)

    assert member.fields("SHOP-2")["parent"]["key"] == "SHOP-1"
    assert [one["name"] for one in member.fields("SHOP-2")["customfield_10010"]] == ["Old", "Now"]
    assert member.keys("sprint = Old ORDER BY key") == ["SHOP-2", "SHOP-3"]
    (board,) = agile(member, "GET", "board")["values"]
    assert [one["name"] for one in agile(member, "GET", f"board/{board['id']}/sprint")["values"]] == ["Old", "Now"]


def loaded(number: str, kind: str, **more: Any) -> dict[str, Any]:
    fields = {
        "summary": f"Issue {number}",
        "issuetype": {"name": kind, "subtask": False},
        "status": {"name": "To Do"},
        "created": "2015-06-15T12:56:16.000+0000",
    }
    return {"id": number, "key": f"OLD-{number}", "fields": fields | more}


def test_moving_and_ranking_keep_what_was_edited_meanwhile(site: Site, member: Caller, board: Board) -> None:
    key, other = member.create(), member.create()
    read_before, milo = site.issue(key), person(site, "member")
    assert read_before is not None
    member.edit(key, summary="Edited meanwhile")
    sprint = site.sprints[sprint_on(member, board)["id"]]

    put_in_sprint(site, milo, [read_before], sprint)
    rank_issues(site, milo, [read_before], after=other)
    assert member.fields(key)["summary"] == "Edited meanwhile"
    assert member.fields(key)["customfield_10010"][0]["id"] == sprint.id
