"""Issue security: who knows of an issue, who may hide one, and what administrators read about it."""

from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.schemes import Grant, GrantKind, SecurityScheme
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import last_change


@pytest.fixture
def scheme(site: Site) -> SecurityScheme:
    """SHOP has a level for its administrators and one for whoever reported the issue."""
    levels = {
        "Management": [Grant(GrantKind.PROJECT_ROLE, "Administrators")],
        "Reporter": [Grant(GrantKind.REPORTER), Grant(GrantKind.PROJECT_ROLE, "Administrators")],
    }
    return seed.add_security(site, next(iter(site.projects.values())), levels)


@pytest.mark.usefixtures("scheme")
def test_issue_of_another_level_does_not_exist(admin: Caller, member: Caller, addon: Caller) -> None:
    key = admin.create(security={"name": "Management"})
    other = member.create()
    link = {"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
    admin.post("issueLink", link)

    assert admin.fields(key)["security"]["name"] == "Management"
    for caller in (member, addon):
        answer = caller.call("GET", f"issue/{key}")
        assert answer.status_code == 404
        assert "does not exist" in answer.json()["errorMessages"][0]
        assert caller.edit(key, summary="x").status_code == 404
        assert caller.keys("project = SHOP") == [other]
    assert member.fields(other)["issuelinks"] == []
    assert len(admin.fields(other)["issuelinks"]) == 1
    assert admin.keys("level = Management") == [key]


def test_level_is_chosen_changed_and_taken_away(member: Caller, admin: Caller, scheme: SecurityScheme) -> None:
    key = member.create(security={"name": "Reporter"})
    level = next(one for one in scheme.levels if one.name == "Reporter")

    assert member.fields(key)["security"]["id"] == str(level.id)
    assert member.edit(key, security=None).status_code == 204
    assert member.fields(key)["security"] is None
    (item,) = last_change(member, key)
    assert (item["field"], item["fromString"], item["toString"]) == ("security", "Reporter", None)
    refused = member.edit(key, security={"name": "Management"})
    assert refused.json()["errors"] == {"security": "Security level name 'Management' is not valid"}
    offered = member.get(f"issue/{key}/editmeta")["fields"]["security"]["allowedValues"]
    assert [one["name"] for one in offered] == ["Reporter"]


def test_default_level_holds_for_new_issues_and_sub_tasks(
    member: Caller, admin: Caller, scheme: SecurityScheme
) -> None:
    scheme.default_level = scheme.levels[0]
    parent = admin.create()
    child = admin.create(issue_type="Sub-task", parent={"key": parent})

    assert admin.fields(child)["security"]["name"] == "Management"
    assert member.call("GET", f"issue/{child}").status_code == 404
    assert admin.edit(child, security=None).status_code == 400
    admin.edit(parent, security=None)
    assert member.fields(child)["security"] is None


def test_project_without_a_scheme_has_no_levels(admin: Caller, member: Caller) -> None:
    key = member.create()

    assert "security" not in member.get(f"issue/{key}/editmeta")["fields"]
    assert "appropriate screen" in member.edit(key, security={"name": "x"}).json()["errors"]["security"]
    assert member.get("project/SHOP/securitylevel") == {"levels": []}
    assert admin.call("GET", "project/SHOP/issuesecuritylevelscheme").status_code == 404


def test_schemes_and_levels_are_read(admin: Caller, member: Caller, scheme: SecurityScheme) -> None:
    management = scheme.levels[0]

    shown = admin.get(f"issuesecurityschemes/{scheme.id}")
    assert [one["name"] for one in shown["levels"]] == ["Management", "Reporter"]
    assert admin.get("issuesecurityschemes")["issueSecuritySchemes"][0]["id"] == scheme.id
    assert admin.get("project/SHOP/issuesecuritylevelscheme")["id"] == scheme.id
    assert admin.get(f"securitylevel/{management.id}")["name"] == "Management"
    assert [one["name"] for one in member.get("project/SHOP/securitylevel")["levels"]] == ["Reporter"]
    (holder,) = [
        one["holder"]
        for one in admin.get(f"issuesecurityschemes/{scheme.id}/members")["values"]
        if one["issueSecurityLevelId"] == management.id
    ]
    assert holder["type"] == "projectRole"
    assert admin.get("issuesecurityschemes/search")["values"][0]["projectIds"]
    assert admin.get("issuesecurityschemes/project")["total"] == 1
    assert admin.get(f"issuesecurityschemes/level?id={management.id}")["total"] == 1
    assert admin.get(f"issuesecurityschemes/level/member?levelId={management.id}")["total"] == 1
    assert member.call("GET", "issuesecurityschemes").status_code == 403
    assert member.call("GET", "project/SHOP/issuesecuritylevelscheme").status_code == 403


def test_permission_scheme_is_read_by_everybody_and_changed_by_administrators(
    admin: Caller, member: Caller, addon: Caller
) -> None:
    (known,) = addon.get("permissionscheme")["permissionSchemes"]
    assert known["name"] == "Default software scheme"
    holder = {"type": "group", "parameter": "jira-users"}
    body: dict[str, Any] = {"name": "Open", "permissions": [{"permission": "BROWSE_PROJECTS", "holder": holder}]}
    assert member.call("POST", "permissionscheme", body).status_code == 403
    assert addon.call("POST", "permissionscheme", body).status_code == 403

    made = admin.post("permissionscheme?expand=permissions", body)
    assert made["permissions"][0]["holder"]["parameter"] == "jira-users"
    assert admin.call("POST", "permissionscheme", body).status_code == 400
    assert admin.call("DELETE", f"permissionscheme/{known['id']}").status_code == 403
    assert admin.call("DELETE", f"permissionscheme/{made['id']}").status_code == 204


def test_grant_opens_a_project_and_its_removal_closes_it(admin: Caller, stranger: Caller, member: Caller) -> None:
    scheme = admin.get("project/SHOP/permissionscheme")["id"]
    key = member.create()
    grant = {"permission": "BROWSE_PROJECTS", "holder": {"type": "applicationRole"}}
    made = admin.post(f"permissionscheme/{scheme}/permission", grant)

    assert stranger.call("GET", f"issue/{key}").status_code == 200
    assert admin.get(f"permissionscheme/{scheme}/permission/{made['id']}")["permission"] == "BROWSE_PROJECTS"
    assert admin.call("POST", f"permissionscheme/{scheme}/permission", grant).status_code == 400
    assert admin.call("DELETE", f"permissionscheme/{scheme}/permission/{made['id']}").status_code == 204
    assert stranger.call("GET", f"issue/{key}").status_code == 404
    wrong = {"permission": "BROWSE_PROJECTS", "holder": {"type": "group", "parameter": "none"}}
    assert admin.call("POST", f"permissionscheme/{scheme}/permission", wrong).status_code == 400


def test_project_gets_another_permission_scheme(admin: Caller, member: Caller) -> None:
    made = admin.post("permissionscheme", {"name": "Closed"})

    assert admin.call("PUT", "project/SHOP/permissionscheme", {"id": 424242}).status_code == 404
    assert member.call("PUT", "project/SHOP/permissionscheme", {"id": made["id"]}).status_code == 403
    assert admin.call("PUT", "project/SHOP/permissionscheme", {"id": made["id"]}).status_code == 200
    assert member.call("GET", "project/SHOP").status_code == 404
