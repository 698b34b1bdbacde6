"""The life of a project over REST: made, changed, archived, deleted, restored; its roles and categories."""

from collections.abc import Callable
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver


@pytest.fixture
def project_admin(caller: Callable[[str], Caller]) -> Caller:
    return caller("project_admin")


@pytest.fixture
def told(installation: Installation) -> None:
    """The add-on hears of projects."""
    names = ("created", "updated", "deleted", "soft_deleted", "restored_deleted", "archived", "restored_archived")
    hooks = [{"event": f"project_{name}", "url": "/hooks"} for name in names]
    installation.descriptor["modules"]["webhooks"] += hooks


def body(site: Site, **more: Any) -> dict[str, Any]:
    lead = seed.person(site, "member").account_id
    return {"key": "NEW", "name": "New one", "projectTypeKey": "software", "leadAccountId": lead} | more


def test_created_project_takes_issues(admin: Caller, member: Caller, site: Site) -> None:
    made = admin.post("project", body(site, description="Fresh", assigneeType="PROJECT_LEAD"))

    shown = member.get(f"project/{made['id']}")
    assert (shown["key"], shown["description"], shown["assigneeType"]) == ("NEW", "Fresh", "PROJECT_LEAD")
    assert shown["lead"]["displayName"] == "Milo Okafor"
    issue = {"project": {"key": "NEW"}, "issuetype": {"name": "Task"}, "summary": "x"}
    assert member.post("issue", {"fields": issue})["key"] == "NEW-1"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "SHOP"}, "projectKey"),
        ({"key": "new"}, "projectKey"),
        ({"key": "A" * 11}, "projectKey"),
        ({"name": "storefront"}, "projectName"),
        ({"name": ""}, "projectName"),
        ({"leadAccountId": "nobody"}, "projectLead"),
        ({"permissionScheme": 424242}, "permissionScheme"),
        ({"assigneeType": "ANYBODY"}, "assigneeType"),
    ],
)
def test_refused_project_names_the_field(admin: Caller, site: Site, more: dict[str, Any], field: str) -> None:
    answer = admin.call("POST", "project", body(site, **more))

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_new_key_moves_the_issues_and_the_old_one_still_leads_there(admin: Caller, member: Caller) -> None:
    key = member.create()
    edited = admin.call("PUT", "project/SHOP", {"key": "STORE", "name": "Store"})

    assert edited.json()["key"] == "STORE"
    assert member.get(f"issue/{key}?fields=summary")["key"] == key.replace("SHOP", "STORE")
    assert member.get("project/SHOP")["key"] == "STORE"
    assert member.keys("project = STORE") == ["STORE-1"]
    assert member.create() == "STORE-2"


def test_project_admin_changes_details_but_neither_key_nor_schemes(project_admin: Caller, member: Caller) -> None:
    assert project_admin.call("PUT", "project/SHOP", {"description": "x"}).json()["description"] == "x"
    assert project_admin.call("PUT", "project/SHOP", {"key": "STORE"}).status_code == 403
    assert member.call("PUT", "project/SHOP", {"description": "y"}).status_code == 403
    assert project_admin.call("POST", "project/SHOP/archive").status_code == 403
    assert project_admin.call("DELETE", "project/SHOP").status_code == 404


def test_archived_project_is_read_only_and_not_searched(admin: Caller, member: Caller) -> None:
    key = member.create()
    assert admin.call("POST", "project/SHOP/archive").status_code == 204

    assert member.fields(key)["summary"] == "A summary"
    assert member.edit(key, summary="x").status_code == 400
    assert member.call("POST", f"issue/{key}/comment", {"body": "x"}, api=2).status_code in (400, 403)
    assert member.get(f"issue/{key}/transitions")["transitions"] == []
    assert member.keys("updated > -1d") == []
    assert member.get("project/search")["values"] == []
    (archived,) = admin.get("project/search?status=archived")["values"]
    assert archived["archived"] is True
    assert admin.call("DELETE", "project/SHOP").status_code == 404
    assert admin.call("POST", "project/SHOP/archive").status_code == 400

    assert admin.call("POST", "project/SHOP/restore").status_code == 200
    assert member.edit(key, summary="x").status_code == 204
    assert member.keys("updated > -1d") == [key]


def test_deleted_project_is_gone_until_it_is_restored(admin: Caller, member: Caller) -> None:
    key = member.create()
    assert admin.call("DELETE", "project/SHOP").status_code == 204

    assert member.call("GET", f"issue/{key}").status_code == 404
    assert member.call("GET", "project/SHOP").status_code == 404
    assert admin.get("project/SHOP")["deleted"] is True
    assert member.get("project/search?status=deleted")["values"] == []
    admin.call("POST", "project/SHOP/restore")
    assert member.fields(key)["summary"] == "A summary"
    assert admin.call("DELETE", "project/SHOP?enableUndo=false").status_code == 204
    assert admin.call("GET", "project/SHOP").status_code == 404
    assert admin.call("POST", "project/SHOP/restore").status_code == 404


@pytest.mark.usefixtures("told")
def test_life_of_a_project_is_told(admin: Caller, site: Site, receiver: Receiver, emulator: Emulator) -> None:
    admin.post("project", body(site))
    admin.call("PUT", "project/NEW", {"name": "Newer"})
    admin.call("POST", "project/NEW/archive")
    admin.call("POST", "project/NEW/restore")
    admin.call("DELETE", "project/NEW")
    admin.call("POST", "project/NEW/restore")
    admin.call("DELETE", "project/NEW?enableUndo=false")
    assert emulator.settle()

    assert sorted(receiver.events()) == sorted(
        f"project_{name}"
        for name in (
            *("created", "updated", "archived", "restored_archived", "soft_deleted", "restored_deleted", "deleted"),
        )
    )
    assert receiver.of("project_updated")[0].body["project"]["key"] == "NEW"


def test_projects_are_searched_ordered_and_expanded(admin: Caller, member: Caller, site: Site) -> None:
    seed.add_project(site, "ACME", "Zebra")
    member.create()

    def keys(query: str) -> list[str]:
        return [one["key"] for one in member.get(f"project/search?{query}")["values"]]

    assert keys("") == ["ACME", "SHOP"]
    assert keys("orderBy=name") == ["SHOP", "ACME"]
    assert keys("query=zeb") == ["ACME"]
    assert keys("action=edit") == []
    assert keys("typeKey=business") == []
    shown = member.get("project/SHOP?expand=insight,permissions")
    assert (shown["insight"]["totalIssueCount"], shown["permissions"]) == (1, {"canEdit": False})
    assert [one["key"] for one in member.get("project/recent")] == ["SHOP"]
    assert member.call("GET", "project/search?status=lost").status_code == 400


def test_role_is_given_to_people_and_groups_and_opens_the_project(
    project_admin: Caller, stranger: Caller, member: Caller, site: Site
) -> None:
    path = f"project/SHOP/role/{next(one.id for one in site.project_roles.values() if one.name == 'Member')}"
    who = seed.person(site, "stranger").account_id
    assert stranger.call("GET", "project/SHOP").status_code == 404

    added = project_admin.post(path, {"user": [who]})
    assert who in [one["actorUser"]["accountId"] for one in added["actors"]]
    assert stranger.call("GET", "project/SHOP").status_code == 200
    assert project_admin.call("DELETE", f"{path}?user={who}").status_code == 204
    assert stranger.call("GET", "project/SHOP").status_code == 404

    actors = {"categorisedActors": {"atlassian-group-role-actor": ["jira-users"]}}
    assert [one["type"] for one in project_admin.call("PUT", path, actors).json()["actors"]] == [
        "atlassian-group-role-actor"
    ]
    assert stranger.call("GET", "project/SHOP").status_code == 200
    assert stranger.get("project/SHOP/roledetails?currentMember=true")[0]["name"] == "Member"
    assert member.call("POST", path, {"user": [who]}).status_code == 404
    assert project_admin.call("POST", path, {"user": ["nobody"]}).status_code == 400
    assert project_admin.call("DELETE", path).status_code == 400


def test_roles_belong_to_the_site(admin: Caller, member: Caller) -> None:
    made = admin.post("role", {"name": "Guests", "description": "Look around"})

    assert admin.get(f"role/{made['id']}")["name"] == "Guests"
    assert "Guests" in member.get("project/SHOP/role")
    assert admin.call("POST", "role", {"name": "guests"}).status_code == 409
    assert member.call("GET", "role").status_code == 403


def test_category_is_given_to_projects(admin: Caller, member: Caller) -> None:
    made = admin.post("projectCategory", {"name": "Customers", "description": "x"})
    admin.call("PUT", "project/SHOP", {"categoryId": int(made["id"])})

    assert member.get("project/SHOP")["projectCategory"]["name"] == "Customers"
    assert member.get(f"project/search?categoryId={made['id']}")["total"] == 1
    assert admin.call("POST", "projectCategory", {"name": "customers"}).status_code == 409
    assert admin.call("PUT", f"projectCategory/{made['id']}", {"name": "Clients"}).json()["name"] == "Clients"
    assert admin.call("DELETE", f"projectCategory/{made['id']}").status_code == 204
    assert "projectCategory" not in member.get("project/SHOP")
    assert member.call("POST", "projectCategory", {"name": "x"}).status_code == 403


def test_keys_and_names_are_checked_and_proposed(member: Caller) -> None:
    assert member.get("projectvalidate/key?key=FREE")["errors"] == {}
    assert "already exists" in member.get("projectvalidate/key?key=SHOP")["errors"]["projectKey"]
    assert member.get("projectvalidate/validProjectKey?key=SHOP") == "SHOP2"
    assert member.get("projectvalidate/validProjectName?name=Storefront") == "Storefront 2"
    assert member.call("GET", "projectvalidate/validProjectName?name=").status_code == 400


def test_small_things_about_projects(member: Caller, site: Site) -> None:
    assert [one["key"] for one in member.get("project/type")] == ["business", "service_desk", "software"]
    assert member.call("GET", "project/type/none").status_code == 404
    project_id = next(iter(site.projects))
    assert [one["level"] for one in member.get(f"project/{project_id}/hierarchy")["hierarchy"]] == [-1, 0, 1]
    assert member.get("project/SHOP/features")["features"][0]["projectId"] == project_id
    assert "@" in member.get(f"project/{project_id}/email")["emailAddress"]
