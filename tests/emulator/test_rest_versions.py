"""Versions over REST: their life, the issues that have them, and what webhooks tell of it."""

from collections.abc import Callable
from typing import Any

import pytest

from jira_emulator.catalogue import add_custom_field
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver


@pytest.fixture
def project_admin(caller: Callable[[str], Caller]) -> Caller:
    return caller("project_admin")


@pytest.fixture
def told(installation: Installation) -> None:
    """The add-on hears of versions."""
    names = ("created", "released", "unreleased", "updated", "moved", "deleted")
    hooks = [{"event": f"jira:version_{name}", "url": "/hooks"} for name in names]
    installation.descriptor["modules"]["webhooks"] += hooks


def add(caller: Caller, site: Site, name: str, **more: object) -> str:
    project_id = next(iter(site.projects))
    created: str = caller.post("version", {"projectId": project_id, "name": name, **more})["id"]
    return created


def names(caller: Caller) -> list[str]:
    return [one["name"] for one in caller.get("project/SHOP/versions")]


def test_created_version_is_read_back(project_admin: Caller, site: Site) -> None:
    version = add(project_admin, site, "1.0", description="First", startDate="2020-01-01", releaseDate="2020-02-01")

    shown = project_admin.get(f"version/{version}")
    assert (shown["name"], shown["description"], shown["released"]) == ("1.0", "First", False)
    assert (shown["startDate"], shown["releaseDate"], shown["overdue"]) == ("2020-01-01", "2020-02-01", True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Taken"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "x", "releaseDate": "tomorrow"}, "releaseDate"),
        ({"name": "x", "startDate": "2026-02-01", "releaseDate": "2026-01-01"}, "releaseDate"),
        ({"name": "x", "description": "x" * 16_385}, "description"),
    ],
)
def test_refused_version_names_the_field(project_admin: Caller, site: Site, body: dict[str, str], field: str) -> None:
    add(project_admin, site, "Taken")
    answer = project_admin.call("POST", "version", {"project": "SHOP"} | body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_release_moves_the_issues_that_are_not_done(project_admin: Caller, site: Site) -> None:
    now, later = add(project_admin, site, "1.0"), add(project_admin, site, "1.1")
    open_issue, done = (project_admin.create(fixVersions=[{"id": now}]) for _ in range(2))
    project_admin.call("POST", f"issue/{done}/transitions", {"transition": {"id": "61"}})
    counts = project_admin.get(f"version/{now}/unresolvedIssueCount")
    assert (counts["issuesCount"], counts["issuesUnresolvedCount"]) == (2, 1)

    link = project_admin.get(f"version/{later}")["self"]
    answer = project_admin.call("PUT", f"version/{now}", {"released": True, "moveUnfixedIssuesTo": link})

    assert answer.json()["released"] is True
    assert [one["id"] for one in project_admin.fields(open_issue)["fixVersions"]] == [later]
    assert [one["id"] for one in project_admin.fields(done)["fixVersions"]] == [now]


def test_replaced_version_is_swapped_field_by_field(project_admin: Caller, site: Site) -> None:
    field = add_custom_field(site, "Found in", "array", "multiversion", "version", ("add", "set", "remove"))
    gone, fixed, affected = (add(project_admin, site, name) for name in ("1", "2", "3"))
    custom: dict[str, Any] = {field.id: [{"id": gone}]}
    key = project_admin.create(fixVersions=[{"id": gone}], versions=[{"id": gone}], **custom)
    counts = project_admin.get(f"version/{gone}/relatedIssueCounts")
    assert (counts["issuesFixedCount"], counts["issuesAffectedCount"]) == (1, 1)
    assert counts["customFieldUsage"][0]["issueCountWithVersionInCustomField"] == 1

    body = {"moveFixIssuesTo": int(fixed), "moveAffectedIssuesTo": int(affected)}
    assert project_admin.call("POST", f"version/{gone}/removeAndSwap", body).status_code == 204

    fields = project_admin.fields(key)
    assert [one["id"] for one in fields["fixVersions"]] == [fixed]
    assert [one["id"] for one in fields["versions"]] == [affected]
    assert fields[field.id] in (None, [])


@pytest.mark.usefixtures("told")
def test_merge_is_told_as_a_deletion_with_the_other_version(
    project_admin: Caller, site: Site, receiver: Receiver, emulator: Emulator
) -> None:
    gone, kept = add(project_admin, site, "1"), add(project_admin, site, "2")
    key = project_admin.create(fixVersions=[{"id": gone}])

    assert project_admin.call("PUT", f"version/{gone}/mergeto/{kept}").status_code == 204
    assert emulator.settle()

    (deleted,) = receiver.of("jira:version_deleted")
    assert (deleted.body["version"]["id"], deleted.body["mergedTo"]["id"]) == (gone, kept)
    (updated,) = receiver.of("jira:issue_updated")
    assert updated.headers["X-Atlassian-Webhook-Flow"] == "Secondary"
    assert updated.body["issue"]["key"] == key
    assert {item["field"] for item in updated.body["changelog"]["items"]} == {"Fix Version"}


@pytest.mark.usefixtures("told")
def test_life_of_a_version_is_told(project_admin: Caller, site: Site, receiver: Receiver, emulator: Emulator) -> None:
    version, other = add(project_admin, site, "1"), add(project_admin, site, "2")
    project_admin.call("PUT", f"version/{version}", {"released": True})
    project_admin.call("PUT", f"version/{version}", {"released": False})
    project_admin.call("POST", f"version/{version}/move", {"position": "Last"})
    project_admin.call("DELETE", f"version/{other}")
    assert emulator.settle()

    told = sorted(name.removeprefix("jira:version_") for name in receiver.events())
    assert told == ["created", "created", "deleted", "moved", "released", "unreleased", "updated", "updated"]


def test_move_changes_the_order_of_the_list(project_admin: Caller, site: Site) -> None:
    first, second, third = (add(project_admin, site, name) for name in "abc")

    project_admin.post(f"version/{third}/move", {"position": "First"})
    assert names(project_admin) == ["c", "a", "b"]
    project_admin.post(f"version/{third}/move", {"after": project_admin.get(f"version/{first}")["self"]})
    assert names(project_admin) == ["a", "c", "b"]
    project_admin.post(f"version/{second}/move", {"position": "Earlier"})
    assert names(project_admin) == ["a", "b", "c"]
    for body in ({}, {"position": "Middle"}, {"position": "First", "after": "x"}):
        assert project_admin.call("POST", f"version/{first}/move", body).status_code == 400
    assert project_admin.call("POST", f"version/{first}/move", {"after": "https://x/version/1"}).status_code == 404


def test_page_of_versions_is_chosen_by_status_and_expanded(project_admin: Caller, site: Site) -> None:
    version = add(project_admin, site, "old", released=True)
    add(project_admin, site, "new")
    add(project_admin, site, "dusty", archived=True)
    project_admin.create(fixVersions=[{"id": version}])

    def found(query: str) -> list[str]:
        return [one["name"] for one in project_admin.get(f"project/SHOP/version?{query}")["values"]]

    assert found("status=released,archived&orderBy=name") == ["dusty", "old"]
    assert found("orderBy=-sequence") == ["dusty", "new", "old"]
    assert found("query=NE") == ["new"]
    shown = project_admin.get(f"version/{version}?expand=issuesstatus")
    assert shown["issuesStatusForFixVersion"] == {"unmapped": 0, "toDo": 1, "inProgress": 0, "done": 0}


def test_who_may_not_administer_is_told_in_the_documented_ways(
    project_admin: Caller, member: Caller, stranger: Caller, site: Site
) -> None:
    version = add(project_admin, site, "1")

    assert member.call("POST", "version", {"project": "SHOP", "name": "x"}).status_code == 404
    assert member.call("PUT", f"version/{version}", {"name": "x"}).status_code == 404
    assert member.call("DELETE", f"version/{version}").status_code == 401
    assert stranger.call("GET", f"version/{version}").status_code == 404
    assert project_admin.call("DELETE", f"version/{version}?moveFixIssuesTo={version}").status_code == 400
    assert project_admin.call("DELETE", f"version/{'9' * 40}").status_code == 404
