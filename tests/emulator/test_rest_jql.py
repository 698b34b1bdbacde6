"""JQL over REST: what can be asked with it, and what is told about it."""

import base64
import json
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.jql import parse
from jira_emulator.model import Component, Installation, Version
from jira_emulator.state import Site
from tests.emulator.conftest import Caller


def test_default_fields_are_ids_and_a_minus_leaves_out_of_the_navigable_ones(member: Caller) -> None:
    member.create()

    (found,) = member.post("search/jql", {"jql": "project = SHOP", "fields": ["-summary"]})["issues"]
    assert "summary" not in found["fields"]
    assert "priority" in found["fields"]
    assert "comment" not in found["fields"]
    (every,) = member.post("search/jql", {"jql": "project = SHOP", "fields": ["*all", "-summary"]})["issues"]
    assert "comment" in every["fields"]


def test_names_and_types_of_the_fields_are_told_once_for_all_issues(member: Caller) -> None:
    member.create()
    found = member.get("search/jql?jql=project=SHOP&fields=labels&expand=names,schema,transitions")

    assert found["names"] == {"labels": "Labels"}
    assert found["schema"]["labels"]["items"] == "string"
    assert found["issues"][0]["transitions"]


@pytest.mark.parametrize(
    "bad",
    [
        {"jql": 5},
        {"maxResults": "many"},
        {"maxResults": True},
        {"maxResults": 0},
        {"maxResults": 5001},
        {"fields": "summary"},
        {"expand": ["names"]},
        {"properties": ["a"] * 6},
        {"reconcileIssues": ["1"]},
        {"reconcileIssues": list(range(51))},
        {"fieldsByKeys": "yes"},
        {"startAt": 0},
        {"jql": ""},
        {"jql": "project = SHOP ORDER BY " + ", ".join(["key"] * 8)},
        {"nextPageToken": "%%%"},
    ],
)
def test_unusable_searches_are_refused(member: Caller, bad: dict[str, Any]) -> None:
    assert member.call("POST", "search/jql", {"jql": "project = SHOP"} | bad).status_code == 400


def test_altered_tokens_are_refused(member: Caller) -> None:
    for _ in range(2):
        member.create()
    token = member.get("search/jql?jql=project=SHOP&maxResults=1")["nextPageToken"]
    start, expires, owner = json.loads(base64.urlsafe_b64decode(token))

    forgeries: list[Any] = [
        [-1, expires, owner],
        [start, 0, owner],
        [start, "x", owner],
        ["x", expires, owner],
        [1],
        {},
    ]
    for parts in forgeries:
        altered = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
        body = {"jql": "project = SHOP", "nextPageToken": altered}
        assert member.call("POST", "search/jql", body).status_code == 400


def test_token_is_of_no_use_to_somebody_else(member: Caller, admin: Caller) -> None:
    for _ in range(2):
        member.create()
    token = member.get("search/jql?jql=project=SHOP&maxResults=1")["nextPageToken"]

    assert admin.call("GET", f"search/jql?jql=project=SHOP&nextPageToken={token}").status_code == 400


def test_count_needs_a_bounded_query(member: Caller) -> None:
    assert member.call("POST", "search/approximate-count", {"jql": "order by key"}).status_code == 400
    assert member.call("POST", "search/approximate-count", {}).status_code == 400
    assert member.call("POST", "search/approximate-count", {"jql": ["x"]}).status_code == 400


def test_issues_are_matched_with_queries(member: Caller, stranger: Caller) -> None:
    ids = [int(member.get(f"issue/{member.create(labels=[name])}")["id"]) for name in ("a", "b")]
    body = {"issueIds": ids, "jqls": ["labels = a", "project = SHOP", "labels ="]}

    matches = member.post("jql/match", body)["matches"]
    assert matches[0] == {"matchedIssues": [ids[0]], "errors": []}
    assert sorted(matches[1]["matchedIssues"]) == ids
    assert matches[2]["errors"]
    assert stranger.post("jql/match", body)["matches"][1]["matchedIssues"] == []
    assert member.call("POST", "jql/match", {"issueIds": ids}).status_code == 400
    assert member.call("POST", "jql/match", {"issueIds": ["x"], "jqls": []}).status_code == 400


def test_queries_are_parsed_and_checked_as_strictly_as_asked(member: Caller) -> None:
    body = {"queries": ["project = SHOP AND labels in (a, b)", "colour = red", "colour ="]}
    strict, warn, none = (
        member.post(f"jql/parse?validation={one}", body)["queries"] for one in ("strict", "warn", "none")
    )

    assert [("errors" in one, "structure" in one) for one in strict] == [(False, True), (True, False), (True, False)]
    assert [("errors" in one, "structure" in one) for one in warn] == [(False, True), (True, True), (True, False)]
    assert [("errors" in one, "structure" in one) for one in none] == [(False, True), (False, True), (True, False)]
    assert strict[0]["structure"]["where"]["clauses"][1]["operand"]["values"][0]["value"] == "a"
    assert member.call("POST", "jql/parse?validation=loose", body).status_code == 400
    assert member.call("POST", "jql/parse", {"queries": []}).status_code == 400


def test_reference_data_names_fields_functions_and_reserved_words(member: Caller, nobody: Caller) -> None:
    told = member.get("jql/autocompletedata")
    fields = {one["value"]: one for one in told["visibleFieldNames"]}

    assert fields["summary"]["operators"] == ["!~", "is", "is not", "~"]
    assert fields["Story Points"]["displayName"] == f"Story Points - {fields['Story Points']['cfid']}"
    assert "openSprints()" in [one["value"] for one in told["visibleFunctionNames"]]
    assert "order" in told["jqlReservedWords"]
    assert nobody.post("jql/autocompletedata", {"projectIds": [1]})["visibleFieldNames"]
    assert nobody.call("POST", "jql/autocompletedata", {"projectIds": ["x"]}).status_code == 400


def test_values_are_suggested_by_their_beginning(member: Caller) -> None:
    member.create(labels=["urgent", "unread", "late"])
    path = "jql/autocompletedata/suggestions"

    assert member.get(f"{path}?fieldName=priority&fieldValue=high")["results"] == [
        {"value": "High", "displayName": "<b>High</b>"},
        {"value": "Highest", "displayName": "<b>High</b>est"},
    ]
    assert [one["value"] for one in member.get(f"{path}?fieldName=labels&fieldValue=u")["results"]] == [
        "unread",
        "urgent",
    ]
    assert member.get(f"{path}?fieldName=status&fieldValue=progress")["results"][0]["value"] == '"In Progress"'
    assert member.get(f"{path}?fieldName=assignee&fieldValue=milo")["results"][0]["value"] == '"Milo Okafor"'
    assert member.get(f"{path}?fieldName=colour")["results"] == []


def test_hidden_projects_are_named_by_id_for_who_can_not_see_them(
    admin: Caller, member: Caller, addon: Caller, site: Site, installation: Installation
) -> None:
    stranger_id, project = seed.person(site, "stranger").account_id, next(iter(site.projects.values()))
    jql = "project = storefront OR project in (SHOP) ORDER BY key"
    rows = [
        {"query": jql, "accountId": stranger_id},
        {"query": jql, "accountId": seed.person(site, "admin").account_id},
    ]

    hidden, shown, broken = admin.post("jql/sanitize", {"queries": [*rows, {"query": "project ="}]})["queries"]
    assert hidden["sanitizedQuery"] == f"project = {project.id} OR project IN ({project.id}) ORDER BY key"
    assert shown["sanitizedQuery"] == jql
    assert broken["errors"]["errorMessages"]
    assert member.call("POST", "jql/sanitize", {"queries": rows}).status_code == 403
    assert addon.call("POST", "jql/sanitize", {"queries": rows}).status_code == 403
    assert admin.call("POST", "jql/sanitize", {"queries": []}).status_code == 400


def test_names_of_users_become_account_ids(member: Caller, site: Site) -> None:
    user = seed.person(site, "admin")
    user.server_name = "ada"

    told = member.post("jql/pdcleaner", {"queryStrings": ["assignee = ada", "labels = ada", "reporter = mia"]})
    assert told["queryStrings"] == [f"assignee = {user.account_id}", "labels = ada"]
    assert told["queriesWithUnknownUsers"] == [
        {"originalQuery": "reporter = mia", "convertedQuery": "reporter = unknown"}
    ]
    assert member.call("POST", "jql/pdcleaner", {"queryStrings": ["assignee ="]}).status_code == 400


@pytest.mark.parametrize(
    "jql",
    [
        "project = A AND (labels = b OR labels IN (c, EMPTY)) ORDER BY key DESC, created",
        'NOT (summary ~ "two words" AND NOT due < -1d)',
        'assignee IN membersOf("the staff") AND cf[10010] >= 3',
        'issue.property[a].b.c = "x y" AND status IS NOT EMPTY',
        "order by key",
    ],
)
def test_rewritten_query_says_the_same(jql: str) -> None:
    query = parse(jql)
    written = parse(query.rewritten(lambda field, value: value))

    assert (written.where, written.order_terms) == (query.where, query.order_terms)


def test_functions_of_the_site_find_what_they_name(member: Caller, admin: Caller, site: Site) -> None:
    project = next(iter(site.projects.values()))
    project.versions += [
        Version(1, "1.0", project.id, released=True),
        Version(2, "2.0", project.id),
        Version(3, "3.0", project.id),
    ]
    project.components.append(Component(1, "Till", project.id, lead=seed.person(site, "member")))
    first = member.create(fixVersions=[{"id": "1"}], components=[{"id": "1"}])
    second = member.create(fixVersions=[{"id": "2"}], issue_type="Bug")
    third = admin.create(fixVersions=[{"id": "3"}])
    child = member.create(issue_type="Sub-task", parent={"key": first})
    ends = {"inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    member.post("issueLink", {"type": {"name": "Blocks"}} | ends)
    member.call("POST", f"issue/{third}/votes")
    member.get(f"issue/{second}?updateHistory=true")
    member.edit(third, summary="Edited")

    for jql, expected in (
        ("fixVersion in releasedVersions()", [first]),
        ("fixVersion in unreleasedVersions(SHOP)", [second, third]),
        ("fixVersion = earliestUnreleasedVersion(SHOP)", [second]),
        ("fixVersion = latestReleasedVersion(SHOP)", [first]),
        ("component in componentsLeadByUser()", [first]),
        (f"issue in linkedIssues({first})", [second]),
        (f'issue in linkedIssues({first}, "blocks")', [second]),
        (f'issue in linkedIssues({first}, "is blocked by")', []),
        ('issueLinkType = "is blocked by"', [second]),
        (f"issue in childIssuesOf({first})", [child]),
        ("issue in votedIssues()", [third]),
        ("issue in watchedIssues()", [first, second, child]),
        ("issue in issueHistory()", [second]),
        ('issue in updatedBy("milo@example.com")', [first, second, third]),
        ("issuetype in subtaskIssueTypes()", [child]),
        ("issuetype in standardIssueTypes()", [first, second, third]),
        ("project in projectsWhereUserHasRole(Member)", [first, second, third, child]),
        ('project in projectsWhereUserHasPermission("Administer Projects")', []),
        ('project in projectsLeadByUser("ada@example.com")', [first, second, third, child]),
        ("creator in membersOf(jira-administrators)", [third]),
    ):
        assert sorted(member.keys(jql)) == sorted(expected), jql


def test_functions_refuse_what_they_do_not_know(member: Caller) -> None:
    for jql in (
        "issue in linkedIssues(SHOP-999)",
        "issue in linkedIssues()",
        "creator in membersOf(nobody)",
        "fixVersion in releasedVersions(NOPE)",
        "project in projectsWhereUserHasRole(Queen)",
        "sprint in openSprints(1)",
        "issue in madeUp()",
        'issue in updatedBy("milo@example.com", yesterday)',
    ):
        assert member.call("GET", "search/jql", params={"jql": jql}).status_code == 400, jql
