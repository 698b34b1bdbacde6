"""Worklogs, watchers and votes over REST."""

import pytest

from jira_emulator import seed
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import DOCUMENT

HOUR = 3600
WORK = {"timeSpentSeconds": HOUR, "started": "2026-11-23T10:00:00.000+0000", "comment": DOCUMENT}


@pytest.mark.parametrize(
    ("query", "remaining"),
    [
        ("", 7 * HOUR),
        ("?adjustEstimate=leave", 8 * HOUR),
        ("?adjustEstimate=new&newEstimate=2h", 2 * HOUR),
        ("?adjustEstimate=manual&reduceBy=3h", 5 * HOUR),
    ],
)
def test_logged_work_adjusts_the_estimate_as_asked(member: Caller, query: str, remaining: int) -> None:
    key = member.create(timetracking={"originalEstimate": "1d"})
    worklog = member.post(f"issue/{key}/worklog{query}", WORK)

    assert worklog["started"] == WORK["started"]
    assert worklog["timeSpent"] == "1h"
    fields = member.fields(key)
    assert fields["timeestimate"] == remaining
    assert fields["timespent"] == HOUR


def test_worklog_is_changed_and_deleted(member: Caller) -> None:
    key = member.create()
    path = f"issue/{key}/worklog/{member.post(f'issue/{key}/worklog', WORK)['id']}"

    assert member.call("PUT", path, {"timeSpent": "2h"}).json()["timeSpentSeconds"] == 2 * HOUR
    assert member.get(path)["comment"] == DOCUMENT
    assert member.call("DELETE", path).status_code == 204
    assert member.call("GET", path).status_code == 404
    assert member.get(f"issue/{key}/worklog")["total"] == 0


def test_bad_worklogs_are_refused(member: Caller) -> None:
    key = member.create()

    for bad in ({}, {"timeSpentSeconds": -1}, {"timeSpent": "soon"}, WORK | {"started": "yesterday"}):
        assert member.call("POST", f"issue/{key}/worklog", bad).status_code == 400
    assert member.call("POST", f"issue/{key}/worklog?adjustEstimate=guess", WORK).status_code == 400


def test_member_watches_for_itself_and_admin_for_others(member: Caller, admin: Caller, site: Site) -> None:
    key = admin.create()
    admin_id, member_id = (seed.person(site, part).account_id for part in ("admin", "member"))

    assert member.call("POST", f"issue/{key}/watchers", member_id).status_code == 204
    assert member.call("DELETE", f"issue/{key}/watchers?accountId={admin_id}").status_code == 403
    assert admin.call("DELETE", f"issue/{key}/watchers?accountId={member_id}").status_code == 204
    assert [one["accountId"] for one in member.get(f"issue/{key}/watchers")["watchers"]] == [admin_id]


def test_nobody_votes_for_what_they_reported(member: Caller, admin: Caller) -> None:
    key = member.create()

    assert member.call("POST", f"issue/{key}/votes").status_code == 404
    assert admin.call("POST", f"issue/{key}/votes").status_code == 204
    assert member.get(f"issue/{key}/votes")["votes"] == 1
    assert admin.call("DELETE", f"issue/{key}/votes").status_code == 204
    assert member.get(f"issue/{key}/votes")["votes"] == 0
