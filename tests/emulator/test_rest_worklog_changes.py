"""Worklogs by change, their properties, and what is strict about them."""

from datetime import timedelta

import pytest

from jira_emulator.rest import worklog_changes
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_worklogs import WORK

LATER = timedelta(minutes=2)


def test_worklog_changes_of_the_last_minute_are_not_told_yet(member: Caller, site: Site) -> None:
    key = member.create()
    worklog_id = int(member.post(f"issue/{key}/worklog", WORK)["id"])

    assert member.get("worklog/updated")["values"] == []
    site.clock_skew += LATER
    told = member.get("worklog/updated")
    assert [one["worklogId"] for one in told["values"]] == [worklog_id]
    assert told["lastPage"] is True
    assert member.get(f"worklog/updated?since={told['until']}")["values"] == []


def test_worklog_pages_follow_each_other_until_the_last(
    member: Caller, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklog_changes, "PAGE_LENGTH", 2)
    key = member.create()
    logged = []
    for _ in range(3):
        site.clock_skew += timedelta(seconds=1)
        logged.append(int(member.post(f"issue/{key}/worklog", WORK)["id"]))
    site.clock_skew += LATER

    first = member.get("worklog/updated")
    last = member.get(first["nextPage"])
    assert [first["lastPage"], last["lastPage"]] == [False, True]
    assert [one["worklogId"] for page in (first, last) for one in page["values"]] == logged


def test_deleted_worklogs_are_told_also_when_their_issue_was_deleted(member: Caller, admin: Caller, site: Site) -> None:
    keys = member.create(), member.create()
    ids = [int(member.post(f"issue/{key}/worklog", WORK)["id"]) for key in keys]
    member.call("DELETE", f"issue/{keys[0]}/worklog/{ids[0]}")
    admin.call("DELETE", f"issue/{keys[1]}")
    site.clock_skew += LATER

    assert [one["worklogId"] for one in member.get("worklog/deleted")["values"]] == ids
    assert member.get("worklog/updated")["values"] == []


def test_worklogs_are_listed_by_id_without_the_hidden_ones(member: Caller, admin: Caller, stranger: Caller) -> None:
    key = member.create()
    shown = int(member.post(f"issue/{key}/worklog", WORK)["id"])
    role = {"type": "role", "value": "Administrators"}
    hidden = int(admin.post(f"issue/{key}/worklog", WORK | {"visibility": role})["id"])

    assert [one["id"] for one in member.post("worklog/list", {"ids": [shown, hidden, 1]})] == [str(shown)]
    assert len(admin.post("worklog/list", {"ids": [shown, hidden]})) == 2
    assert stranger.post("worklog/list", {"ids": [shown]}) == []
    refused: list[object] = [{"ids": []}, {"ids": list(range(1001))}, {"ids": ["x"]}, {}, {"ids": [1], "more": 1}]
    for bad in refused:
        assert member.call("POST", "worklog/list", bad).status_code == 400


def test_nobody_must_sign_in_for_worklogs_of_the_site(nobody: Caller) -> None:
    for path in ("worklog/updated", "worklog/deleted"):
        assert nobody.call("GET", path).status_code == 401
    assert nobody.call("POST", "worklog/list", {"ids": [1]}).status_code == 401


def test_worklog_keeps_properties(member: Caller, admin: Caller) -> None:
    key = member.create()
    made = member.post(f"issue/{key}/worklog?expand=properties", WORK | {"properties": [{"key": "marker", "value": 7}]})
    path = f"issue/{key}/worklog/{made['id']}/properties"

    assert made["properties"] == [{"key": "marker", "value": 7}]
    assert member.call("PUT", f"{path}/other", {"a": 1}).status_code == 201
    assert member.call("PUT", f"{path}/other", {"a": 2}).status_code == 200
    assert [one["key"] for one in member.get(path)["keys"]] == ["marker", "other"]
    assert member.get(f"{path}/other")["value"] == {"a": 2}
    assert member.call("DELETE", f"{path}/marker").status_code == 204
    assert member.call("GET", f"{path}/marker").status_code == 404
    assert member.get(f"issue/{key}/worklog?expand=properties")["worklogs"][0]["properties"] == [
        {"key": "other", "value": {"a": 2}}
    ]


def test_properties_of_a_foreign_worklog_need_the_right_to_edit_it(member: Caller, admin: Caller) -> None:
    key = member.create()
    foreign = admin.post(f"issue/{key}/worklog", WORK)["id"]

    assert member.call("PUT", f"issue/{key}/worklog/{foreign}/properties/p", 1).status_code == 403
    assert admin.call("PUT", f"issue/{key}/worklog/{foreign}/properties/p", 1).status_code == 201
    assert member.get(f"issue/{key}/worklog/{foreign}/properties/p")["value"] == 1
    assert member.call("GET", f"issue/{key}/worklog/x/properties").status_code == 400


@pytest.mark.parametrize(
    "started",
    ["2026-11-23T10:00:00+0000", "2026-11-23T10:00:00.000Z", "2026-11-23T10:00:00.000+00:00", "2026-11-23", 5],
)
def test_started_needs_milliseconds_and_an_offset_without_colon(member: Caller, started: object) -> None:
    refused = member.call("POST", f"issue/{member.create()}/worklog", WORK | {"started": started})

    assert refused.status_code == 400
    assert "started" in refused.json()["errors"]


def test_worklogs_are_filtered_by_when_the_work_started(member: Caller) -> None:
    key = member.create()
    for day in ("21", "22", "23"):
        member.post(f"issue/{key}/worklog", WORK | {"started": f"2026-11-{day}T10:00:00.000+0000"})
    middle = 1795341600000  # 2026-11-22T10:00Z

    assert member.get(f"issue/{key}/worklog?startedAfter={middle}")["total"] == 2
    assert member.get(f"issue/{key}/worklog?startedAfter={middle}&startedBefore={middle + 1}")["total"] == 1


def test_edit_of_a_worklog_keeps_what_it_does_not_name_and_knows_no_manual_adjustment(admin: Caller) -> None:
    key = admin.create()
    role = {"type": "role", "value": "Administrators"}
    made = admin.post(f"issue/{key}/worklog", WORK | {"visibility": role})
    path = f"issue/{key}/worklog/{made['id']}"

    assert admin.call("PUT", f"{path}?adjustEstimate=manual&reduceBy=1h", {"timeSpent": "2h"}).status_code == 400
    edited = admin.call("PUT", path, {"timeSpent": "2h"}).json()
    assert edited["visibility"]["value"] == "Administrators"
    assert "visibility" not in admin.call("PUT", path, {"visibility": None}).json()
