"""Links and their types, watchers and votes over REST: what is allowed, and what is quiet."""

import pytest

from jira_emulator import seed
from jira_emulator.actions import links
from jira_emulator.model import Installation
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import DOCUMENT


def blocks(inward: str, outward: str, **more: object) -> dict[str, object]:
    return {"type": {"name": "Blocks"}, "inwardIssue": {"key": inward}, "outwardIssue": {"key": outward}, **more}


def test_repeated_link_is_accepted_silently_and_stays_one(member: Caller) -> None:
    first, second = member.create(), member.create()
    answers = [member.call("POST", "issueLink", blocks(first, second)) for _ in range(2)]

    assert [(one.status_code, one.content) for one in answers] == [(201, b""), (201, b"")]
    assert len(member.fields(first)["issuelinks"]) == 1


def test_link_to_itself_or_to_a_hidden_issue_is_refused(member: Caller, stranger: Caller) -> None:
    key = member.create()

    assert member.call("POST", "issueLink", blocks(key, key)).status_code == 400
    assert member.call("POST", "issueLink", blocks(key, "SHOP-999")).status_code == 404
    assert stranger.call("POST", "issueLink", blocks(key, key)).status_code == 404
    assert member.call("POST", "issueLink", {"type": {"name": "Blocks"}}).status_code == 400


def test_comment_of_a_link_is_written_with_it_or_neither_is(member: Caller) -> None:
    first, second = member.create(), member.create()
    bad = blocks(first, second, comment={"body": "no document"})

    assert member.call("POST", "issueLink", bad).status_code == 400
    assert member.fields(first)["issuelinks"] == []
    assert member.call("POST", "issueLink", blocks(first, second, comment={"body": DOCUMENT})).status_code == 201
    assert member.fields(second)["comment"]["total"] == 1


def test_too_many_links_are_refused(member: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    first, second, third = (member.create() for _ in range(3))

    assert member.call("POST", "issueLink", blocks(first, second)).status_code == 201
    assert member.call("POST", "issueLink", blocks(first, third)).status_code == 413


def test_link_ids_are_numbers(member: Caller) -> None:
    assert member.call("GET", "issueLink/none").status_code == 400
    assert member.call("GET", "issueLink/999").status_code == 404
    assert member.call("DELETE", "issueLink/999").status_code == 404


def test_admin_makes_renames_and_deletes_a_link_type_with_its_links(admin: Caller, member: Caller) -> None:
    names = {"name": "Mirrors", "inward": "is mirrored by", "outward": "mirrors"}
    made = admin.call("POST", "issueLinkType", names)
    path = f"issueLinkType/{made.json()['id']}"
    first, second = member.create(), member.create()
    member.call("POST", "issueLink", blocks(first, second, type={"name": "Mirrors"}))

    assert made.status_code == 201
    assert admin.call("POST", "issueLinkType", names).status_code == 404
    assert admin.call("PUT", path, {"name": "Reflects"}).json()["inward"] == "is mirrored by"
    assert member.fields(first)["issuelinks"][0]["type"]["name"] == "Reflects"
    assert admin.call("DELETE", path).status_code == 204
    assert member.fields(first)["issuelinks"] == []
    assert member.call("GET", path).status_code == 404


def test_link_types_are_for_admins_with_the_admin_scope(
    member: Caller, admin: Caller, addon: Caller, installation: Installation
) -> None:
    names = {"name": "Mirrors", "inward": "is mirrored by", "outward": "mirrors"}

    assert member.call("POST", "issueLinkType", names).status_code == 404
    assert addon.call("POST", "issueLinkType", names).status_code == 403
    assert admin.call("POST", "issueLinkType", {"name": "Half"}).status_code == 400
    assert admin.call("POST", "issueLinkType", names | {"color": "red"}).status_code == 400
    assert addon.call("GET", "issueLinkType").status_code == 200


def test_watcher_is_named_by_a_bare_string_and_must_see_the_issue(member: Caller, admin: Caller, site: Site) -> None:
    key = member.create()
    stranger_id = seed.person(site, "stranger").account_id

    assert admin.call("POST", f"issue/{key}/watchers", {"accountId": stranger_id}).status_code == 400
    assert admin.call("POST", f"issue/{key}/watchers", stranger_id).status_code == 404
    assert admin.call("POST", f"issue/{key}/watchers", "nobody").status_code == 404
    assert admin.call("POST", f"issue/{key}/watchers").status_code == 204
    assert admin.get(f"issue/{key}/watchers")["isWatching"] is True
    assert admin.call("DELETE", f"issue/{key}/watchers").status_code == 400


def test_caller_asks_which_issues_it_watches(member: Caller, stranger: Caller) -> None:
    issue_id = member.get(f"issue/{member.create()}")["id"]

    assert member.post("issue/watching", {"issueIds": [issue_id, "1"]}) == {
        "issuesIsWatching": {issue_id: True, "1": False}
    }
    assert stranger.post("issue/watching", {"issueIds": [issue_id]})["issuesIsWatching"] == {issue_id: False}
    assert member.call("POST", "issue/watching", {}).status_code == 400


def test_vote_that_was_not_given_can_not_be_taken_back(member: Caller, admin: Caller) -> None:
    key = member.create()

    assert admin.call("DELETE", f"issue/{key}/votes").status_code == 404
    assert admin.call("POST", f"issue/{key}/votes").status_code == 204
    assert admin.get(f"issue/{key}/votes")["hasVoted"] is True
