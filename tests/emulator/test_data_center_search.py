"""Search of a Data Center site: totals, pages by number, and queries that need no restriction."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from jira_emulator.model import Issue
from jira_emulator.server import RunningSite
from tests.emulator.server_caller import ServerCaller, calling


@pytest.fixture
def member(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "member") as one:
        yield one


def test_pages_are_told_with_their_total(member: ServerCaller) -> None:
    keys = [member.create(f"Number {number}") for number in range(5)]

    page = member.get("search?jql=project=SHOP ORDER BY key&startAt=3&maxResults=10&fields=summary")

    assert (page["startAt"], page["maxResults"], page["total"]) == (3, 10, 5)
    assert [one["key"] for one in page["issues"]] == keys[3:]
    assert "isLast" not in page
    assert "nextPageToken" not in page


def test_get_and_post_find_the_same(member: ServerCaller) -> None:
    member.create("One")
    by_query = member.get("search?jql=project=SHOP&fields=summary,status&expand=names,changelog")
    asked = {"jql": "project=SHOP", "fields": ["summary", "status"], "expand": ["names", "changelog"]}

    assert member.post("search", asked) == by_query
    assert by_query["names"] == {"summary": "Summary", "status": "Status"}
    assert set(by_query["issues"][0]["fields"]) == {"summary", "status"}
    assert by_query["issues"][0]["changelog"]["histories"] == []


def test_without_fields_all_navigable_ones_come(member: ServerCaller) -> None:
    member.create()

    (issue,) = member.search("project = SHOP")["issues"]

    assert {"summary", "description", "assignee", "created"} <= set(issue["fields"])
    assert "comment" not in issue["fields"]


def test_query_needs_no_restriction(member: ServerCaller) -> None:
    keys = [member.create() for _ in range(2)]

    assert member.keys("ORDER BY key") == keys
    assert member.keys("") == keys[::-1]


def test_page_without_issues_tells_the_total(member: ServerCaller) -> None:
    member.create()

    page = member.search("", maxResults=0)

    assert (page["total"], page["issues"], page["maxResults"]) == (1, [], 0)


def test_no_page_is_longer_than_a_thousand(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create()
    site = data_center.site
    first = site.issue(key)
    assert first is not None
    with site.lock:
        for number in range(2, 1003):
            site.store(copy_of(first, site.next_id("issue"), f"SHOP-{number}"))

    page = member.search("project = SHOP", maxResults=5000, fields=["key"])

    assert (page["maxResults"], len(page["issues"]), page["total"]) == (1000, 1000, 1002)
    assert member.search("project = SHOP", maxResults=-1, fields=["key"])["maxResults"] == 1000


def copy_of(issue: Issue, new_id: int, key: str) -> Issue:
    return replace(issue, id=new_id, key=key)


@pytest.mark.parametrize("jql", ["project = NONE", "assignee = nobody", "nofield = 1", "project ="])
def test_bad_query_is_refused_or_warned_of(member: ServerCaller, jql: str) -> None:
    assert member.call("POST", "search", {"jql": jql}).status_code == 400
    assert member.call("GET", f"search?jql={jql}").status_code == 400

    lenient = member.post("search", {"jql": jql, "validateQuery": False})

    assert (lenient["total"], lenient["issues"]) == (0, [])


def test_people_are_found_by_name_key_and_function(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create(assignee={"name": "priya"})
    priya = member.fields(key)["assignee"]["key"]

    for who in ("priya", priya, '"Priya Nair"', "membersOf('jira-users')"):
        operator = "in" if "(" in who else "="
        assert member.keys(f"assignee {operator} {who}") == [key], who
    assert member.keys("reporter = currentUser()") == [key]
    assert member.keys("assignee = currentUser()") == []


@pytest.mark.parametrize(
    "body",
    [
        {"jql": 1},
        {"maxResults": "many"},
        {"maxResults": True},
        {"startAt": "x"},
        {"fields": "summary"},
        {"validateQuery": "warn"},
        {"expand": 3},
        {"nextPageToken": "x"},
    ],
)
def test_body_with_wrong_types_is_refused(member: ServerCaller, body: dict[str, Any]) -> None:
    assert member.call("POST", "search", body).status_code == 400


def test_hidden_issues_are_not_counted(member: ServerCaller, data_center: RunningSite) -> None:
    member.create()

    with calling(data_center, "stranger") as stranger:
        assert stranger.search("")["total"] == 0
    with calling(data_center, "nobody") as nobody:
        assert nobody.search("")["total"] == 0
        assert nobody.call("POST", "search", {"jql": "project = NONE"}).status_code == 400
