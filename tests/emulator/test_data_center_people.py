"""Users, groups, permissions and projects of a Data Center site."""

from collections.abc import Iterator
from typing import Any

import pytest

from jira_emulator.catalogue import add_custom_field
from jira_emulator.server import RunningSite
from tests.emulator.server_caller import ServerCaller, account, calling


@pytest.fixture
def member(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "member") as one:
        yield one


@pytest.fixture
def admin(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "admin") as one:
        yield one


def test_user_is_read_by_name_and_by_key(member: ServerCaller, data_center: RunningSite) -> None:
    priya = account(data_center, "project_admin")

    by_name = member.get("user?username=priya")

    assert member.get(f"user?key={priya.key}") == by_name
    assert (by_name["displayName"], by_name["emailAddress"]) == ("Priya Nair", "priya@example.com")
    assert by_name["groups"] == {"size": 1, "items": []}
    assert member.get("user?username=priya&expand=groups")["groups"]["items"][0]["name"] == "jira-users"
    for query in ("", "?username=nobody", "?key=JIRAUSER1", f"?accountId={priya.account_id}"):
        assert member.call("GET", f"user{query}").status_code == 404


def test_users_are_searched_by_the_beginning_of_a_name(member: ServerCaller) -> None:
    def found(query: str) -> list[str]:
        return [one["name"] for one in member.get(f"user/search?{query}")]

    assert found("username=PRI") == ["priya"]
    assert found("username=nair") == ["priya"]
    assert found("username=milo@") == ["milo"]
    assert found("username=.") == ["ada", "milo", "priya", "sam"]
    assert found("username=.&startAt=1&maxResults=2") == ["milo", "priya"]
    assert found("username=iya") == []
    assert member.call("GET", "user/search?query=pri").status_code == 400


def test_inactive_users_are_found_on_demand(member: ServerCaller, data_center: RunningSite) -> None:
    account(data_center, "stranger").active = False

    assert member.get("user/search?username=sam") == []
    assert len(member.get("user/search?username=sam&includeInactive=true")) == 1
    assert member.get("user/search?username=priya&includeActive=false&includeInactive=true") == []


def test_assignable_people_are_those_of_the_project(member: ServerCaller) -> None:
    key = member.create()

    for place in (f"issueKey={key}", "project=SHOP"):
        assert [one["name"] for one in member.get(f"user/assignable/search?{place}&username=.")] == [
            "ada",
            "milo",
            "priya",
        ]
    assert len(member.get("user/assignable/multiProjectSearch?projectKeys=SHOP&username=mi")) == 1
    assert member.call("GET", "user/assignable/search").status_code == 404
    assert member.call("GET", "user/assignable/search?project=NONE").status_code == 404


def test_people_who_may_see_or_do_are_found(member: ServerCaller, admin: ServerCaller) -> None:
    assert len(member.get("user/viewissue/search?projectKey=SHOP&username=.")) == 3
    assert member.call("GET", "user/viewissue/search?username=.").status_code == 400
    query = "user/permission/search?projectKey=SHOP&username=.&permissions=ADMINISTER_PROJECTS"
    assert [one["name"] for one in admin.get(query)] == ["ada", "priya"]
    assert member.call("GET", query).status_code == 403
    assert admin.call("GET", query.replace("ADMINISTER_PROJECTS", "NOTHING")).status_code == 400


def test_picker_marks_what_fits(member: ServerCaller) -> None:
    found = member.get("user/picker?query=mi")

    assert (found["total"], found["header"]) == (1, "Showing 1 of 1 matching users")
    assert found["users"][0]["html"].startswith("<strong>Mi</strong>lo Okafor - <strong>mi</strong>lo@example.com")
    assert member.get("user/picker?query=mi&exclude=milo")["users"] == []


def test_anonymous_caller_searches_nobody(data_center: RunningSite) -> None:
    with calling(data_center, "nobody") as nobody:
        for path in ("myself", "user?username=ada", "user/search?username=.", "user/picker?query=a", "mypermissions"):
            assert nobody.call("GET", path).status_code == 401, path


def test_only_administrators_see_who_is_in_a_group(member: ServerCaller, admin: ServerCaller) -> None:
    page = admin.get("group/member?groupname=jira-administrators")

    assert ([one["name"] for one in page["values"]], page["isLast"]) == (["ada"], True)
    assert member.call("GET", "group/member?groupname=jira-administrators").status_code == 403
    assert admin.call("GET", "group/member?groupname=none").status_code == 404
    assert admin.call("GET", "group/member").status_code == 400
    assert admin.get("group?groupname=jira-users&expand=users")["users"]["size"] == 4


def test_groups_are_picked_by_a_part_of_their_name(member: ServerCaller) -> None:
    groups = member.get("groups/picker?query=jira")

    assert [one["name"] for one in groups["groups"]] == ["jira-administrators", "jira-users"]
    assert member.get("groups/picker?query=jira&exclude=jira-users")["total"] == 1
    both = member.get("groupuserpicker?query=a")
    assert both["users"]["total"] == 1
    assert both["groups"]["total"] == 2


def test_caller_asks_about_own_permissions_only(member: ServerCaller, admin: ServerCaller) -> None:
    def held(caller: ServerCaller, place: str) -> tuple[bool, bool]:
        rows = caller.get(f"mypermissions{place}")["permissions"]
        return rows["ADMINISTER"]["havePermission"], rows["ADMINISTER_PROJECTS"]["havePermission"]

    assert held(admin, "?projectKey=SHOP") == (True, True)
    assert held(member, "?projectKey=SHOP") == (False, False)
    assert held(member, "") == (False, False)
    assert len(member.get("mypermissions")["permissions"]) > 30
    assert member.call("GET", "mypermissions?projectKey=NONE").status_code == 404
    assert member.call("GET", "permissions").status_code == 403
    assert admin.get("permissions")["permissions"]["ADMINISTER"]["type"] == "GLOBAL"


def test_projects_are_those_that_can_be_browsed(member: ServerCaller, data_center: RunningSite) -> None:
    (project,) = member.get("project?expand=lead")

    assert (project["key"], project["lead"]["name"], project["archived"]) == ("SHOP", "ada", False)
    assert "simplified" not in project
    alone = member.get("project/SHOP")
    assert [one["name"] for one in alone["issueTypes"]] == ["Epic", "Story", "Task", "Bug", "Sub-task"]
    assert alone["self"] == f"{data_center.address}/rest/api/2/project/{project['id']}"
    with calling(data_center, "stranger") as stranger:
        assert stranger.get("project") == []
        assert stranger.call("GET", "project/SHOP").status_code == 404


def test_role_lists_people_by_name(member: ServerCaller, admin: ServerCaller) -> None:
    addresses = member.get("project/SHOP/role")

    role = member.get(addresses["Administrators"])

    assert sorted(one["name"] for one in role["actors"]) == ["ada", "priya"]
    assert all("actorUser" not in one for one in role["actors"])
    assert [one["name"] for one in admin.get("role")] == ["Administrators", "Member"]
    assert member.call("GET", "role").status_code == 403
    assert admin.call("GET", "role/999").status_code == 404


def test_lists_of_the_site_come_in_pages(member: ServerCaller) -> None:
    for what, count in (("priority", 5), ("resolution", 4), ("status", 4), ("issuetype", 5)):
        page = member.get(f"{what}/page?maxResults=3")
        assert (len(page["values"]), page["total"], page["isLast"]) == (3, count, False), what
        (one,) = member.get(f"{what}/page?query={page['values'][0]['name']}&maxResults=1")["values"]
        assert member.get(f"{what}/{one['id']}")["name"] == one["name"]
    assert member.get("project/SHOP/version")["values"] == []
    assert member.get("statuscategory/done")["id"] == 3
    link_type = member.get("issueLinkType")["issueLinkTypes"][0]
    assert member.get(f"issueLinkType/{link_type['id']}") == link_type
    assert member.get("configuration")["timeTrackingEnabled"] is True
    for path in ("resolution/0", "statuscategory/x", "issueLinkType/0"):
        assert member.call("GET", path).status_code == 404


def test_components_and_versions_are_made_changed_and_removed(admin: ServerCaller, member: ServerCaller) -> None:
    component = admin.post("component", {"project": "SHOP", "name": "Engine", "leadUserName": "priya"})
    version = admin.post("version", {"project": "SHOP", "name": "1.0"})
    key = member.create(components=[{"name": "Engine"}], fixVersions=[{"name": "1.0"}])

    assert component["lead"]["name"] == "priya"
    changed = admin.call("PUT", f"component/{component['id']}", {"leadUserName": "milo", "name": "Motor"}).json()
    assert (changed["lead"]["name"], changed["name"]) == ("milo", "Motor")
    assert admin.call("PUT", f"component/{component['id']}", {"leadUserName": "nobody"}).status_code == 400
    assert admin.call("PUT", f"version/{version['id']}", {"released": True}).json()["released"] is True
    assert member.get(f"component/{component['id']}/relatedIssueCounts")["issueCount"] == 1
    assert member.get(f"version/{version['id']}/relatedIssueCounts")["issuesFixedCount"] == 1
    assert member.call("DELETE", f"component/{component['id']}").status_code == 403
    assert admin.call("DELETE", f"component/{component['id']}").status_code == 204
    assert admin.call("DELETE", f"version/{version['id']}").status_code == 204
    fields = member.fields(key)
    assert (fields["components"], fields["fixVersions"]) == ([], [])


def test_people_of_a_custom_field_are_named_by_user_name(member: ServerCaller, data_center: RunningSite) -> None:
    field = add_custom_field(data_center.site, "Helpers", "array", "multiuserpicker", "user", ("add", "set", "remove"))
    helpers: dict[str, Any] = {field.id: [{"name": "priya"}]}
    key = member.create(**helpers)

    assert [one["name"] for one in member.fields(key)[field.id]] == ["priya"]
    account_id = account(data_center, "admin").account_id
    assert member.edit(key, **{field.id: [{"accountId": account_id}]}).status_code == 400
