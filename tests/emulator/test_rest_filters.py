"""Filters over REST: who sees them, what they refuse, how they are found."""

from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def saved(caller: Caller, name: str = "Mine", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = caller.post("filter", {"name": name, "jql": "project = SHOP"} | more)
    return made


def test_filter_is_made_read_changed_and_deleted(member: Caller) -> None:
    made = saved(member, description="all of it", favourite=True)
    path = f"filter/{made['id']}"

    assert made["favourite"] is True
    changed = member.call("PUT", path, {"jql": "project = SHOP AND labels = a"})
    assert changed.status_code == 200
    assert member.get(path)["jql"] == "project = SHOP AND labels = a"
    assert member.get(path)["description"] == "all of it"
    assert member.call("DELETE", path).status_code == 204
    assert member.call("GET", path).status_code == 400


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 256},
        {"jql": "colour = red"},
        {"jql": "project ="},
        {"name": 7},
        {"sharePermissions": [{"type": "moon"}]},
        {"sharePermissions": [{"type": "project", "project": {"id": "1"}}]},
        {"sharePermissions": [{"type": "group", "group": {"name": "none"}}]},
    ],
)
def test_unusable_filters_are_refused(member: Caller, bad: dict[str, Any]) -> None:
    assert member.call("POST", "filter", {"name": "Mine", "jql": "project = SHOP"} | bad).status_code == 400


def test_names_are_taken_per_owner(member: Caller, admin: Caller) -> None:
    saved(member)

    assert member.call("POST", "filter", {"name": "mine", "jql": "project = SHOP"}).status_code == 400
    assert saved(admin)["name"] == "Mine"


def test_filter_is_private_until_it_is_shared(member: Caller, admin: Caller, stranger: Caller, site: Site) -> None:
    made = saved(member)
    path = f"filter/{made['id']}"
    project = next(iter(site.projects.values()))

    assert admin.call("GET", path).status_code == 400
    member.call("PUT", path, {"sharePermissions": [{"type": "project", "project": {"id": str(project.id)}}]})
    assert admin.get(path)["sharePermissions"][0]["project"]["key"] == "SHOP"
    assert admin.call("PUT", path, {"name": "Not mine"}).status_code == 400
    assert stranger.call("GET", path).status_code == 400
    member.call("PUT", path, {"sharePermissions": [{"type": "loggedin"}]})
    assert stranger.get(path)["sharePermissions"][0]["type"] == "authenticated"
    member.call("PUT", path, {"editPermissions": [{"type": "group", "group": {"name": "jira-administrators"}}]})
    assert admin.call("PUT", path, {"name": "Ours"}).status_code == 200


def test_filters_are_found_by_name_owner_and_id_in_order(member: Caller, admin: Caller, site: Site) -> None:
    ids = [saved(member, name)["id"] for name in ("Beta bugs", "Alpha bugs", "Gamma")]

    found = member.get("filter/search?filterName=bugs&expand=jql,owner")
    assert [one["name"] for one in found["values"]] == ["Alpha bugs", "Beta bugs"]
    assert found["values"][0]["jql"] == "project = SHOP"
    assert "description" not in found["values"][0]
    assert [one["id"] for one in member.get("filter/search?orderBy=-id")["values"]] == ids[::-1]
    assert member.get(f"filter/search?id={ids[2]}")["total"] == 1
    assert admin.get("filter/search")["total"] == 0
    assert admin.get("filter/search?overrideSharePermissions=true")["total"] == 3
    assert member.call("GET", "filter/search?orderBy=colour").status_code == 400


def test_favourites_are_per_user(member: Caller, admin: Caller) -> None:
    made = saved(member, sharePermissions=[{"type": "global"}])
    saved(admin)

    assert admin.call("PUT", f"filter/{made['id']}/favourite").json()["favouritedCount"] == 1
    assert [one["id"] for one in admin.get("filter/favourite")] == [made["id"]]
    assert len(admin.get("filter/my?includeFavourites=true")) == 2
    assert len(admin.get("filter/my")) == 1
    assert member.get("filter/favourite") == []
    assert admin.call("DELETE", f"filter/{made['id']}/favourite").json()["favourite"] is False


def test_owner_gives_a_filter_away(member: Caller, admin: Caller, stranger: Caller, site: Site) -> None:
    path = f"filter/{saved(member)['id']}"
    heir = {"accountId": seed.person(site, "stranger").account_id}

    assert stranger.call("PUT", f"{path}/owner", heir).status_code == 403
    assert member.call("PUT", f"{path}/owner", heir).status_code == 204
    assert stranger.get(path)["owner"]["displayName"] == "Sam Stranger"
    assert member.call("GET", path).status_code == 400
    assert member.call("DELETE", path).status_code == 400
    assert admin.call("DELETE", path).status_code == 204


def test_nobody_makes_no_filters(nobody: Caller) -> None:
    assert nobody.call("POST", "filter", {"name": "x", "jql": "project = SHOP"}).status_code == 401
    assert nobody.get("filter/favourite") == []
