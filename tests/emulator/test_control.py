"""The control API: misbehaviour on demand, and what was asked."""

import time
from typing import Any

import pytest
import requests

from jira_emulator import seed
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def control(emulator: Emulator, method: str, path: str, json: Any = None) -> Any:
    answer = requests.request(method, f"{emulator.control_address}{path}", json=json, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_answers_fail_as_often_as_asked_and_on_the_asked_path(emulator: Emulator, member: Caller) -> None:
    key = member.create()
    fault = {"method": "GET", "path": "/issue/", "status": 429, "times": 2}
    control(emulator, "POST", "/request-faults", fault)

    assert member.call("GET", "myself").status_code == 200
    refused = [member.call("GET", f"issue/{key}") for _ in range(3)]
    assert [one.status_code for one in refused] == [429, 429, 200]
    assert refused[0].headers["Retry-After"] == "1"
    assert refused[0].headers["RateLimit-Reason"] == "jira-burst-based"


def test_reset_before_writes_nothing_and_reset_after_writes(emulator: Emulator, member: Caller) -> None:
    key = member.create("at first")
    for reset, expected in (("before", "at first"), ("after", "edited")):
        control(emulator, "POST", "/request-faults", {"method": "PUT", "path": key, "reset": reset})
        with pytest.raises(requests.ConnectionError):
            member.edit(key, summary="edited")
        assert member.fields(key)["summary"] == expected


def test_late_answers_take_the_asked_time(emulator: Emulator, member: Caller) -> None:
    control(emulator, "PUT", "/latency", {"milliseconds": 150})
    began = time.perf_counter()
    member.get("myself")
    assert time.perf_counter() - began >= 0.15

    control(emulator, "DELETE", "/faults")
    assert control(emulator, "GET", "")["latency"]["milliseconds"] == 0


def test_calls_are_counted_per_account_and_operation_until_reset(
    emulator: Emulator, member: Caller, site: Site
) -> None:
    key = member.create()
    for _ in range(3):
        member.fields(key)

    account_id = seed.person(site, "member").account_id
    counted = control(emulator, "GET", "/calls?site=acme")["acme"][account_id]
    assert counted == {"POST /issue": 1, "GET /issue/<issue>": 3}
    last = control(emulator, "GET", "/requests")[0]
    assert (last["method"], last["status"], last["account_id"]) == ("GET", 200, account_id)
    control(emulator, "DELETE", "/traffic")
    assert control(emulator, "GET", "/calls") == {}


def test_index_lag_and_clock_skew_are_set_for_one_site(emulator: Emulator, site: Site) -> None:
    control(emulator, "PUT", "/sites/acme/index-lag", {"seconds": 2.5})
    control(emulator, "PUT", "/sites/acme/clock-skew", {"seconds": 3600})

    assert site.index.lag_seconds == 2.5
    other = emulator.add_site("other").site
    assert 3590 < (site.now() - other.now()).total_seconds() < 3610


def test_unknown_words_are_refused(emulator: Emulator) -> None:
    answer = requests.post(f"{emulator.control_address}/request-faults", json={"colour": 1}, timeout=5)
    assert answer.status_code == 400
    answer = requests.put(f"{emulator.control_address}/sites/x/index-lag", json={"seconds": 1}, timeout=5)
    assert answer.status_code == 404


def test_control_api_can_be_left_out() -> None:
    with Emulator(control=False) as emulator:
        assert emulator.control_address is None


def test_same_seed_gives_the_same_tokens_and_accidents() -> None:
    def tokens(number: int) -> list[Any]:
        with Emulator(seed=number, control=False) as emulator:
            site = emulator.add_site("acme").site
            emulator.faults.webhooks.drop = 0.5
            fates = [len(emulator.faults.webhook_fate().delays_seconds) for _ in range(20)]
            return [site.client_key, seed.person(site, "admin").api_token, fates]

    assert tokens(3) == tokens(3)
    assert tokens(3) != tokens(4)
