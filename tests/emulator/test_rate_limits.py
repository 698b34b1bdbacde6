"""Rate limits over HTTP: who is refused, with which headers, and when not."""

from datetime import datetime
from typing import Any

import pytest
import requests

from jira_emulator.command_line import read_arguments
from jira_emulator.limits.limiter import Limiter, LimitSizes
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from tests.emulator.conftest import AddonAuth, Caller

TOP_OF_HOUR = 1_800_000_000.0  # 2027-01-15T08:00:00Z


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = TOP_OF_HOUR + 600

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(emulator: Emulator) -> Clock:
    """The limiter's clock; the limits are on, in Jira's sizes."""
    one = Clock()
    emulator.limiter = Limiter(one)
    emulator.limiter.enabled = True
    return one


def sized(emulator: Emulator, **sizes: Any) -> None:
    answer = requests.put(f"{emulator.control_address}/limits", json=sizes, timeout=5)
    assert answer.status_code == 200, answer.text


def refused(answer: requests.Response, reason: str) -> requests.Response:
    assert answer.status_code == 429
    assert answer.headers["RateLimit-Reason"] == reason
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.json() == {"errorMessages": ["Rate limit exceeded."], "errors": {}}
    return answer


def test_limits_are_off_until_asked_for(emulator: Emulator, addon: Caller) -> None:
    sized(emulator, points_per_hour=1, bursts={"GET": 1})

    answers = [addon.call("GET", "myself") for _ in range(3)]
    assert [one.status_code for one in answers] == [200] * 3
    assert "RateLimit" not in answers[0].headers
    assert read_arguments(["--site", "a=0"]).limits is False
    assert read_arguments(["--site", "a=0", "--limits"]).limits is True


@pytest.mark.usefixtures("clock")
def test_sizes_are_those_of_jira_cloud() -> None:
    sizes = LimitSizes()

    assert sizes.points_per_hour == 65_000
    assert sizes.bursts == {"GET": 100, "POST": 100, "PUT": 50, "DELETE": 50}
    assert sizes.issue_writes == ((20, 2.0), (100, 30.0))


def test_points_of_an_app_run_out_and_come_back_at_the_full_hour(
    emulator: Emulator, addon: Caller, clock: Clock
) -> None:
    sized(emulator, points_per_hour=10)
    key = addon.create()  # 1 point
    left = []
    for _ in range(5):  # 2 points each
        answer = addon.call("GET", f"issue/{key}")
        left.append((answer.status_code, answer.headers["X-RateLimit-Remaining"]))
    assert left == [(200, "7"), (200, "5"), (200, "3"), (200, "1"), (200, "0")]

    answer = refused(addon.call("GET", f"issue/{key}"), "jira-quota-global-based")
    assert answer.headers["Retry-After"] == "3000"
    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert answer.headers["X-RateLimit-Reset"] == "2027-01-15T09:00:00Z"
    assert datetime.fromisoformat(answer.headers["X-RateLimit-Reset"]).timestamp() == TOP_OF_HOUR + 3600
    assert answer.headers["RateLimit-Policy"] == '"global-app-quota";q=10;w=3600'
    assert answer.headers["RateLimit"] == '"global-app-quota";r=0;t=3000'
    clock.now = TOP_OF_HOUR + 3600
    assert addon.call("GET", f"issue/{key}").status_code == 200


@pytest.mark.usefixtures("clock")
def test_answers_warn_when_less_than_a_fifth_is_left(emulator: Emulator, addon: Caller) -> None:
    sized(emulator, points_per_hour=10)
    key = addon.create()
    near = [addon.edit(key, summary=str(number)).headers.get("X-RateLimit-NearLimit") for number in range(9)]

    assert near == [None] * 7 + ["true"] * 2


@pytest.mark.usefixtures("clock")
def test_points_are_of_the_app_over_all_tenants(emulator: Emulator, addon: Caller, installation: Installation) -> None:
    other = emulator.add_site("other")
    other.site.installations[installation.addon_key] = installation
    with requests.Session() as session:
        session.auth = AddonAuth(installation, other.address)
        elsewhere = Caller(other.address, session)
        sized(emulator, points_per_hour=3)
        assert elsewhere.call("GET", "myself").status_code == 200
        refused(addon.call("GET", "myself"), "jira-quota-global-based")

        sized(emulator, per_tenant=True)
        assert elsewhere.call("GET", "myself").status_code == 200
        assert addon.call("GET", "myself").status_code == 200
        refused(addon.call("GET", "myself"), "jira-quota-tenant-based")


@pytest.mark.usefixtures("clock")
def test_refused_and_failed_calls_cost_no_more_than_their_base(emulator: Emulator, addon: Caller) -> None:
    sized(emulator, points_per_hour=100)
    missing = addon.call("GET", "issue/SHOP-999")

    assert (missing.status_code, missing.headers["X-RateLimit-Remaining"]) == (404, "99")


@pytest.mark.usefixtures("clock")
def test_callers_with_a_token_have_no_quota(emulator: Emulator, member: Caller) -> None:
    sized(emulator, points_per_hour=1)
    answers = [member.call("GET", "myself") for _ in range(3)]

    assert [one.status_code for one in answers] == [200] * 3
    assert "RateLimit" not in answers[0].headers


def test_burst_is_of_an_endpoint_and_method_in_any_second(emulator: Emulator, member: Caller, clock: Clock) -> None:
    sized(emulator, bursts={"GET": 3, "PUT": 1}, issue_writes=[])
    key = member.create()
    statuses = [member.call("GET", f"issue/{key}").status_code for _ in range(3)]
    assert statuses == [200] * 3

    answer = refused(member.call("GET", f"issue/{key}"), "jira-burst-based")
    assert (answer.headers["Retry-After"], answer.headers["X-RateLimit-Limit"]) == ("1", "3")
    assert member.call("GET", "myself").status_code == 200
    assert member.edit(key, summary="once").status_code == 204
    assert member.edit(key, summary="twice").status_code == 429
    clock.now += 1
    assert member.call("GET", f"issue/{key}").status_code == 200
    assert member.fields(key)["summary"] == "once"


def test_writes_to_one_issue_are_counted_together(emulator: Emulator, member: Caller, clock: Clock) -> None:
    sized(emulator, issue_writes=[[3, 2], [4, 30]])
    key, other = member.create(), member.create()
    issue_id = member.get(f"issue/{key}?fields=summary")["id"]
    member.edit(key, summary="1")
    member.post(f"issue/{issue_id}/comment", {"body": "2"}, api=2)
    member.edit(key.lower(), summary="3")

    refused(member.edit(issue_id, summary="4"), "jira-per-issue-on-write")
    assert member.edit(other, summary="free").status_code == 204
    assert member.call("GET", f"issue/{key}").status_code == 200
    clock.now += 2
    assert member.edit(key, summary="4").status_code == 204
    answer = refused(member.edit(key, summary="5"), "jira-per-issue-on-write")
    assert answer.headers["Retry-After"] == "28"


def test_nonsense_is_refused_and_changes_nothing(emulator: Emulator) -> None:
    address = f"{emulator.control_address}/limits"
    before = requests.get(address, timeout=5).json()
    nonsense: list[Any] = [
        [],
        {"colour": 1},
        {"enabled": 1},
        {"points_per_hour": -1},
        {"points_per_hour": True},
        {"bursts": {"PATCH": 1}},
        {"bursts": 5},
        {"issue_writes": [[1]]},
        {"issue_writes": 7},
    ]
    for body in nonsense:
        assert requests.put(address, json=body, timeout=5).status_code == 400

    assert requests.get(address, timeout=5).json() == before
    assert before["issue_writes"] == [[20, 2.0], [100, 30.0]]
