"""The descriptor: complete from the start, with this installation's address."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.connect.descriptor import filled_in
from app.connect.events import EVENTS
from app.engine.raw import MARKER_KEY
from jira_emulator.host.descriptor import descriptor_problems
from tests.connect.conftest import content
from tests.connect.jira_side import ADDON_KEY, BASE_URL

SPECS = Path(os.environ.get("BACKBONE_TEST_SPECS", Path(__file__).parents[2] / ".." / "shared" / "specs"))
MODULES_SCHEMA = SPECS / "connect-jira-modules.schema.json"


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/atlassian-connect.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = content(answer)
    return found


def modules(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [module for kind in document["modules"].values() for module in kind]


def test_the_address_is_filled_in(document: dict[str, Any]) -> None:
    assert document["baseUrl"] == BASE_URL
    assert "{{" not in json.dumps(document)


def test_the_key_is_the_one_that_sites_know() -> None:
    """A renamed key is another add-on to every site that has this one."""
    assert filled_in(BASE_URL)["key"] == ADDON_KEY


def test_what_needs_the_approval_of_admins_is_asked_for_from_the_start(document: dict[str, Any]) -> None:
    assert document["scopes"] == ["READ", "WRITE", "DELETE", "PROJECT_ADMIN"]
    assert document["apiMigrations"] == {"gdpr": True, "signed-install": True, "context-qsh": True}
    assert set(document["lifecycle"]) == {"installed", "enabled", "disabled", "uninstalled"}


def test_each_event_comes_to_its_own_address(document: dict[str, Any]) -> None:
    asked_for = {module["url"]: module["event"] for module in document["modules"]["webhooks"]}

    assert asked_for == {f"/webhooks/{name}": event for name, (event, _) in EVENTS.items()}


def test_no_webhook_would_bring_our_own_markers_back(document: dict[str, Any]) -> None:
    assert not [module for module in document["modules"]["webhooks"] if module["event"].startswith("issue_property")]


def test_what_features_need_is_among_the_events(document: dict[str, Any]) -> None:
    events = {module["event"] for module in document["modules"]["webhooks"]}
    needed = {"jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_deleted", "worklog_updated"}

    assert needed | {"attachment_created", "issuelink_deleted", "jira:version_moved", "sprint_closed"} <= events


def test_module_keys_are_usable_and_used_once(document: dict[str, Any]) -> None:
    keys = [module["key"] for module in modules(document)]

    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-zA-Z0-9-]{1,100}", key) for key in keys)


def test_the_admin_page_stands_in_a_section_of_its_own(document: dict[str, Any]) -> None:
    (section,), (page,) = document["modules"]["webSections"], document["modules"]["adminPages"]

    assert section["location"] == "admin_plugins_menu"
    assert page["location"] == f"admin_plugins_menu/{section['key']}"
    assert (section["name"]["value"], page["name"]["value"]) == ("Backbone Issue Sync", "Synchronizations")


def test_the_marker_can_be_searched_for(document: dict[str, Any]) -> None:
    (module,) = document["modules"]["jiraEntityProperties"]
    (configuration,) = module["keyConfigurations"]

    assert configuration["propertyKey"] == MARKER_KEY
    assert configuration["extractions"] == [{"objectName": "operation", "type": "string", "alias": "backboneOperation"}]


def test_every_address_in_it_is_answered_here(document: dict[str, Any], app: Flask) -> None:
    """All but the pages, which stand for themselves."""
    adapter = app.url_map.bind("x")
    addresses = [*document["lifecycle"].values(), *(module["url"] for module in document["modules"]["webhooks"])]

    assert all(adapter.test(address, method="POST") for address in addresses)


def test_a_host_finds_nothing_wrong_with_it() -> None:
    assert list(descriptor_problems(filled_in(BASE_URL))) == []


@pytest.mark.skipif(not MODULES_SCHEMA.exists(), reason="Atlassian's schema of the modules is not here")
def test_its_modules_are_as_atlassian_s_schema_says(document: dict[str, Any]) -> None:
    schema = json.loads(MODULES_SCHEMA.read_text(encoding="utf-8"))

    assert set(document["modules"]) <= set(schema["properties"])
    jsonschema.Draft7Validator(schema).validate(document["modules"])
