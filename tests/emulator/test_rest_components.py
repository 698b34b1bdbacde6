"""Components over REST: who may change them, and what happens to the issues that have them."""

from collections.abc import Callable
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


@pytest.fixture
def project_admin(caller: Callable[[str], Caller]) -> Caller:
    return caller("project_admin")


def add(caller: Caller, name: str, **more: object) -> str:
    created: str = caller.post("component", {"project": "SHOP", "name": name, **more})["id"]
    return created


def test_created_component_has_its_lead_as_assignee(project_admin: Caller, site: Site) -> None:
    lead = seed.person(site, "member").account_id
    component = add(project_admin, " Checkout ", description="Pays", leadAccountId=lead, assigneeType="COMPONENT_LEAD")

    shown = project_admin.get(f"component/{component}")
    assert (shown["name"], shown["description"], shown["project"]) == ("Checkout", "Pays", "SHOP")
    assert shown["realAssignee"]["accountId"] == shown["lead"]["accountId"] == lead
    assert shown["isAssigneeTypeValid"] is True


def test_edit_changes_what_it_names_and_can_take_the_lead_away(project_admin: Caller, site: Site) -> None:
    component = add(project_admin, "Checkout", description="Pays", leadAccountId=seed.person(site, "member").account_id)
    edited = project_admin.call("PUT", f"component/{component}", {"name": "Till", "leadAccountId": ""}).json()

    assert (edited["name"], edited["description"]) == ("Till", "Pays")
    assert "lead" not in edited


@pytest.mark.parametrize("api", [2, 3])
def test_deleted_component_is_replaced_in_its_issues(project_admin: Caller, api: int) -> None:
    gone, kept = add(project_admin, "Gone"), add(project_admin, "Kept")
    key = project_admin.create(components=[{"id": gone}])
    assert project_admin.get(f"component/{gone}/relatedIssueCounts", api=api)["issueCount"] == 1

    assert project_admin.call("DELETE", f"component/{gone}?moveIssuesTo={kept}", api=api).status_code == 204

    assert [one["id"] for one in project_admin.fields(key)["components"]] == [kept]
    (entry,) = project_admin.get(f"issue/{key}/changelog")["values"]
    assert {(item["field"], item["fromString"], item["toString"]) for item in entry["items"]} == {
        ("Component", "Gone", None),
        ("Component", None, "Kept"),
    }
    assert project_admin.call("GET", f"component/{gone}").status_code == 404


def test_deleted_component_without_replacement_leaves_its_issues(project_admin: Caller) -> None:
    gone = add(project_admin, "Gone")
    key = project_admin.create(components=[{"id": gone}])

    assert project_admin.call("DELETE", f"component/{gone}?moveIssuesTo=424242").status_code == 404
    assert project_admin.call("DELETE", f"component/{gone}").status_code == 204
    assert project_admin.fields(key)["components"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Taken"}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x", "assigneeType": "NOBODY"}, "assigneeType"),
        ({"name": "x", "leadAccountId": "nobody"}, "leadAccountId"),
    ],
)
def test_refused_component_names_the_field(project_admin: Caller, body: dict[str, str], field: str) -> None:
    add(project_admin, "Taken")
    answer = project_admin.call("POST", "component", {"project": "SHOP"} | body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_body_of_a_component_is_strict(project_admin: Caller) -> None:
    bodies: list[Any] = [{"project": "SHOP", "name": "x", "colour": 1}, {"project": "SHOP", "name": 5}, []]
    for body in bodies:
        assert project_admin.call("POST", "component", body).status_code == 400


def test_only_project_admins_change_components_and_strangers_see_none(
    project_admin: Caller, member: Caller, stranger: Caller, addon: Caller
) -> None:
    component = add(project_admin, "Checkout")

    assert member.call("PUT", f"component/{component}", {"name": "x"}).status_code == 403
    assert member.call("DELETE", f"component/{component}").status_code == 403
    assert member.call("POST", "component", {"project": "SHOP", "name": "x"}).status_code == 403
    assert stranger.call("GET", f"component/{component}").status_code == 404
    assert stranger.call("PUT", f"component/{component}", {"name": "x"}).status_code == 404
    assert addon.call("PUT", f"component/{component}", {"name": "x"}).status_code == 403


def test_pages_of_components_are_counted_searched_and_ordered(project_admin: Caller) -> None:
    ids = [add(project_admin, name) for name in ("Basket", "Account", "Catalogue")]
    project_admin.create(components=[{"id": ids[0]}])

    page = project_admin.get("project/SHOP/component?maxResults=2&orderBy=-name")
    assert [one["name"] for one in page["values"]] == ["Catalogue", "Basket"]
    assert (page["total"], page["isLast"], page["values"][1]["issueCount"]) == (3, False, 1)
    assert [one["name"] for one in project_admin.get("component?projectIdsOrKeys=SHOP&query=acc")["values"]] == [
        "Account"
    ]
