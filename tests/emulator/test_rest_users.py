"""Finding people and groups over REST, and what is kept about them."""

from collections.abc import Callable
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def names(people: list[dict[str, Any]]) -> list[str]:
    return sorted(one["displayName"].split()[0] for one in people)


def test_everybody_is_listed_for_people_but_not_for_add_ons(member: Caller, addon: Caller, nobody: Caller) -> None:
    everybody = member.get("users/search?maxResults=100")

    assert {"Ada", "Milo", "Priya", "Sam"} <= set(names(everybody))
    assert member.get("users?startAt=1&maxResults=2") == everybody[1:3]
    assert addon.call("GET", "users/search").status_code == 403
    assert nobody.call("GET", "users").status_code == 403


def test_people_are_found_by_what_they_may_see(member: Caller, admin: Caller, site: Site) -> None:
    key = member.create()

    assert "Sam" not in names(member.get(f"user/viewissue/search?issueKey={key}&query="))
    assert names(member.get("user/viewissue/search?projectKey=SHOP&query=mi")) == ["Milo"]
    assert names(admin.get("user/permission/search?projectKey=SHOP&query=&permissions=ADMINISTER_PROJECTS"))[:2] == [
        "Ada",
        "Priya",
    ]
    stranger = seed.person(site, "stranger").account_id
    assert member.get(f"user/assignable/multiProjectSearch?projectKeys=SHOP&accountId={stranger}") == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("user/viewissue/search?query=a", 400),
        ("user/viewissue/search?projectKey=SHOP", 400),
        ("user/viewissue/search?projectKey=NONE&query=a", 404),
        ("user/permission/search?projectKey=SHOP&query=a", 400),
        ("user/permission/search?projectKey=SHOP&query=a&permissions=FLY", 400),
        ("user/permission/search?projectKey=SHOP&query=a&permissions=EDIT_ISSUES", 403),
        ("user/assignable/multiProjectSearch?query=a", 400),
        ("user/search/query?query=", 400),
        ("user/search/query?query=is%20friend%20of%20SHOP", 400),
        ("user/picker", 400),
        ("user/picker?query=a&exclude=x&excludeAccountIds=y", 400),
    ],
)
def test_refused_search(member: Caller, path: str, status: int) -> None:
    assert member.call("GET", path).status_code == status


def test_query_finds_people_by_what_they_did(member: Caller, admin: Caller) -> None:
    key = member.create()
    admin.call("POST", f"issue/{key}/comment", {"body": "x"}, api=2)

    def found(query: str) -> list[str]:
        return names(member.get(f"user/search/query?query={query}")["values"])

    assert found("is reporter of SHOP") == ["Milo"]
    assert found(f"is commenter of ({key})") == ["Ada"]
    assert found(f"is commenter of {key} OR is reporter of SHOP") == ["Ada", "Milo"]
    assert found(f"is commenter of {key} AND is reporter of SHOP") == []
    assert member.get("user/search/query/key?query=is reporter of SHOP")["total"] == 1


def test_pickers_show_the_found_words_in_bold(member: Caller, stranger: Caller) -> None:
    found = member.get("user/picker?query=mil&showAvatar=true")
    assert (found["users"][0]["html"], found["total"]) == ("<strong>Mil</strong>o Okafor", 1)
    groups = member.get("groups/picker?query=users")
    assert groups["groups"][0]["html"] == "jira-<strong>users</strong>"
    assert stranger.get("groups/picker?query=users")["total"] == 0
    both = member.get("groupuserpicker?query=jira")
    assert (both["users"]["total"], both["groups"]["total"]) == (0, 2)


def test_groups_and_their_members(admin: Caller, member: Caller, addon: Caller, site: Site) -> None:
    who = {"accountId": seed.person(site, "member").account_id}
    made = admin.post("group", {"name": "testers"})
    assert admin.post(f"group/user?groupId={made['groupId']}", who)["users"]["size"] == 1

    assert names(admin.get("group/member?groupname=testers")["values"]) == ["Milo"]
    assert [one["name"] for one in admin.get("group/bulk?groupName=testers")["values"]] == ["testers"]
    assert admin.get("group?groupname=testers&expand=users")["users"]["items"][0]["displayName"] == "Milo Okafor"
    assert "testers" in [one["name"] for one in member.get("myself?expand=groups")["groups"]["items"]]
    assert admin.call("DELETE", f"group/user?groupname=testers&accountId={who['accountId']}").status_code == 200
    assert admin.call("DELETE", "group?groupname=testers").status_code == 200
    assert admin.call("GET", "group/member?groupname=testers").status_code == 404
    assert admin.call("GET", "group/member").status_code == 400
    assert member.call("GET", "group/bulk").status_code == 403
    assert addon.call("POST", "group", {"name": "x"}).status_code == 403


def test_group_opens_what_it_is_granted(admin: Caller, caller: Callable[[str], Caller], site: Site) -> None:
    scheme = admin.get("project/SHOP/permissionscheme")["id"]
    admin.post("group", {"name": "guests"})
    holder = {"type": "group", "parameter": "guests"}
    admin.post(f"permissionscheme/{scheme}/permission", {"permission": "BROWSE_PROJECTS", "holder": holder})
    stranger = caller("stranger")
    assert stranger.call("GET", "project/SHOP").status_code == 404

    admin.post("group/user?groupname=guests", {"accountId": seed.person(site, "stranger").account_id})
    assert stranger.call("GET", "project/SHOP").status_code == 200


def test_properties_of_a_person_are_their_own(member: Caller, stranger: Caller, admin: Caller) -> None:
    me = member.get("myself")["accountId"]
    path = f"user/properties/theme?accountId={me}"

    assert member.call("PUT", path, {"dark": True}).status_code == 201
    assert member.call("PUT", path, {"dark": False}).status_code == 200
    assert member.get(path)["value"] == {"dark": False}
    assert admin.get(f"user/properties?accountId={me}")["keys"][0]["key"] == "theme"
    assert stranger.call("GET", path).status_code == 403
    assert member.call("GET", "user/properties").status_code == 400
    assert member.get("user/search/query?query=[theme].dark is False")["total"] == 1
    assert member.call("DELETE", path).status_code == 204
    assert member.call("GET", path).status_code == 404
