"""Conditions and addresses of modules, and what an add-on keeps on the site."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from jira_emulator import seed
from jira_emulator.host.conditions import all_hold
from jira_emulator.host.connect_host import install
from jira_emulator.host.descriptor import descriptor_problems, modules_of, read_module
from jira_emulator.host.frames import Place, filled_in, frame_url
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.host.tokens import request_token
from jira_emulator.model import Installation
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.tiny_addon import TinyAddon


@dataclass
class Somebody:
    """A viewer with these permissions and properties."""

    account_id: str | None = "account"
    everywhere: frozenset[str] = frozenset()
    in_the_project: frozenset[str] = frozenset()
    stored: dict[str, Any] = field(default_factory=dict)

    def holds_global(self, permission: str) -> bool:
        return permission in self.everywhere

    def holds_in_project(self, permission: str) -> bool:
        return permission in self.in_the_project

    def in_project(self) -> bool:
        return bool(self.in_the_project)

    def may_edit_issue(self) -> bool:
        return False

    def is_issue_assignee(self) -> bool:
        return False

    def is_issue_reporter(self) -> bool:
        return False

    def addon_property(self, name: str) -> Any:
        return self.stored.get(name)

    def entity_property(self, entity: str, name: str) -> Any:
        return self.stored.get(f"{entity}.{name}")

    def remote_condition(self, url: str) -> bool:
        return url == "/yes"


ADMIN = Somebody(everywhere=frozenset({"ADMINISTER"}), in_the_project=frozenset({"ADMINISTER_PROJECTS"}))
NOBODY = Somebody(account_id=None)


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"condition": name, **more}


@pytest.mark.parametrize(
    ("conditions", "for_admin", "for_nobody"),
    [
        ([], True, True),
        ([named("user_is_logged_in")], True, False),
        ([named("user_is_logged_in", invert=True)], False, True),
        ([named("user_is_admin"), named("user_is_logged_in")], True, False),
        ([{"or": [named("user_is_sysadmin"), named("user_is_project_admin")]}], True, False),
        ([{"and": [named("user_is_admin"), named("user_is_sysadmin")]}], False, False),
        ([named("has_project_permission", params={"permission": "administer_projects"})], True, False),
        ([named("no_such_condition")], False, False),
        ([named("no_such_condition", invert=True)], False, False),
        ([named("/yes")], True, True),
        ([named("/no", invert=True)], True, True),
    ],
)
def test_conditions_decide_who_sees_a_module(
    conditions: list[dict[str, Any]], for_admin: bool, for_nobody: bool
) -> None:
    assert all_hold(conditions, ADMIN) is for_admin
    assert all_hold(conditions, NOBODY) is for_nobody


def test_property_conditions_look_into_the_stored_value() -> None:
    viewer = Somebody(stored={"setup": {"done": {"well": True}}, "issue.sync": 3})
    well_done = {"propertyKey": "setup", "objectName": "done.well", "value": "true"}

    assert all_hold([named("addon_property_equal_to", params=well_done)], viewer)
    assert all_hold([named("entity_property_exists", params={"entity": "issue", "propertyKey": "sync"})], viewer)
    assert not all_hold([named("addon_property_equal_to", params=well_done | {"objectName": "done.no"})], viewer)
    assert not all_hold([named("addon_property_exists", params={"propertyKey": "other"})], viewer)


def test_variables_are_percent_encoded_and_unknown_ones_are_empty() -> None:
    written = filled_in("/p/{project.key}?a={ac.x}&b={issue.key}", {"project.key": "A B", "ac.x": "1&2=ä"})

    assert written == "/p/A%20B?a=1%262%3D%C3%A4&b="


def test_modules_are_ordered_by_weight_and_their_targets_are_their_addresses() -> None:
    modules = {
        "webPanels": [{"key": "b", "name": {"value": "B"}, "url": "/b", "weight": 200}],
        "jiraIssueContexts": [{"key": "a", "name": {"value": "A"}, "target": {"url": "/a"}, "weight": 10}],
    }

    found = modules_of({"modules": modules})

    assert [(one.key, one.url, one.name) for one in found] == [("a", "/a", "A"), ("b", "/b", "B")]


def test_webhooks_need_no_key() -> None:
    document = SMALLEST | {"modules": {"webhooks": [{"event": "jira:issue_created", "url": "/x"}] * 2}}

    assert list(descriptor_problems(document)) == []


SMALLEST: dict[str, Any] = {
    "key": "k",
    "baseUrl": "https://addon.example.com",
    "authentication": {"type": "jwt"},
    "lifecycle": {"installed": "/installed"},
}


@pytest.fixture
def running() -> Iterator[RunningSite]:
    with Emulator() as emulator:
        one = emulator.add_site("first")
        seed.add_project(one.site, "SHOP", "Storefront")
        yield one


@pytest.fixture
def installed(running: RunningSite) -> Iterator[Installation]:
    addon = TinyAddon().start()
    yield install(running, addon.descriptor_url)
    addon.stop()


def test_cacheable_page_gets_neither_context_nor_token(running: RunningSite, installed: Installation) -> None:
    page = read_module("generalPages", {"key": "g", "name": "G", "url": "/g?p={project.key}", "cacheable": True})
    place = Place(running.site.project("SHOP"))

    address = frame_url(running.site, installed, page, place, seed.person(running.site, "admin"))

    assert address == f"{installed.base_url}/g?p="


def test_values_of_the_page_are_signed_with_the_address(running: RunningSite, installed: Installation) -> None:
    page = read_module("generalPages", {"key": "g", "name": "G", "url": "/g?step={ac.step}"})

    address = frame_url(running.site, installed, page, Place(), None, {"step": "a b&c"})

    query = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert query["step"] == ["a b&c"]
    assert hash_of_url("GET", address, installed.base_url) == hash_of_url(
        "GET", address.partition("&jwt=")[0], installed.base_url
    )


def _properties(running: RunningSite, one: Installation, method: str, key: str = "", **more: Any) -> requests.Response:
    path = f"/rest/atlassian-connect/1/addons/{one.addon_key}/properties" + (f"/{key}" if key else "")
    as_addon = Installation(
        addon_key=one.addon_key,
        client_key=one.addon_key,  # an add-on names itself as the issuer
        shared_secret=one.shared_secret,
        base_url=running.address,
        descriptor={},
        app_user=one.app_user,
    )
    token = request_token(as_addon, method, running.address + path)
    return requests.request(
        method, running.address + path, headers={"Authorization": f"JWT {token}"}, timeout=10, **more
    )


def test_add_on_keeps_properties_of_its_own(running: RunningSite, installed: Installation) -> None:
    made = _properties(running, installed, "PUT", "setup", json={"done": True})
    again = _properties(running, installed, "PUT", "setup", json=[1])

    assert (made.status_code, again.status_code) == (201, 200)
    assert _properties(running, installed, "GET", "setup").json()["value"] == [1]
    assert [one["key"] for one in _properties(running, installed, "GET").json()["keys"]] == ["setup"]
    assert _properties(running, installed, "DELETE", "setup").status_code == 204
    assert _properties(running, installed, "GET", "setup").status_code == 404


def test_bad_property_is_refused(running: RunningSite, installed: Installation) -> None:
    assert _properties(running, installed, "PUT", "x" * 128, json=1).status_code == 400
    assert _properties(running, installed, "PUT", "x", data=b"{").status_code == 400
    assert _properties(running, installed, "PUT", "x", json="y" * 40_000).status_code == 400


def test_nobody_else_reaches_the_properties(running: RunningSite, installed: Installation) -> None:
    address = f"{running.address}/rest/atlassian-connect/1/addons/{installed.addon_key}/properties"
    admin = seed.person(running.site, "admin")

    assert requests.get(address, timeout=10).status_code == 401
    assert requests.get(address, auth=(admin.email, admin.api_token), timeout=10).status_code == 401
    assert requests.get(address.replace("tiny", "other"), timeout=10).status_code == 401
