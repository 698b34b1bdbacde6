"""Issues of a Data Center site: users by name, texts as wiki markup, metadata in pages, files at their own address."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

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


def test_people_of_an_issue_are_named_by_user_name(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create(assignee={"name": "priya"})

    fields = member.fields(key)
    assert (fields["creator"]["name"], fields["assignee"]["name"]) == ("milo", "priya")
    assert fields["assignee"]["key"] == account(data_center, "project_admin").key
    assert fields["assignee"]["self"] == f"{data_center.address}/rest/api/2/user?username=priya"
    assert member.call("PUT", f"issue/{key}/assignee", {"name": "ada"}).status_code == 204
    assert member.call("PUT", f"issue/{key}/assignee", {"name": None}).status_code == 204
    assert member.fields(key)["assignee"] is None


def test_nobody_is_named_by_account_id(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create(assignee={"name": "priya"})
    account_id = account(data_center, "admin").account_id

    assert member.call("PUT", f"issue/{key}/assignee", {"name": account_id}).status_code == 400
    refused = member.edit(key, assignee="ada")
    assert refused.json()["errors"]["assignee"] == "expected Object containing a name property"
    assert account_id not in member.call("GET", f"issue/{key}?expand=changelog").text


def test_changelog_has_keys_of_users_oldest_change_first(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create()
    member.edit(key, assignee={"name": "priya"})
    member.edit(key, summary="Later")

    histories = member.get(f"issue/{key}?expand=changelog")["changelog"]["histories"]

    assert [one["items"][0]["field"] for one in histories] == ["assignee", "summary"]
    (item,) = histories[0]["items"]
    assert (item["to"], item["toString"]) == (account(data_center, "project_admin").key, "Priya Nair")
    assert "fieldId" not in item
    assert histories[0]["author"]["name"] == "milo"


def test_texts_are_wiki_markup_and_documents_are_refused(member: ServerCaller) -> None:
    key = member.create(description="h1. Title\n\n*bold*")

    assert member.fields(key)["description"] == "h1. Title\n\n*bold*"
    document = {"type": "doc", "version": 1, "content": []}
    assert member.edit(key, description=document).status_code == 400
    assert member.call("POST", f"issue/{key}/comment", {"body": document}).status_code == 400


def test_edit_answers_204_whatever_is_asked(member: ServerCaller) -> None:
    key = member.create()

    edited = member.call("PUT", f"issue/{key}?returnIssue=true", {"fields": {"summary": "New"}})

    assert (edited.status_code, edited.content) == (204, b"")
    assert member.fields(key)["summary"] == "New"


def test_only_administrators_edit_without_notifying(member: ServerCaller, admin: ServerCaller) -> None:
    key = member.create()
    quietly = {"fields": {"summary": "Quiet"}}

    assert member.call("PUT", f"issue/{key}?notifyUsers=false", quietly).status_code == 403
    assert member.fields(key)["summary"] == "A summary"
    assert admin.call("PUT", f"issue/{key}?notifyUsers=false", quietly).status_code == 204


def test_beans_lack_what_only_cloud_has(member: ServerCaller) -> None:
    key = member.create()
    comment = member.post(f"issue/{key}/comment", {"body": "x", "visibility": {"type": "role", "value": "Member"}})
    fields = member.fields(key)

    assert "hierarchyLevel" not in fields["issuetype"]
    assert "simplified" not in fields["project"]
    assert "statuscategorychangedate" not in fields
    assert comment["visibility"] == {"type": "role", "value": "Member"}
    assert "jsdPublic" not in comment
    assert all("key" not in one for one in member.get("field"))
    transition = member.get(f"issue/{key}/transitions?expand=transitions.fields")["transitions"][0]
    assert set(transition) == {"id", "name", "to", "fields"}


def test_create_metadata_comes_in_pages_of_values(member: ServerCaller) -> None:
    first = member.get("issue/createmeta/SHOP/issuetypes?maxResults=2")
    rest = member.get("issue/createmeta/SHOP/issuetypes?startAt=2&maxResults=50")

    assert (first["isLast"], rest["isLast"], first["total"]) == (False, True, 5)
    types = {one["name"]: one["id"] for one in first["values"] + rest["values"]}
    assert len(types) == 5
    task, subtask = (member.get(f"issue/createmeta/SHOP/issuetypes/{types[name]}") for name in ("Task", "Sub-task"))
    fields = {one["fieldId"]: one for one in task["values"]}
    assert fields["summary"]["required"] is True
    assert fields["priority"]["defaultValue"]["name"] == "Medium"
    assert "key" not in fields["summary"]
    assert "parent" not in fields
    assert "parent" in {one["fieldId"] for one in subtask["values"]}


def test_create_metadata_of_a_hidden_project_is_refused(member: ServerCaller, data_center: RunningSite) -> None:
    with calling(data_center, "stranger") as stranger:
        assert stranger.call("GET", "issue/createmeta/SHOP/issuetypes").status_code == 400
    assert member.call("GET", "issue/createmeta/NONE/issuetypes").status_code == 400
    assert member.call("GET", "issue/createmeta/SHOP/issuetypes/999").status_code == 400


def test_only_subtasks_have_a_parent(member: ServerCaller) -> None:
    parent, epic = member.create(), member.create(issue_type="Epic")
    child = member.create("Child", "Sub-task", parent={"key": parent})

    assert member.fields(child)["parent"]["key"] == parent
    assert [one["key"] for one in member.get(f"issue/{parent}/subtask")] == [child]
    assert "parent" in member.get(f"issue/{child}/editmeta")["fields"]
    assert "parent" not in member.get(f"issue/{parent}/editmeta")["fields"]
    wanted = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "x", "parent": {"key": epic}}
    assert "parent" in member.call("POST", "issue", {"fields": wanted}).json()["errors"]


def test_file_is_downloaded_where_its_content_says(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create()
    files = {"file": ("ä b.txt", b"some bytes")}
    assert member.call("POST", f"issue/{key}/attachments", files=files).status_code == 403
    headers = {"X-Atlassian-Token": "no-check"}
    (attachment,) = member.call("POST", f"issue/{key}/attachments", files=files, headers=headers).json()

    prefix = f"{data_center.address}/secure/attachment/{attachment['id']}/"
    assert attachment["content"] == f"{prefix}%C3%A4%20b.txt"
    assert member.fields(key)["attachment"][0]["content"] == attachment["content"]
    assert member.call("GET", attachment["content"]).content == b"some bytes"
    assert member.call("GET", attachment["content"], headers={"Range": "bytes=5-"}).content == b"bytes"
    with calling(data_center, "stranger") as stranger:
        assert stranger.call("GET", attachment["content"]).status_code == 404
    assert requests.get(attachment["content"], timeout=5).status_code == 404
    assert member.call("DELETE", f"attachment/{attachment['id']}").status_code == 204
    assert member.call("GET", attachment["content"]).status_code == 404


def test_watchers_are_added_and_removed_by_name(member: ServerCaller, admin: ServerCaller) -> None:
    key = member.create()

    assert admin.call("POST", f"issue/{key}/watchers", "priya").status_code == 204
    names = [one["name"] for one in member.get(f"issue/{key}/watchers")["watchers"]]
    assert names == ["milo", "priya"]
    assert admin.call("DELETE", f"issue/{key}/watchers?username=milo").status_code == 204
    assert member.get(f"issue/{key}/watchers")["watchCount"] == 1
    assert member.call("POST", f"issue/{key}/watchers", "ada").status_code == 401
    assert admin.call("POST", f"issue/{key}/watchers", "nobody").status_code == 404
    assert admin.call("POST", f"issue/{key}/watchers", {"name": "ada"}).status_code == 400
    assert admin.call("POST", f"issue/{key}/watchers?userName=ada").status_code == 204
    assert admin.call("DELETE", f"issue/{key}/watchers").status_code == 400


def test_vote_is_answered_with_the_votes(member: ServerCaller, admin: ServerCaller) -> None:
    key = member.create()

    assert admin.post(f"issue/{key}/votes", None)["voters"][0]["name"] == "ada"
    assert member.call("POST", f"issue/{key}/votes").status_code == 404
    assert admin.call("DELETE", f"issue/{key}/votes").status_code == 204


def test_transition_comment_worklog_link_and_property_work_as_on_cloud(member: ServerCaller) -> None:
    key, other = member.create(), member.create()

    assert member.call("POST", f"issue/{key}/transitions", {"transition": {"id": "11"}}).status_code == 204
    member.post(f"issue/{key}/comment", {"body": "_said_"})
    worklog = member.post(f"issue/{key}/worklog?adjustEstimate=leave", {"timeSpentSeconds": 60, "comment": "did"})
    link: dict[str, Any] = {"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": other}}
    assert member.call("POST", "issueLink", link).status_code == 201
    assert member.call("PUT", f"issue/{key}/properties/sync", {"pair": 7}).status_code == 201

    fields = member.fields(key)
    assert fields["status"]["name"] == "In Progress"
    assert fields["comment"]["comments"][0]["body"] == "_said_"
    assert (worklog["author"]["name"], worklog["comment"]) == ("milo", "did")
    assert fields["issuelinks"][0]["outwardIssue"]["key"] == other
    assert member.get(f"issue/{key}/properties/sync")["value"] == {"pair": 7}


def test_remote_link_is_answered_200_new_or_not(member: ServerCaller) -> None:
    key = member.create()
    link = {"globalId": "system=x&id=1", "object": {"url": "http://x.example/1", "title": "One"}}

    first = member.call("POST", f"issue/{key}/remotelink", link)
    second = member.call("POST", f"issue/{key}/remotelink", link)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["self"].startswith(member.address)


def test_missing_and_hidden_issue_are_the_same(member: ServerCaller, data_center: RunningSite) -> None:
    key = member.create()

    with calling(data_center, "stranger") as stranger:
        hidden, missing = (stranger.call("GET", f"issue/{one}") for one in (key, "SHOP-999"))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json() == missing.json() == {"errorMessages": ["Issue Does Not Exist"], "errors": {}}


def test_body_that_is_no_json_is_refused(member: ServerCaller) -> None:
    address = f"{member.address}/rest/api/2/issue"

    for body in (b"{", b"[]", b"\xff", b'"x"'):
        refused = member.session.post(address, data=body, headers={"Content-Type": "application/json"}, timeout=5)
        assert refused.status_code == 400, body
