"""Search: bounded queries, tokens, the lagging index."""

import time

from jira_emulator.model import Installation
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def test_search_gives_ids_alone_unless_asked(member: Caller) -> None:
    key = member.create()

    found = member.get("search/jql?jql=project=SHOP")
    assert found["isLast"] is True
    assert "nextPageToken" not in found
    assert list(found["issues"][0]) == ["id"]
    more = member.get("search/jql?jql=project=SHOP&fields=summary&properties=marker")
    assert more["issues"][0]["key"] == key
    assert list(more["issues"][0]["fields"]) == ["summary"]


def test_pages_follow_tokens_to_the_end_without_repeating(member: Caller) -> None:
    keys = [member.create(f"number {number}") for number in range(5)]
    query = {"jql": "project = SHOP ORDER BY key ASC", "maxResults": 2, "fields": ["summary"]}

    seen: list[str] = []
    page = member.post("search/jql", query)
    while True:
        seen += [one["key"] for one in page["issues"]]
        if page["isLast"]:
            break
        page = member.post("search/jql", query | {"nextPageToken": page["nextPageToken"]})
    assert seen == keys


def test_token_belongs_to_its_query(member: Caller) -> None:
    for _ in range(2):
        member.create()
    token = member.get("search/jql?jql=project=SHOP&maxResults=1")["nextPageToken"]

    answer = member.call("GET", f"search/jql?jql=project=SHOP AND status=Done&nextPageToken={token}")
    assert answer.status_code == 400


def test_bad_page_sizes_are_refused(member: Caller) -> None:
    for size in ("0", "5001"):
        assert member.call("GET", f"search/jql?jql=project=SHOP&maxResults={size}").status_code == 400


def test_lagging_index_finds_an_issue_late_but_reconciles_on_request(member: Caller, site: Site) -> None:
    site.index.lag_seconds = 0.6
    key = member.create()
    issue_id = int(member.get(f"issue/{key}?fields=summary")["id"])

    assert member.keys("project = SHOP") == []
    query = {"jql": "project = SHOP", "fields": ["summary"], "reconcileIssues": [issue_id]}
    assert [one["key"] for one in member.post("search/jql", query)["issues"]] == [key]
    deadline = time.monotonic() + 10
    while member.keys("project = SHOP") != [key]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_edit_is_found_late_too(member: Caller, site: Site) -> None:
    key = member.create()
    site.index.lag_seconds = 60
    member.edit(key, labels=["fresh"])

    assert member.fields(key)["labels"] == ["fresh"]
    assert member.keys("labels = fresh") == []


def test_count_is_of_what_the_caller_sees(member: Caller, stranger: Caller) -> None:
    member.create()

    assert member.post("search/approximate-count", {"jql": "project = SHOP"}) == {"count": 1}
    assert stranger.post("search/approximate-count", {"jql": "project = SHOP"}) == {"count": 0}


def test_unknown_field_is_refused_for_people_and_finds_nothing_for_nobody(member: Caller, nobody: Caller) -> None:
    assert member.call("GET", "search/jql?jql=colour = red").status_code == 400
    assert nobody.get("search/jql?jql=colour = red")["issues"] == []


def test_old_search_is_gone(member: Caller) -> None:
    for method in ("GET", "POST"):
        answer = member.call(method, "search", {} if method == "POST" else None)
        assert answer.status_code == 410
        assert "CHANGE-2046" in answer.json()["errorMessages"][0]


def test_property_is_searched_only_when_an_addon_has_it_indexed(
    member: Caller, site: Site, installation: Installation
) -> None:
    key = member.create()
    for name in ("marker", "other"):
        assert member.call("PUT", f"issue/{key}/properties/{name}", {"n": 1}).status_code == 201

    assert member.keys("issue.property[marker].n = 1") == [key]
    assert member.keys("issue.property[other].n = 1") == []
    del site.installations[installation.addon_key]
    assert member.keys("issue.property[marker].n = 1") == []
