"""Remote links over REST: made or replaced by global id, seen by who sees the issue, and quiet."""

import pytest

from jira_emulator.actions import remote_links
from jira_emulator.server import Emulator
from tests.emulator.conftest import Caller, Receiver

COUNTERPART = {
    "globalId": "system=https://partner.example&id=7",
    "application": {"type": "com.example.tracker", "name": "Partner"},
    "relationship": "mentioned in",
    "object": {"url": "https://partner.example/7", "title": "DESK-7", "status": {"resolved": False}},
}


def test_second_post_with_the_same_global_id_replaces_and_empties_what_is_left_out(member: Caller) -> None:
    key = member.create()
    first = member.call("POST", f"issue/{key}/remotelink", COUNTERPART)
    bare = {"globalId": COUNTERPART["globalId"], "object": {"url": "https://partner.example/8", "title": "DESK-8"}}
    second = member.call("POST", f"issue/{key}/remotelink", bare)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    (link,) = member.get(f"issue/{key}/remotelink")
    assert link["object"]["title"] == "DESK-8"
    assert link["application"] == {}
    assert "relationship" not in link
    assert "resolved" not in link["object"]["status"]


def test_links_without_global_id_are_all_kept(member: Caller) -> None:
    key = member.create()
    body = {"object": COUNTERPART["object"]}
    statuses = [member.call("POST", f"issue/{key}/remotelink", body).status_code for _ in range(2)]

    assert statuses == [201, 201]
    assert len(member.get(f"issue/{key}/remotelink")) == 2


def test_link_is_found_changed_and_deleted_by_id_and_by_global_id(member: Caller) -> None:
    key = member.create()
    link_id = member.post(f"issue/{key}/remotelink", COUNTERPART)["id"]
    wanted = {"globalId": COUNTERPART["globalId"]}

    assert member.get(f"issue/{key}/remotelink", params=wanted)["id"] == link_id
    changed = {"globalId": "other", "object": {"url": "https://partner.example/9", "title": "DESK-9"}}
    assert member.call("PUT", f"issue/{key}/remotelink/{link_id}", changed).status_code == 204
    assert member.get(f"issue/{key}/remotelink/{link_id}")["globalId"] == "other"
    assert member.call("GET", f"issue/{key}/remotelink", params=wanted).status_code == 404
    assert member.call("DELETE", f"issue/{key}/remotelink", params={"globalId": "other"}).status_code == 204
    assert member.call("GET", f"issue/{key}/remotelink/{link_id}").status_code == 404


def test_link_of_another_issue_is_a_bad_request_and_dies_with_its_issue(member: Caller, admin: Caller) -> None:
    here, there = member.create(), member.create()
    link_id = member.post(f"issue/{here}/remotelink", COUNTERPART)["id"]

    assert member.call("GET", f"issue/{there}/remotelink/{link_id}").status_code == 400
    assert member.call("DELETE", f"issue/{there}/remotelink/x").status_code == 400
    assert member.call("DELETE", f"issue/{there}/remotelink").status_code == 400
    assert admin.call("DELETE", f"issue/{here}").status_code == 204
    assert member.call("GET", f"issue/{there}/remotelink/{link_id}").status_code == 404


def test_remote_link_says_what_is_missing_or_too_long(member: Caller) -> None:
    key = member.create()

    missing = member.call("POST", f"issue/{key}/remotelink", {"object": {"url": "https://partner.example"}})
    assert missing.status_code == 400
    assert missing.json()["errors"] == {"title": "'title' is required."}
    long = COUNTERPART | {"globalId": "g" * 256}
    assert list(member.call("POST", f"issue/{key}/remotelink", long).json()["errors"]) == ["globalId"]
    assert member.call("POST", f"issue/{key}/remotelink", {"object": "none"}).status_code == 400


def test_stranger_sees_no_remote_links(member: Caller, stranger: Caller) -> None:
    key = member.create()
    member.post(f"issue/{key}/remotelink", COUNTERPART)

    assert stranger.call("GET", f"issue/{key}/remotelink").status_code == 404
    assert stranger.call("POST", f"issue/{key}/remotelink", COUNTERPART).status_code == 404


def test_remote_link_raises_no_webhook_but_is_in_the_changelog(
    addon: Caller, emulator: Emulator, receiver: Receiver
) -> None:
    key = addon.create()
    emulator.settle()
    before = len(receiver.delivered)
    link_id = addon.post(f"issue/{key}/remotelink", COUNTERPART)["id"]
    emulator.settle()

    assert len(receiver.delivered) == before
    (entry,) = addon.get(f"issue/{key}/changelog")["values"]
    assert entry["items"][0]["to"] == str(link_id)


def test_too_many_remote_links_are_refused(member: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_links, "MOST_REMOTE_LINKS", 1)
    key = member.create()

    assert member.call("POST", f"issue/{key}/remotelink", COUNTERPART).status_code == 201
    assert member.call("POST", f"issue/{key}/remotelink", COUNTERPART).status_code == 200
    refused = member.call("POST", f"issue/{key}/remotelink", COUNTERPART | {"globalId": "more"})
    assert refused.status_code == 413
    assert refused.json()["errorMessages"] == ["limit exceeded"]
