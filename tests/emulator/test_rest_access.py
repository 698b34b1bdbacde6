"""Who gets in, and what each one may do."""

import time
from typing import Any

import pytest
import requests

from jira_emulator import seed
from jira_emulator.model import Installation
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from tests.emulator.conftest import AddonAuth, Caller

NOT_VISIBLE = {
    "errorMessages": ["Issue does not exist or you do not have permission to see it."],
    "errors": {},
}


def test_wrong_token_is_refused(running: RunningSite) -> None:
    user = seed.person(running.site, "admin")
    answer = requests.get(f"{running.address}/rest/api/3/serverInfo", auth=(user.email, "wrong"), timeout=5)
    assert answer.status_code == 401


def test_nobody_has_no_account(nobody: Caller) -> None:
    assert nobody.call("GET", "myself").status_code == 401


def test_stranger_can_not_tell_a_hidden_issue_from_a_missing_one(member: Caller, stranger: Caller) -> None:
    key = member.create()

    for path in (f"issue/{key}", f"issue/{key}/comment", "issue/SHOP-999"):
        answer = stranger.call("GET", path)
        assert answer.status_code == 404
        assert answer.json() == NOT_VISIBLE
    assert stranger.keys("project = SHOP") == []
    assert stranger.call("GET", "project/SHOP").status_code == 404
    assert stranger.get("project/search")["values"] == []
    wanted = {"fields": {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "x"}}
    assert stranger.call("POST", "issue", wanted).status_code == 400


def test_member_may_not_delete_issues_nor_set_the_reporter(member: Caller, site: Site) -> None:
    key = member.create()

    assert member.call("DELETE", f"issue/{key}").status_code == 403
    reporter = {"accountId": seed.person(site, "admin").account_id}
    assert member.edit(key, reporter=reporter).status_code == 400


def test_same_person_has_the_same_account_on_every_site(emulator: Emulator) -> None:
    first, second = emulator.add_site("first").site, emulator.add_site("second").site

    assert seed.person(first, "member").account_id == seed.person(second, "member").account_id


def test_people_know_who_is_admin_of_what(caller: Any, site: Site) -> None:
    def held(part: str) -> list[bool]:
        found = caller(part).get("mypermissions?permissions=ADMINISTER,ADMINISTER_PROJECTS&projectKey=SHOP")
        return [one["havePermission"] for one in found["permissions"].values()]

    assert held("admin") == [True, True]
    assert held("project_admin") == [False, True]
    assert held("member") == [False, False]


def test_addon_asks_about_any_user_and_unknown_ids_are_left_out(addon: Caller, site: Site) -> None:
    project_id = next(iter(site.projects))

    def checked(part: str) -> tuple[list[str], list[int]]:
        account_id = seed.person(site, part).account_id
        asked = {"permissions": ["ADMINISTER_PROJECTS"], "projects": [project_id, 424242]}
        body = {"accountId": account_id, "globalPermissions": ["ADMINISTER"], "projectPermissions": [asked]}
        found = addon.post("permissions/check", body)
        return found["globalPermissions"], found["projectPermissions"][0]["projects"]

    assert checked("admin") == (["ADMINISTER"], [project_id])
    assert checked("project_admin") == ([], [project_id])
    assert checked("member") == ([], [])


def test_person_may_not_ask_about_others(member: Caller, site: Site) -> None:
    body = {"accountId": seed.person(site, "admin").account_id, "globalPermissions": ["ADMINISTER"]}
    assert member.call("POST", "permissions/check", body).status_code == 403


def test_addon_acts_as_its_own_account(addon: Caller, member: Caller) -> None:
    me = addon.get("myself")
    key = addon.create("from the add-on")

    assert me["accountType"] == "app"
    assert member.fields(key)["creator"]["accountId"] == me["accountId"]


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"qsh": None},
        {"iat": None},
        {"qsh": "context-qsh"},
        {"qsh": "0" * 64},
        {"exp": int(time.time()) - 300},
        {"iss": "com.example.other"},
        {"iss": None},
    ],
    ids=lambda claims: "-".join(f"{name}={value}" for name, value in claims.items())[:30],
)
def test_forged_token_is_refused(running: RunningSite, installation: Installation, claims: dict[str, Any]) -> None:
    auth = AddonAuth(installation, running.address, **claims)
    answer = requests.get(f"{running.address}/rest/api/3/myself", auth=auth, timeout=5)
    assert answer.status_code == 401


def test_token_of_an_old_secret_is_refused(running: RunningSite, installation: Installation) -> None:
    auth = AddonAuth(installation, running.address)
    request = requests.Request("GET", f"{running.address}/rest/api/3/myself", auth=auth).prepare()
    installation.shared_secret = "another secret, long enough for the algorithm"

    with requests.Session() as session:
        assert session.send(request, timeout=5).status_code == 401


def test_signed_query_is_part_of_the_token(addon: Caller) -> None:
    addon.create("a & b")
    found = addon.get("search/jql?jql=summary ~ \"b\" AND project = 'SHOP' ORDER BY key&fields=summary,*all")
    assert len(found["issues"]) == 1


def test_addon_does_only_what_its_scopes_open(addon: Caller, installation: Installation) -> None:
    key = addon.create()

    installation.descriptor["scopes"] = ["READ"]
    assert addon.call("GET", f"issue/{key}").status_code == 200
    assert addon.call("PUT", f"issue/{key}", {"fields": {"summary": "x"}}).status_code == 403
    installation.descriptor["scopes"] = ["WRITE"]
    assert addon.call("PUT", f"issue/{key}", {"fields": {"summary": "x"}}).status_code == 204
    assert addon.call("DELETE", f"issue/{key}").status_code == 403
    installation.descriptor["scopes"] = ["DELETE"]
    assert addon.call("POST", "version", {"name": "1", "projectId": 10000}).status_code == 403
    assert addon.call("DELETE", f"issue/{key}").status_code == 204


def test_what_no_addon_may_call_is_forbidden(addon: Caller, member: Caller) -> None:
    for method, path in (("POST", "changelog/bulkfetch"), ("GET", "users/search"), ("GET", "statuses/search")):
        assert addon.call(method, path).status_code == 403
    assert member.call("POST", "redact").status_code == 404


def test_mail_address_is_shown_to_its_owner_only(member: Caller, site: Site) -> None:
    assert member.get("myself")["emailAddress"] == "milo@example.com"
    admin_id = seed.person(site, "admin").account_id
    assert member.get(f"user?accountId={admin_id}")["emailAddress"] == ""


def test_user_search_needs_exactly_one_question(member: Caller) -> None:
    assert [one["displayName"] for one in member.get("user/search?query=pri")] == ["Priya Nair"]
    assert member.call("GET", "user/search").status_code == 400
    assert member.call("GET", "user/search?query=a&accountId=b").status_code == 400
