"""Misbehaviour on demand: by the control API, over HTTP, and for a seed always the same."""

import random
import statistics
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from jira_emulator import seed
from jira_emulator.faults import Faults, RequestFault
from jira_emulator.latency import LONGEST_TAIL, Distribution, Latency
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import ADDON_KEY, Caller


def ask(emulator: Emulator, method: str, path: str, json: Any = None) -> requests.Response:
    return requests.request(method, f"{emulator.control_address}{path}", json=json, timeout=20)


def control(emulator: Emulator, method: str, path: str, json: Any = None) -> Any:
    answer = ask(emulator, method, path, json)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_failure_can_come_before_or_after_the_write(status: int, emulator: Emulator, member: Caller) -> None:
    key = member.create("at first")
    for takes_effect, expected in ((False, "at first"), (True, "edited")):
        fault = {"method": "PUT", "path": key, "status": status, "takes_effect": takes_effect}
        control(emulator, "POST", "/request-faults", fault)
        assert member.edit(key, summary="edited").status_code == status
        assert member.fields(key)["summary"] == expected


def test_gateway_answers_are_no_json_and_say_when_to_come_back(emulator: Emulator, member: Caller) -> None:
    control(emulator, "POST", "/request-faults", {"status": 503, "headers": {"Retry-After": "7"}})
    answer = member.call("GET", "myself")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Retry-After"] == "7"
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_chance_decides_how_often_and_the_seed_which(emulator: Emulator, member: Caller) -> None:
    control(emulator, "POST", "/request-faults", {"path": "myself", "status": 500, "times": None, "chance": 0.5})

    def statuses(number: int) -> list[int]:
        control(emulator, "PUT", "/seed", {"seed": number})
        return [member.call("GET", "myself").status_code for _ in range(24)]

    first = statuses(1)
    assert 4 <= first.count(500) <= 20
    assert statuses(1) == first
    assert statuses(2) != first


@given(skip=st.integers(0, 5), times=st.integers(1, 5), calls=st.integers(0, 15))
def test_fault_happens_as_often_as_asked_after_as_many_as_asked(skip: int, times: int, calls: int) -> None:
    faults = Faults(1)
    faults.add(RequestFault(skip=skip, times=times, status=500))
    happened = [faults.take("acme", "GET", "/x") is not None for _ in range(calls)]

    assert happened == [skip <= number < skip + times for number in range(calls)]


@given(milliseconds=st.floats(0, 1e5), number=st.integers())
def test_latency_stays_within_its_distribution(milliseconds: float, number: int) -> None:
    dice = random.Random(number)

    assert Latency(milliseconds).draw(dice) == milliseconds
    assert 0 <= Latency(milliseconds, Distribution.UNIFORM).draw(dice) <= 2 * milliseconds
    assert 0 <= Latency(milliseconds, Distribution.LONG_TAIL).draw(dice) <= LONGEST_TAIL * milliseconds


def test_long_tail_is_mostly_short_and_rarely_very_long() -> None:
    dice = random.Random(5)
    drawn = sorted(Latency(100, Distribution.LONG_TAIL).draw(dice) for _ in range(20_000))
    uniform = [Latency(100, Distribution.UNIFORM).draw(dice) for _ in range(20_000)]

    assert 95 < statistics.median(drawn) < 105
    assert 800 < drawn[int(len(drawn) * 0.99)] < 1300
    assert 97 < statistics.mean(uniform) < 103


def test_latency_has_the_asked_distribution(emulator: Emulator) -> None:
    state = control(emulator, "PUT", "/latency", {"milliseconds": 5, "distribution": "long-tail"})

    assert state["latency"] == {"milliseconds": 5, "distribution": "long-tail"}
    control(emulator, "PUT", "/seed", {"seed": 3})
    drawn = [emulator.faults.late_milliseconds() for _ in range(5)]
    control(emulator, "PUT", "/seed", {"seed": 3})
    assert [emulator.faults.late_milliseconds() for _ in range(5)] == drawn
    assert len(set(drawn)) == 5


def test_skewed_clock_is_in_the_date_header_and_in_new_issues(emulator: Emulator, member: Caller) -> None:
    control(emulator, "PUT", "/sites/acme/clock-skew", {"seconds": -7200})
    answer = member.call("GET", "serverInfo")
    wrong = datetime.now(UTC) - timedelta(hours=2)

    assert answer.headers["Date"].count("GMT") == 1
    assert abs(parsedate_to_datetime(answer.headers["Date"]) - wrong) < timedelta(seconds=5)
    assert abs(datetime.fromisoformat(answer.json()["serverTime"]) - wrong) < timedelta(seconds=5)
    created = member.fields(member.create())["created"]
    assert abs(datetime.fromisoformat(created) - wrong) < timedelta(seconds=5)
    control(emulator, "DELETE", "/faults")
    right = parsedate_to_datetime(member.call("GET", "myself").headers["Date"])
    assert abs(right - datetime.now(UTC)) < timedelta(seconds=5)


def test_index_lag_is_set_and_ended_by_the_control_api(emulator: Emulator, member: Caller) -> None:
    control(emulator, "PUT", "/sites/acme/index-lag", {"seconds": 60})
    key = member.create()
    assert member.keys("project = SHOP") == []
    control(emulator, "DELETE", "/faults")

    assert member.keys("project = SHOP") == [key]


def test_permission_of_a_person_vanishes_in_one_project_and_comes_back(
    emulator: Emulator, member: Caller, site: Site
) -> None:
    key = member.create()
    who = seed.person(site, "member").email
    gone = control(
        emulator, "POST", "/sites/acme/vanished", {"permission": "BROWSE_PROJECTS", "who": who, "project": "SHOP"}
    )

    assert member.call("GET", f"issue/{key}").status_code == 404
    assert control(emulator, "GET", "/sites/acme/vanished") == [gone]
    assert control(emulator, "DELETE", f"/sites/acme/vanished/{gone['id']}") == []
    assert member.call("GET", f"issue/{key}").status_code == 200


@pytest.mark.usefixtures("installation")
def test_permission_of_the_addons_account_vanishes(emulator: Emulator, addon: Caller) -> None:
    key = addon.create()
    control(emulator, "POST", "/sites/acme/vanished", {"permission": "EDIT_ISSUES", "who": ADDON_KEY})
    assert addon.edit(key, summary="no").status_code in (400, 403)
    control(emulator, "DELETE", "/sites/acme/vanished")

    assert addon.edit(key, summary="yes").status_code == 204


def test_role_and_group_vanish_and_come_back(
    emulator: Emulator, addon: Caller, member: Caller, installation: Installation, site: Site
) -> None:
    key = member.create()
    account_id = seed.person(site, "member").account_id
    control(emulator, "POST", "/sites/acme/vanished", {"role": "Member", "who": account_id, "project": "SHOP"})
    control(emulator, "POST", "/sites/acme/vanished", {"group": "atlassian-addons-admin", "who": ADDON_KEY})
    assert member.call("GET", f"issue/{key}").status_code == 404
    assert addon.call("GET", f"issue/{key}").status_code == 404
    control(emulator, "DELETE", "/faults")

    assert member.call("GET", f"issue/{key}").status_code == 200
    assert addon.call("GET", f"issue/{key}").status_code == 200


def test_option_that_vanished_is_refused_but_stays_where_it_is(emulator: Emulator, member: Caller, site: Site) -> None:
    severity = site.field("Severity")
    assert severity is not None
    chosen: dict[str, Any] = {severity.id: {"value": "Major"}}
    key = member.create(**chosen)
    before = [one.value for one in severity.options]
    control(emulator, "POST", "/sites/acme/vanished", {"field": "Severity", "option": "Major"})

    assert member.edit(key, **chosen).status_code == 400
    assert member.fields(key)[severity.id]["value"] == "Major"
    control(emulator, "DELETE", "/sites/acme/vanished")
    assert [one.value for one in severity.options] == before


def test_priority_that_vanished_is_no_longer_listed_or_taken(emulator: Emulator, member: Caller) -> None:
    key = member.create(priority={"name": "High"})
    before = member.get("priority")
    control(emulator, "POST", "/sites/acme/vanished", {"priority": "High"})

    assert [one["name"] for one in member.get("priority")] == ["Highest", "Medium", "Low", "Lowest"]
    assert member.edit(key, priority={"name": "High"}).status_code == 400
    assert member.fields(key)["priority"]["name"] == "High"
    control(emulator, "DELETE", "/sites/acme/vanished")
    assert member.get("priority") == before


def test_field_that_vanished_is_nowhere_until_it_is_back(emulator: Emulator, member: Caller, site: Site) -> None:
    customer = site.field("Customer")
    assert customer is not None
    key = member.create(**{customer.id: "Acme"})
    fields, editable = member.get("field"), list(member.get(f"issue/{key}/editmeta")["fields"])
    control(emulator, "POST", "/sites/acme/vanished", {"field": "Customer"})

    assert customer.id not in member.fields(key)
    assert member.edit(key, **{customer.id: "no"}).status_code == 400
    assert customer.id not in member.get(f"issue/{key}/editmeta")["fields"]
    control(emulator, "DELETE", "/sites/acme/vanished")
    assert member.fields(key)[customer.id] == "Acme"
    assert (member.get("field"), list(member.get(f"issue/{key}/editmeta")["fields"])) == (fields, editable)


def test_system_field_that_vanished_is_off_the_screens_but_still_shown(emulator: Emulator, member: Caller) -> None:
    key = member.create(labels=["kept"])
    control(emulator, "POST", "/sites/acme/vanished", {"field": "labels"})

    assert member.edit(key, labels=["new"]).json()["errors"].keys() == {"labels"}
    assert member.fields(key)["labels"] == ["kept"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"colour": "red"},
        {"permission": "FLY", "who": "ada@example.com"},
        {"permission": "BROWSE_PROJECTS"},
        {"permission": "BROWSE_PROJECTS", "who": "nobody"},
        {"role": "Member", "who": "ada@example.com", "project": "NONE"},
        {"role": "Captain", "who": "ada@example.com", "project": "SHOP"},
        {"group": "pirates", "who": "ada@example.com"},
        {"field": "Severity", "option": "Huge"},
        {"field": "nothing"},
        {"priority": "Huge"},
        {"priority": 5},
        {"priority": "High", "field": "labels"},
    ],
)
def test_what_is_not_there_can_not_vanish(asked: dict[str, Any], emulator: Emulator, site: Site) -> None:
    assert ask(emulator, "POST", "/sites/acme/vanished", asked).status_code in (400, 404)
    assert site.vanished == {}
    assert ask(emulator, "DELETE", "/sites/acme/vanished/1").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/request-faults", {"path": "("}),
        ("POST", "/request-faults", {"method": 5}),
        ("POST", "/request-faults", {"status": 99}),
        ("POST", "/request-faults", {"status": "500"}),
        ("POST", "/request-faults", {"times": "many"}),
        ("POST", "/request-faults", {"skip": -1}),
        ("POST", "/request-faults", {"skip": None}),
        ("POST", "/request-faults", {"chance": 2}),
        ("POST", "/request-faults", {"reset": "during"}),
        ("POST", "/request-faults", {"headers": {"Retry-After": 1}}),
        ("POST", "/request-faults", {"takes_effect": 1}),
        ("POST", "/request-faults", {"delay_milliseconds": 1e9}),
        ("PUT", "/webhook-faults", {"drop": 2}),
        ("PUT", "/webhook-faults", {"drop": "often"}),
        ("PUT", "/webhook-faults", []),
        ("PUT", "/latency", {"milliseconds": -1}),
        ("PUT", "/latency", {"milliseconds": 1, "distribution": "odd"}),
        ("PUT", "/latency", {"milliseconds": True}),
        ("PUT", "/seed", {"seed": "x"}),
        ("PUT", "/sites/acme/clock-skew", {"seconds": 1e11}),
        ("PUT", "/sites/acme/index-lag", {}),
    ],
)
@pytest.mark.usefixtures("running")
def test_nonsense_is_refused_and_changes_nothing(method: str, path: str, body: Any, emulator: Emulator) -> None:
    before = control(emulator, "GET", "")

    assert ask(emulator, method, path, body).status_code == 400
    assert control(emulator, "GET", "") == before
