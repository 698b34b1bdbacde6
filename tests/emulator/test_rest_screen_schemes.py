"""Screens that differ by issue type and by operation."""

from typing import Any

import pytest

from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def screen(admin: Caller, name: str, *field_ids: str) -> int:
    made: int = admin.post("screens", {"name": name})["id"]
    for one in field_ids:
        admin.post(f"screens/{made}/tabs/{made}/fields", {"fieldId": one})
    return made


@pytest.fixture
def bugs(admin: Caller, site: Site) -> str:
    """The id of a scheme by which bugs of SHOP are created with few fields and edited with fewer."""
    small, tiny = screen(admin, "Small", "summary", "issuetype", "labels"), screen(admin, "Tiny", "summary")
    screens = admin.post("screenscheme", {"name": "Bugs", "screens": {"default": small, "edit": tiny}})
    bug = next(one.id for one in site.issue_types.values() if one.name == "Bug")
    rows = [
        {"issueTypeId": "default", "screenSchemeId": "1"},
        {"issueTypeId": str(bug), "screenSchemeId": str(screens["id"])},
    ]
    scheme: str = admin.post("issuetypescreenscheme", {"name": "Shop", "issueTypeMappings": rows})["id"]
    body = {"issueTypeScreenSchemeId": scheme, "projectId": str(next(iter(site.projects)))}
    assert admin.call("PUT", "issuetypescreenscheme/project", body).status_code == 204
    return scheme


@pytest.mark.usefixtures("bugs")
def test_bug_has_the_fields_of_its_own_screens(member: Caller, site: Site) -> None:
    bug = next(one.id for one in site.issue_types.values() if one.name == "Bug")
    key = member.create(issue_type="Bug", labels=["a"])

    described = member.get(f"issue/createmeta/SHOP/issuetypes/{bug}")["fields"]
    assert {one["fieldId"] for one in described} == {"summary", "issuetype", "labels", "project"}
    assert set(member.get(f"issue/{key}/editmeta")["fields"]) == {"summary"}
    assert list(member.edit(key, labels=["b"]).json()["errors"]) == ["labels"]
    assert member.edit(key, summary="x").status_code == 204
    assert member.edit(member.create(issue_type="Task"), labels=["b"]).status_code == 204


def test_mapping_is_changed_and_taken_back(admin: Caller, member: Caller, site: Site, bugs: str) -> None:
    bug = str(next(one.id for one in site.issue_types.values() if one.name == "Bug"))
    key = member.create(issue_type="Bug")
    path = f"issuetypescreenscheme/{bugs}/mapping"

    assert admin.get(f"issuetypescreenscheme/mapping?issueTypeScreenSchemeId={bugs}")["total"] == 2
    assert admin.call("POST", f"{path}/remove", {"issueTypeIds": [bug]}).status_code == 204
    assert member.edit(key, labels=["b"]).status_code == 204
    again: dict[str, Any] = {"issueTypeMappings": [{"issueTypeId": bug, "screenSchemeId": "2"}]}
    assert admin.call("PUT", path, again).status_code == 204
    assert member.edit(key, labels=["c"]).status_code == 400
    assert admin.call("PUT", f"{path}/default", {"screenSchemeId": "424242"}).status_code == 404
    assert admin.call("DELETE", f"issuetypescreenscheme/{bugs}").status_code == 400
    assert admin.get(f"issuetypescreenscheme/{bugs}/project")["values"][0]["key"] == "SHOP"


@pytest.mark.usefixtures("bugs")
def test_screens_in_use_stay(admin: Caller, site: Site) -> None:
    small = admin.get("screens?queryString=small")["values"][0]["id"]
    project_id = next(iter(site.projects))

    assert admin.call("DELETE", f"screens/{small}").status_code == 400
    assert admin.call("DELETE", "screenscheme/2").status_code == 400
    assert admin.get("screenscheme?queryString=bugs")["values"][0]["screens"]["default"] == small
    assert admin.call("PUT", "screenscheme/2", {"screens": {"edit": None}}).status_code == 204
    assert admin.call("PUT", "screenscheme/2", {"screens": {"default": None}}).status_code == 400
    assert admin.call("POST", "screenscheme", {"name": "x", "screens": {"default": 424242}}).status_code == 404
    (used,) = admin.get(f"issuetypescreenscheme/project?projectId={project_id}")["values"]
    assert used["issueTypeScreenScheme"]["name"] == "Shop"


def test_projects_without_a_scheme_use_the_default(admin: Caller, member: Caller, site: Site) -> None:
    (used,) = admin.get(f"issuetypescreenscheme/project?projectId={next(iter(site.projects))}")["values"]

    assert used["issueTypeScreenScheme"]["name"] == "Default Issue Type Screen Scheme"
    assert member.call("GET", "issuetypescreenscheme").status_code == 403
