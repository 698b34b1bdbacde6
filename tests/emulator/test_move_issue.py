"""Moving issues to another project: a new key, and the old one still leads there."""

import pytest
import requests

from jira_emulator import seed
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver


@pytest.fixture
def annex(site: Site) -> str:
    return seed.add_project(site, "ANNEX", "Annex").key


def move(emulator: Emulator, key: str, project: str) -> requests.Response:
    path = f"{emulator.control_address}/sites/acme/issues/{key}/move"
    return requests.post(path, json={"project": project}, timeout=20)


def test_moved_issue_is_found_by_both_keys_and_answers_with_the_new_one(
    emulator: Emulator, member: Caller, annex: str
) -> None:
    key = member.create("On the move")
    subtask = member.create(issue_type="Sub-task", parent={"key": key})
    moved = move(emulator, key, annex).json()["key"]

    assert moved == "ANNEX-1"
    for name in (key, key.lower(), moved):
        assert member.get(f"issue/{name}")["key"] == moved
    assert [one["key"] for one in member.post("issue/bulkfetch", {"issueIdsOrKeys": [key]})["issues"]] == [moved]
    assert member.fields(subtask)["parent"]["key"] == moved
    assert member.fields(subtask)["project"]["key"] == annex
    assert sorted(member.keys("project = ANNEX")) == ["ANNEX-1", "ANNEX-2"]
    assert member.keys("project = SHOP") == []
    assert member.create() == "SHOP-3"


def test_move_is_in_the_changelog_and_told_as_one(
    emulator: Emulator, addon: Caller, annex: str, receiver: Receiver
) -> None:
    key = addon.create()
    move(emulator, key, annex)
    emulator.settle()

    items = {one["field"]: one for one in addon.get(f"issue/{key}/changelog")["values"][-1]["items"]}
    assert (items["Key"]["fromString"], items["Key"]["toString"]) == (key, "ANNEX-1")
    assert items["project"]["toString"] == "Annex"
    (told,) = receiver.of("jira:issue_updated")
    assert told.body["issue_event_type_name"] == "issue_moved"
    assert told.body["issue"]["key"] == "ANNEX-1"


def test_impossible_moves_are_refused(emulator: Emulator, member: Caller, annex: str) -> None:
    key = member.create()
    subtask = member.create(issue_type="Sub-task", parent={"key": key})

    for issue, project in ((key, "SHOP"), (key, "NOPE"), ("SHOP-999", annex), (subtask, annex)):
        assert move(emulator, issue, project).status_code == 409
    assert (
        requests.post(f"{emulator.control_address}/sites/acme/issues/{key}/move", json={}, timeout=20).status_code
        == 400
    )
