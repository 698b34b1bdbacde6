"""What an issue shows on request, and the less usual ways to change one."""

from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.model import Installation
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import DOCUMENT


def test_expansions_show_names_types_html_buttons_and_transitions(member: Caller) -> None:
    key = member.create(description=DOCUMENT)
    member.post(f"issue/{key}/comment", {"body": DOCUMENT})
    wanted = "names,schema,renderedFields,operations,editmeta,transitions,changelog"
    shown = member.get(f"issue/{key}?expand={wanted}")

    assert shown["names"]["duedate"] == "Due date"
    assert shown["schema"]["labels"] == {"type": "array", "items": "string", "system": "labels"}
    assert shown["renderedFields"]["description"] == "<p>Hello</p>"
    assert shown["renderedFields"]["comment"]["comments"][0]["body"] == "<p>Hello</p>"
    assert [one["id"] for one in shown["operations"]["linkGroups"][0]["links"]][:2] == ["edit-issue", "comment-issue"]
    assert "summary" in shown["editmeta"]["fields"]
    assert shown["transitions"]
    assert shown["changelog"]["total"] == 0


def test_properties_are_chosen_all_or_without_some(member: Caller) -> None:
    key = member.create()
    for name in ("a", "b"):
        member.call("PUT", f"issue/{key}/properties/{name}", 1)

    assert member.get(f"issue/{key}?properties=a")["properties"] == {"a": 1}
    assert member.get(f"issue/{key}?properties=*all")["properties"] == {"a": 1, "b": 1}
    assert member.get(f"issue/{key}?properties=*all,-a")["properties"] == {"b": 1}


def test_edit_sets_properties_and_gives_the_issue_back_on_request(member: Caller) -> None:
    key = member.create()
    body = {"fields": {"summary": "new"}, "properties": [{"key": "marker", "value": 1}]}

    assert member.call("PUT", f"issue/{key}", body).content == b""
    edited = member.call("PUT", f"issue/{key}?returnIssue=true&expand=names", body)
    assert edited.status_code == 200
    assert edited.json()["fields"]["summary"] == "new"
    assert edited.json()["names"]["summary"] == "Summary"
    assert member.get(f"issue/{key}?properties=marker")["properties"] == {"marker": 1}


@pytest.mark.parametrize("size", [32_766, 32_767])
def test_property_value_has_a_longest_length(member: Caller, size: int) -> None:
    """The value's JSON has two more characters than the text: its quotation marks."""
    expected = 201 if size + 2 <= 32_768 else 400
    assert member.call("PUT", f"issue/{member.create()}/properties/p", "x" * size).status_code == expected


def test_property_key_has_a_longest_length_and_the_value_is_json(member: Caller) -> None:
    path = f"issue/{member.create()}/properties"

    assert member.call("PUT", f"{path}/{'k' * 255}", 1).status_code == 201
    assert member.call("PUT", f"{path}/{'k' * 256}", 1).status_code == 400
    assert member.call("PUT", f"{path}/p", data="").status_code == 400
    assert member.call("PUT", f"{path}/p", data="{").status_code == 400


def test_update_adds_links_worklogs_and_comments_with_the_edit(member: Caller) -> None:
    key, other = member.create(), member.create()
    update = {
        "labels": [{"add": "linked"}],
        "issuelinks": [{"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": other}}}],
        "worklog": [{"add": {"timeSpent": "30m"}}],
        "comment": [{"add": {"body": DOCUMENT}}],
    }
    assert member.call("PUT", f"issue/{key}", {"update": update}).status_code == 204

    fields = member.fields(key)
    assert fields["issuelinks"][0]["outwardIssue"]["key"] == other
    assert fields["timespent"] == 1800
    assert fields["comment"]["total"] == 1
    comment = {"comment": [{"remove": {"id": fields["comment"]["comments"][0]["id"]}}]}
    assert member.call("PUT", f"issue/{key}", {"update": comment}).status_code == 204
    assert member.fields(key)["comment"]["total"] == 0


def test_update_with_one_unreadable_part_writes_nothing(member: Caller) -> None:
    key = member.create("as it was")
    refused: list[dict[str, Any]] = [
        {"issuelinks": [{"add": {"type": {"name": "Haunts"}, "outwardIssue": {"key": key}}}]},
        {"issuelinks": [{"add": {"type": {"name": "Blocks"}}}]},
        {"issuelinks": [{"remove": {"id": "1"}}]},
        {"worklog": [{"add": {"timeSpent": "soon"}}]},
        {"worklog": [{"add": {}}]},
        {"comment": [{"shout": {}}]},
        {"comment": "hello"},
    ]
    for update in refused:
        body = {"fields": {"summary": "changed"}, "update": update}
        assert member.call("PUT", f"issue/{key}", body).status_code == 400, update
    assert member.fields(key)["summary"] == "as it was"


def test_update_without_the_right_to_its_parts_writes_nothing(member: Caller, site: Site) -> None:
    key = member.create("as it was")
    grants = next(iter(site.permission_schemes.values())).grants
    for right in ("LINK_ISSUES", "WORK_ON_ISSUES", "ADD_COMMENTS"):
        grants[right] = set()

    link = {"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": member.create()}}}
    update = {"issuelinks": [link], "worklog": [{"add": {"timeSpent": "1h"}}], "comment": [{"add": {"body": DOCUMENT}}]}
    refused = member.call("PUT", f"issue/{key}", {"fields": {"summary": "changed"}, "update": update})
    assert refused.status_code == 400
    assert sorted(refused.json()["errors"]) == ["comment", "issuelinks", "worklog"]
    assert member.fields(key)["summary"] == "as it was"


def test_parent_is_set_and_taken_away_by_update(member: Caller) -> None:
    epic, story = member.create(issue_type="Epic"), member.create(issue_type="Story")

    assert member.call("PUT", f"issue/{story}", {"update": {"parent": [{"set": {"key": epic}}]}}).status_code == 204
    assert member.fields(story)["parent"]["key"] == epic
    none = {"update": {"parent": [{"set": {"none": True}}]}}
    assert member.call("PUT", f"issue/{story}", none).status_code == 204
    assert "parent" not in member.fields(story)


def test_created_issue_makes_its_first_transition_or_says_why_not(member: Caller) -> None:
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "x"}
    moved = member.post("issue", {"fields": fields, "transition": {"id": "11"}})
    stayed = member.post("issue", {"fields": fields, "transition": {"id": "999"}})

    assert moved["transition"]["status"] == 200
    assert member.fields(moved["key"])["status"]["name"] == "In Progress"
    assert stayed["transition"]["status"] == 400
    assert member.fields(stayed["key"])["status"]["name"] == "To Do"


def test_assigning_needs_exactly_one_name_of_a_user(member: Caller, stranger: Caller, site: Site) -> None:
    key = member.create()
    me = seed.person(site, "member").account_id

    assert member.call("PUT", f"issue/{key}/assignee", {"accountId": me}).status_code == 204
    assert member.fields(key)["assignee"]["accountId"] == me
    assert member.call("PUT", f"issue/{key}/assignee", {"accountId": None}).status_code == 204
    assert member.fields(key)["assignee"] is None
    assert member.call("PUT", f"issue/{key}/assignee", {"accountId": "-1"}).status_code == 204
    assert member.fields(key)["assignee"]["displayName"] == "Ada Brandt"
    refused: list[object] = [
        {},
        {"accountId": me, "name": "milo"},
        {"name": "milo"},
        {"accountId": "x"},
        {"accountId": 1},
    ]
    for bad in refused:
        assert member.call("PUT", f"issue/{key}/assignee", bad).status_code == 400
    assert stranger.call("PUT", f"issue/{key}/assignee", {"accountId": me}).status_code == 404


def test_screens_are_overridden_by_admin_apps_alone(
    admin: Caller, addon: Caller, member: Caller, installation: Installation, site: Site
) -> None:
    key = member.create()
    next(iter(site.screens.values())).field_ids.remove("labels")
    path, body = f"issue/{key}?overrideScreenSecurity=true", {"fields": {"labels": ["x"]}}

    assert admin.call("PUT", path, body).status_code == 403
    assert addon.call("PUT", path, body).status_code == 403
    assert "labels" not in addon.get(f"issue/{key}/editmeta")["fields"]
    installation.descriptor["scopes"].append("ADMIN")
    assert addon.call("PUT", f"issue/{key}", body).status_code == 400
    assert addon.call("PUT", path, body).status_code == 204
    assert addon.fields(key)["labels"] == ["x"]
    assert "labels" in addon.get(f"issue/{key}/editmeta?overrideScreenSecurity=true")["fields"]
    assert admin.call("GET", f"issue/{key}/editmeta?overrideEditableFlag=true").status_code == 403


def test_changelogs_of_many_issues_come_by_date_for_people_alone(member: Caller, addon: Caller) -> None:
    first, second = member.create(), member.create()
    for key, fields in ((first, {"summary": "a"}), (second, {"labels": ["b"]}), (first, {"labels": ["c"]})):
        member.edit(key, **fields)
    body = {"issueIdsOrKeys": [first, second, "SHOP-999"]}

    found = member.post("changelog/bulkfetch", body)["issueChangeLogs"]
    assert [len(one["changeHistories"]) for one in found] == [2, 1]
    labels = member.post("changelog/bulkfetch", body | {"fieldIds": ["labels"]})["issueChangeLogs"]
    assert [len(one["changeHistories"]) for one in labels] == [1, 1]
    page = member.post("changelog/bulkfetch", body | {"maxResults": 2})
    rest = member.post("changelog/bulkfetch", body | {"maxResults": 2, "nextPageToken": page["nextPageToken"]})
    assert "nextPageToken" not in rest
    assert len(rest["issueChangeLogs"][0]["changeHistories"]) == 1
    assert addon.call("POST", "changelog/bulkfetch", body).status_code == 403
    refused: list[object] = [{}, {"issueIdsOrKeys": []}, body | {"fieldIds": ["x"] * 11}, body | {"maxResults": 0}]
    for bad in refused:
        assert member.call("POST", "changelog/bulkfetch", bad).status_code == 400


def test_changelog_entries_are_listed_by_id(member: Caller) -> None:
    key = member.create()
    member.edit(key, summary="a")
    member.edit(key, summary="b")
    ids = [int(one["id"]) for one in member.get(f"issue/{key}/changelog")["values"]]

    listed = member.post(f"issue/{key}/changelog/list", {"changelogIds": [ids[1], 1]})
    assert [one["id"] for one in listed["histories"]] == [str(ids[1])]
    assert member.call("POST", f"issue/{key}/changelog/list", {"changelogIds": ["x"]}).status_code == 400


def test_old_create_metadata_lists_projects_with_their_types(member: Caller, stranger: Caller) -> None:
    (project,) = member.get("issue/createmeta?projectKeys=SHOP&issuetypeNames=Bug&expand=projects.issuetypes.fields")[
        "projects"
    ]

    assert [one["name"] for one in project["issuetypes"]] == ["Bug"]
    assert project["issuetypes"][0]["fields"]["summary"]["required"] is True
    assert stranger.get("issue/createmeta")["projects"] == []


def test_last_views_are_kept_on_request_and_suggested(member: Caller) -> None:
    seen, unseen = member.create("A blue <door>"), member.create("A blue window")
    member.get(f"issue/{seen}?updateHistory=true")
    member.get(f"issue/{unseen}")

    (history,) = member.get("issue/picker?query=blue")["sections"]
    assert [one["key"] for one in history["issues"]] == [seen]
    assert history["issues"][0]["summary"] == "A <b>blue</b> &lt;door&gt;"
    sections = member.get(f"issue/picker?query=blue&currentJQL=project=SHOP&currentIssueKey={seen}")["sections"]
    assert [[one["key"] for one in section["issues"]] for section in sections] == [[], [unseen]]
    assert member.keys("lastViewed >= -1h") == [seen]


def test_mail_needs_a_recipient_besides_the_sender(member: Caller, admin: Caller, stranger: Caller, site: Site) -> None:
    key = member.create()
    path, other = f"issue/{key}/notify", seed.person(site, "admin").account_id

    assert member.call("POST", path, {"to": {"users": [{"accountId": other}]}}).status_code == 204
    assert admin.call("POST", path, {"to": {"reporter": True}}).status_code == 204
    refused: list[object] = [{}, {"to": {"reporter": True}}, {"to": {"assignee": True}}, {"to": {"users": [{}]}}]
    for bad in refused:
        assert member.call("POST", path, bad).status_code == 400
    assert stranger.call("POST", path, {"to": {"reporter": True}}).status_code == 404
