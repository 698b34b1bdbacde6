"""Who gets into a Data Center site, and by which address."""

import base64
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from jira_emulator.rest.data_center.operations import OWN, SHARED
from jira_emulator.rest.router import OPERATIONS
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.server_caller import ServerCaller, account, calling, token_of


@pytest.fixture
def member(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "member") as one:
        yield one


def answer_to(running: RunningSite, authorization: str, path: str = "/rest/api/2/myself") -> requests.Response:
    return requests.get(running.address + path, headers={"Authorization": authorization}, timeout=5)


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_token_and_password_open_the_same_account(data_center: RunningSite) -> None:
    milo = account(data_center, "member")

    by_token = answer_to(data_center, f"Bearer {token_of(data_center, 'member')}").json()
    by_password = answer_to(data_center, basic("milo", milo.password)).json()

    assert by_token == by_password
    assert (by_token["name"], by_token["key"], by_token["emailAddress"]) == ("milo", milo.key, "milo@example.com")
    assert "accountId" not in by_token


@pytest.mark.parametrize(
    "authorization", ["Bearer nothing", "Bearer ", "JWT a.b.c", "Basic ???", basic("milo", "wrong")]
)
def test_wrong_credentials_are_refused(data_center: RunningSite, authorization: str) -> None:
    refused = answer_to(data_center, authorization)

    assert refused.status_code == 401
    assert refused.json()["message"] == "Client must be authenticated to access this resource."


def test_api_token_of_cloud_opens_nothing(data_center: RunningSite) -> None:
    milo = account(data_center, "member")

    assert milo.api_token == ""
    assert answer_to(data_center, basic("milo@example.com", milo.password)).status_code == 401
    assert answer_to(data_center, basic("milo", "")).status_code == 401


def test_basic_authentication_can_be_switched_off(data_center: RunningSite) -> None:
    data_center.site.basic_auth = False

    refused = answer_to(data_center, basic("milo", account(data_center, "member").password))

    assert refused.status_code == 403
    assert refused.json()["errorMessages"] == ["Basic authentication has been disabled on this instance."]
    assert answer_to(data_center, f"Bearer {token_of(data_center, 'member')}").status_code == 200


def test_own_token_is_made_used_and_revoked(data_center: RunningSite, member: ServerCaller) -> None:
    made = member.call("POST", "/rest/pat/latest/tokens", {"name": "sync", "expirationDuration": 90})
    assert made.status_code == 201
    token = made.json()
    bearer = f"Bearer {token['rawToken']}"

    assert answer_to(data_center, bearer).json()["name"] == "milo"
    listed = member.get("/rest/pat/latest/tokens")
    assert [one["name"] for one in listed] == ["Announced at the start", "sync"]
    assert all("rawToken" not in one for one in listed)
    with calling(data_center, "admin") as admin:
        assert admin.call("DELETE", f"/rest/pat/latest/tokens/{token['id']}").status_code == 404
    assert member.call("DELETE", f"/rest/pat/latest/tokens/{token['id']}").status_code == 204
    assert answer_to(data_center, bearer).status_code == 401


def test_expired_token_opens_nothing(data_center: RunningSite, member: ServerCaller) -> None:
    token = member.post("/rest/pat/latest/tokens", {"name": "short", "expirationDuration": 1})["rawToken"]
    data_center.site.clock_skew = timedelta(days=2)

    assert answer_to(data_center, f"Bearer {token}").status_code == 401


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": 3}, {"name": "x", "expirationDuration": "long"}, {"name": "x" * 256}]
)
def test_token_without_sense_is_refused(member: ServerCaller, body: dict[str, object]) -> None:
    assert member.call("POST", "/rest/pat/latest/tokens", body).status_code == 400


def test_session_lasts_until_it_is_ended(data_center: RunningSite) -> None:
    address = f"{data_center.address}/rest/auth/1/session"
    with requests.Session() as browser:
        wrong = browser.post(address, json={"username": "milo", "password": "guessed"}, timeout=5)
        assert wrong.status_code == 401
        password = account(data_center, "member").password
        begun = browser.post(address, json={"username": "milo", "password": password}, timeout=5)
        assert begun.json()["session"]["name"] == "JSESSIONID"
        assert browser.get(address, timeout=5).json()["name"] == "milo"
        assert browser.get(f"{data_center.address}/rest/api/2/myself", timeout=5).json()["name"] == "milo"
        assert browser.delete(address, timeout=5).status_code == 204
        assert browser.get(address, timeout=5).status_code == 401


def test_only_version_two_is_there(member: ServerCaller) -> None:
    assert member.get("/rest/api/latest/myself")["self"].endswith("/jira/rest/api/2/user?username=milo")
    assert member.call("GET", "myself", api=3).status_code == 404
    for method, path in (
        ("GET", "search/jql?jql=project=SHOP"),
        ("POST", "permissions/check"),
        ("POST", "issue/bulkfetch"),
        ("GET", "project/search"),
        ("GET", "label"),
        ("GET", "issue/SHOP-1/changelog"),
        ("GET", "attachment/content/1"),
        ("GET", "webhook/failed"),
    ):
        assert member.call(method, path).status_code in (404, 405), path
    for path in ("/_connect/all.js", "/_install-keys/x", "/plugins/servlet/upm", "/plugins/servlet/ac/a/b"):
        assert member.call("GET", path).status_code == 404, path


def test_site_answers_below_its_context_path_only(data_center: RunningSite, member: ServerCaller) -> None:
    outside = data_center.address.removesuffix("/jira")

    assert data_center.address.endswith("/jira")
    assert member.get("serverInfo")["baseUrl"] == data_center.address
    for path in ("/rest/api/2/serverInfo", "/jirafaces", "/"):
        assert requests.get(outside + path, timeout=5).status_code == 404


def test_site_says_what_it_is(member: ServerCaller, emulator: Emulator) -> None:
    about = member.get("serverInfo")

    assert about["deploymentType"] == "Server"
    assert about["versionNumbers"][:2] == [10, 3]
    assert about["version"].startswith("10.3.")


def test_every_shared_operation_is_one_of_clouds() -> None:
    assert {one.name for one in OPERATIONS} >= SHARED
    assert not SHARED & {one.name for one in OWN}


def test_cloud_sites_stay_as_they_are_beside_it(data_center: RunningSite, running: RunningSite) -> None:
    token = token_of(data_center, "member")

    assert answer_to(running, f"Bearer {token}").status_code == 401
    assert requests.get(f"{running.address}/rest/api/3/serverInfo", timeout=5).json()["deploymentType"] == "Cloud"
