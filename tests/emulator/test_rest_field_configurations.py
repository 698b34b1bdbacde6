"""Hidden and required fields, by project and issue type."""

from typing import Any

import pytest

from jira_emulator.catalogue import add_custom_field
from jira_emulator.model import Screen
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


@pytest.fixture
def configuration(admin: Caller, site: Site) -> str:
    """A field configuration that holds for the bugs of SHOP."""
    made: str = str(admin.post("fieldconfiguration", {"name": "Bugs"})["id"])
    scheme = admin.post("fieldconfigurationscheme", {"name": "Shop"})["id"]
    bug = next(one.id for one in site.issue_types.values() if one.name == "Bug")
    mapping = {"mappings": [{"issueTypeId": str(bug), "fieldConfigurationId": made}]}
    assert admin.call("PUT", f"fieldconfigurationscheme/{scheme}/mapping", mapping).status_code == 204
    project = {"projectId": str(next(iter(site.projects))), "fieldConfigurationSchemeId": scheme}
    assert admin.call("PUT", "fieldconfigurationscheme/project", project).status_code == 204
    return made


def rule(admin: Caller, configuration: str, field: str, **rules: Any) -> None:
    items = {"fieldConfigurationItems": [{"id": field} | rules]}
    assert admin.call("PUT", f"fieldconfiguration/{configuration}/fields", items).status_code == 204


def refusal(caller: Caller, issue_type: str, **fields: Any) -> dict[str, str]:
    named = {"project": {"key": "SHOP"}, "issuetype": {"name": issue_type}, "summary": "x"}
    answer = caller.call("POST", "issue", {"fields": named | fields})
    assert answer.status_code == 400, answer.text
    errors: dict[str, str] = answer.json()["errors"]
    return errors


def test_required_field_must_have_a_value_for_this_type_only(admin: Caller, member: Caller, configuration: str) -> None:
    rule(admin, configuration, "duedate", isRequired=True)

    assert refusal(member, "Bug") == {"duedate": "Due date is required."}
    key = member.create(issue_type="Bug", duedate="2026-12-01")
    member.create(issue_type="Task")
    assert member.edit(key, summary="y").status_code == 204
    emptied = member.edit(key, duedate=None)
    assert emptied.json()["errors"] == {"duedate": "Due date is required."}
    assert member.get(f"issue/{key}/editmeta")["fields"]["duedate"]["required"] is True


def test_required_field_off_the_screen_stops_creation(
    admin: Caller, member: Caller, site: Site, configuration: str
) -> None:
    field = add_custom_field(site, "Extra", "string", "textfield")
    for screen in site.screens.values():
        screen.field_ids.remove(field.id)
    rule(admin, configuration, field.id, isRequired=True)

    assert refusal(member, "Bug") == {field.id: "Extra is required."}


def test_hidden_field_is_neither_offered_nor_taken(
    admin: Caller, member: Caller, site: Site, configuration: str
) -> None:
    rule(admin, configuration, "priority", isHidden=True)
    bug = next(one.id for one in site.issue_types.values() if one.name == "Bug")

    fields = member.get(f"issue/createmeta/SHOP/issuetypes/{bug}")["fields"]
    assert "priority" not in [one["fieldId"] for one in fields]
    assert "appropriate screen" in refusal(member, "Bug", priority={"name": "High"})["priority"]
    member.create(issue_type="Task", priority={"name": "High"})


def test_transition_that_needs_a_resolution_names_it(member: Caller, site: Site) -> None:
    workflow = next(iter(site.workflows.values()))
    done = next(one for one in workflow.transitions if one.name == "Done")
    done.screen = Screen(site.next_id("screen"), "Resolve", ["resolution"], {"resolution"})
    key = member.create()

    described = member.get(f"issue/{key}/transitions?expand=transitions.fields")["transitions"]
    assert [one["fields"]["resolution"]["required"] for one in described if one["name"] == "Done"] == [True]
    refused = member.call("POST", f"issue/{key}/transitions", {"transition": {"id": "61"}})
    assert (refused.status_code, refused.json()["errors"]) == (400, {"resolution": "Resolution is required."})
    body = {"transition": {"id": "61"}, "fields": {"resolution": {"name": "Duplicate"}}}
    assert member.call("POST", f"issue/{key}/transitions", body).status_code == 204


def test_validator_of_a_transition_is_content_with_what_the_issue_has(member: Caller, site: Site) -> None:
    workflow = next(iter(site.workflows.values()))
    start = next(one for one in workflow.transitions if one.name == "Start progress")
    start.required_field_ids = frozenset({"assignee"})
    key = member.create()
    step = {"transition": {"id": str(start.id)}}

    refused = member.call("POST", f"issue/{key}/transitions", step)
    assert (refused.status_code, refused.json()["errors"]) == (400, {"assignee": "Assignee is required."})
    member.edit(key, assignee={"accountId": member.get("myself")["accountId"]})
    assert member.call("POST", f"issue/{key}/transitions", step).status_code == 204


def test_configuration_is_listed_and_can_not_be_deleted_in_use(admin: Caller, configuration: str) -> None:
    rule(admin, configuration, "duedate", isRequired=True, description="When")

    fields = admin.get(f"fieldconfiguration/{configuration}/fields?maxResults=100")["values"]
    assert {"id": "duedate", "description": "When", "isHidden": False, "isRequired": True} in fields
    assert admin.call("DELETE", f"fieldconfiguration/{configuration}").status_code == 400
    assert [one["name"] for one in admin.get("fieldconfiguration?isDefault=true")["values"]] == [
        "Default Field Configuration"
    ]
    (mapped,) = admin.get("fieldconfigurationscheme/mapping")["values"]
    assert mapped["fieldConfigurationId"] == configuration
    items = {"fieldConfigurationItems": [{"id": "summary", "isHidden": True}]}
    assert admin.call("PUT", f"fieldconfiguration/{configuration}/fields", items).status_code == 400
    assert admin.call("POST", "fieldconfiguration", {"name": "bugs"}).status_code == 400


def test_only_administrators_see_configurations(member: Caller, addon: Caller) -> None:
    assert member.call("GET", "fieldconfiguration").status_code == 403
    assert addon.call("GET", "fieldconfiguration").status_code == 403
