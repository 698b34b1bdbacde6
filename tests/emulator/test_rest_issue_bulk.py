"""Properties of many issues, tasks, archiving and limits over REST."""

import json
import re
from typing import Any

import pytest

from jira_emulator.model import Installation
from jira_emulator.rest import issue_limits
from tests.emulator.conftest import Caller


def issue_id(caller: Caller, key: str) -> int:
    return int(caller.get(f"issue/{key}?fields=summary")["id"])


def task_of(caller: Caller, method: str, path: str, body: Any) -> dict[str, Any]:
    answer = caller.call(method, path, body, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    task: dict[str, Any] = caller.get(answer.headers["Location"])
    assert task["status"] == "COMPLETE"
    return task


def value_of(caller: Caller, key: str, name: str) -> Any:
    return caller.get(f"issue/{key}?fields=summary&properties={name}")["properties"].get(name)


def test_property_is_set_and_deleted_where_the_filter_takes_it(member: Caller) -> None:
    keys = [member.create() for _ in range(3)]
    ids = [issue_id(member, key) for key in keys]
    task_of(member, "PUT", "issue/properties/p", {"value": 1, "filter": {"entityIds": ids[:2]}})
    task_of(member, "PUT", "issue/properties/p", {"value": 2, "filter": {"hasProperty": False}})

    assert [value_of(member, key, "p") for key in keys] == [1, 1, 2]
    addressed = {"entityIds": ids[1:], "currentValue": 1}
    task_of(member, "PUT", "issue/properties/p", {"value": 3, "filter": addressed})
    assert [value_of(member, key, "p") for key in keys] == [1, 3, 2]


def test_property_is_deleted_by_its_value(admin: Caller) -> None:
    keys = [admin.create() for _ in range(2)]
    for number, key in enumerate(keys):
        admin.call("PUT", f"issue/{key}/properties/p", number)
    task_of(admin, "DELETE", "issue/properties/p", {"currentValue": 1})

    assert [value_of(admin, key, "p") for key in keys] == [0, None]


def test_properties_are_set_for_all_issues_or_for_none(member: Caller) -> None:
    keys = [member.create() for _ in range(2)]
    ids = [issue_id(member, key) for key in keys]
    both = {"a": 1, "b": {"c": 2}}

    missing = member.call("POST", "issue/properties", {"entitiesIds": [ids[0], 1], "properties": both})
    assert missing.status_code == 400
    assert value_of(member, keys[0], "a") is None
    task_of(member, "POST", "issue/properties", {"entitiesIds": ids, "properties": both})
    assert [value_of(member, key, "b") for key in keys] == [{"c": 2}, {"c": 2}]


def test_properties_of_each_issue_fail_one_by_one(member: Caller) -> None:
    key = member.create()
    rows = [{"issueID": issue_id(member, key), "properties": {"a": 1}}, {"issueID": 1, "properties": {"a": 2}}]
    task = task_of(member, "POST", "issue/properties/multi", {"issues": rows})

    assert list(task["result"]["errors"]) == ["1"]
    assert value_of(member, key, "a") == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("issue/properties", {"entitiesIds": [], "properties": {"a": 1}}),
        ("issue/properties", {"entitiesIds": [1], "properties": {}}),
        ("issue/properties", {"entitiesIds": ["1"], "properties": {"a": 1}}),
        ("issue/properties", {"entitiesIds": [1], "properties": {str(one): 1 for one in range(11)}}),
        ("issue/properties/multi", {"issues": [{"issueID": 1, "properties": {"a": 1}}] * 101}),
        ("issue/properties/multi", {"issues": [1]}),
    ],
)
def test_bulk_properties_are_bounded(member: Caller, path: str, body: object) -> None:
    assert member.call("POST", path, body).status_code == 400


def test_task_is_for_who_asked_and_for_admins(member: Caller, admin: Caller, stranger: Caller) -> None:
    key = member.create()
    task = task_of(member, "PUT", "issue/properties/p", {"value": 1, "filter": {"entityIds": [issue_id(member, key)]}})
    path = f"task/{task['id']}"

    assert admin.get(path)["id"] == task["id"]
    assert stranger.call("GET", path).status_code == 403
    assert member.call("GET", "task/999").status_code == 404
    refused = member.call("POST", f"{path}/cancel")
    assert refused.status_code == 400
    assert isinstance(refused.json(), list)


def test_archived_issue_is_read_only_and_not_found_until_it_is_taken_back(admin: Caller, member: Caller) -> None:
    key = member.create()
    subtask = member.create(issue_type="Sub-task", parent={"key": key})
    done = admin.call("PUT", "issue/archive", {"issueIdsOrKeys": [key, subtask, "SHOP-999"]}).json()

    assert done["numberOfIssuesUpdated"] == 2
    assert done["errors"]["issueIsSubtask"]["issueIdsOrKeys"] == [subtask]
    assert done["errors"]["issuesNotFound"]["count"] == 1
    assert admin.keys("project = SHOP") == []
    assert admin.fields(key)["summary"] == "A summary"
    assert admin.edit(key, summary="x").status_code == 400
    assert admin.call("PUT", "issue/unarchive", {"issueIdsOrKeys": [key]}).json()["numberOfIssuesUpdated"] == 2
    assert sorted(admin.keys("project = SHOP")) == sorted([key, subtask])


def test_archiving_is_for_admins_and_needs_one_issue(admin: Caller, member: Caller, nobody: Caller) -> None:
    key = member.create()

    for caller, status in ((nobody, 401), (member, 403)):
        assert caller.call("PUT", "issue/archive", {"issueIdsOrKeys": [key]}).status_code == status
    assert admin.call("PUT", "issue/archive", {"issueIdsOrKeys": ["SHOP-999"]}).status_code == 400
    assert admin.call("PUT", "issue/archive", {"issueIdsOrKeys": [key] * 1001}).status_code == 412


def test_query_archives_as_a_task(admin: Caller) -> None:
    admin.create()
    answer = admin.call("POST", "issue/archive", {"jql": "project = SHOP"})

    assert answer.status_code == 202
    assert re.search(r"/task/\d+$", answer.json())
    assert admin.get(answer.json())["result"]["numberOfIssuesUpdated"] == 1
    assert admin.keys("project = SHOP") == []
    assert admin.call("POST", "issue/archive", {"jql": "colour = "}).status_code == 400


def test_report_names_issues_near_their_limits(admin: Caller, member: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(issue_limits.LIMITS, "worklog", 1)
    key = member.create()
    for _ in range(2):
        member.post(f"issue/{key}/worklog", {"timeSpent": "1h"})

    report = admin.get("issue/limit/report?isReturningKeys=true")
    assert report["issuesBreachingLimit"]["worklog"] == {key: 2}
    assert report["limits"]["comment"] == 5000
    assert member.call("GET", "issue/limit/report").status_code == 403


def test_properties_of_an_addon_are_its_own_and_bounded(
    addon: Caller, member: Caller, installation: Installation
) -> None:
    path = f"{addon.address}/rest/atlassian-connect/1/addons/{installation.addon_key}/properties"

    assert addon.call("PUT", f"{path}/a", {"b": 1}).json() == {"statusCode": 201, "message": "Property created."}
    assert addon.call("PUT", f"{path}/a", {"b": 2}).status_code == 200
    assert addon.get(f"{path}/a") == {"key": "a", "value": {"b": 2}}
    assert [one["key"] for one in addon.get(path)["keys"]] == ["a"]
    for value in ("x" * 32_767, "", None):
        assert addon.call("PUT", f"{path}/a", data=json.dumps(value)).status_code == 400
    for method in ("GET", "PUT", "DELETE"):
        assert addon.call(method, f"{path}/{'k' * 128}", 1).status_code == 400
    assert member.call("GET", path).status_code == 401
    assert addon.call("DELETE", f"{path}/a").status_code == 204
    assert addon.call("GET", f"{path}/a").status_code == 404
