"""Creating, reading and editing issues over REST, as Atlassian's document says."""

from typing import Any

import pytest

from tests.emulator.conftest import Caller

DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}],
}


def last_change(caller: Caller, key: str) -> list[dict[str, Any]]:
    histories = caller.get(f"issue/{key}?expand=changelog")["changelog"]["histories"]
    items: list[dict[str, Any]] = histories[0]["items"]
    return items


def test_created_issue_is_read_back_as_it_was_written(member: Caller) -> None:
    key = member.create("  Trimmed  ", labels=["b", "a", "b"], priority={"name": "High"}, description=DOCUMENT)

    fields = member.fields(key)
    assert fields["summary"] == "Trimmed"
    assert fields["labels"] == ["a", "b"]
    assert fields["priority"]["name"] == "High"
    assert fields["description"] == DOCUMENT
    assert fields["status"]["name"] == "To Do"
    assert fields["creator"]["displayName"] == fields["reporter"]["displayName"] == "Milo Okafor"


def test_created_issue_has_its_properties_at_once(member: Caller) -> None:
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "x"}
    created = member.post("issue", {"fields": fields, "properties": [{"key": "marker", "value": {"n": 1}}]})

    assert member.get(f"issue/{created['id']}?properties=marker&fields=summary")["properties"] == {"marker": {"n": 1}}


def test_v2_writes_and_reads_wiki_markup(member: Caller) -> None:
    key = member.create()
    answer = member.call("PUT", f"issue/{key}", {"fields": {"description": "h1. Title\n\n*bold*"}}, api=2)

    assert answer.status_code == 204
    assert member.fields(key, api=2)["description"] == "h1. Title\n\n*bold*"
    assert member.fields(key)["description"]["content"][0]["type"] == "heading"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"summary": "x" * 256}, {"summary": "Summary can't exceed 255 characters."}),
        (
            {"summary": "a\nb"},
            {"summary": "The summary is invalid because it contains newline characters."},
        ),
        ({"summary": " "}, {"summary": "You must specify a summary of the issue."}),
        ({"labels": ["a b"]}, {"labels": "The label 'a b' contains spaces which is invalid."}),
        ({"priority": {"name": "Nope"}}, {"priority": "Priority name 'Nope' is not valid"}),
        ({"components": [{"name": "Nope"}]}, {"components": "Component name 'Nope' is not valid"}),
        (
            {"description": "plain"},
            {"description": "Operation value must be an Atlassian Document (see the Atlassian Document Format)"},
        ),
        (
            {"colour": 1},
            {"colour": "Field 'colour' cannot be set. It is not on the appropriate screen, or unknown."},
        ),
        ({"issuetype": {"name": "Nope"}}, {"issuetype": "Specify a valid issue type"}),
    ],
)
def test_refused_field_is_named_in_jiras_words(member: Caller, fields: dict[str, Any], errors: dict[str, str]) -> None:
    wanted = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "x"} | fields
    answer = member.call("POST", "issue", {"fields": wanted})

    assert answer.status_code == 400
    assert answer.json() == {"errorMessages": [], "errors": errors}


def test_text_over_the_limit_is_refused(member: Caller) -> None:
    key = member.create()
    answer = member.call("PUT", f"issue/{key}", {"fields": {"description": "x" * 32_768}}, api=2)

    assert answer.status_code == 400
    assert "32,767" in answer.json()["errors"]["description"]


def test_edit_with_one_bad_field_writes_none(member: Caller) -> None:
    key = member.create("before")

    assert member.edit(key, summary="after", priority={"name": "Nope"}).status_code == 400
    assert member.fields(key)["summary"] == "before"


def test_edit_shows_its_changelog_entry_in_the_same_answer(member: Caller) -> None:
    key = member.create("before", labels=["a"])
    metadata = {"type": "sync", "activityDescription": "op-1"}
    body = {
        "fields": {"summary": "after"},
        "update": {"labels": [{"add": "b"}, {"remove": "a"}]},
        "historyMetadata": metadata,
    }
    answer = member.call("PUT", f"issue/{key}?returnIssue=true&expand=changelog", body)

    assert answer.status_code == 200
    entry = answer.json()["changelog"]["histories"][0]
    assert entry["historyMetadata"] == metadata
    changes = {item["field"]: (item["fromString"], item["toString"]) for item in entry["items"]}
    assert changes == {"summary": ("before", "after"), "labels": ("a", "b")}
    assert answer.json()["fields"]["labels"] == ["b"]


def test_field_may_not_be_in_fields_and_update(member: Caller) -> None:
    key = member.create()
    body = {"fields": {"labels": ["a"]}, "update": {"labels": [{"add": "b"}]}}

    answer = member.call("PUT", f"issue/{key}", body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["labels"]


def test_changelog_has_ids_and_words_of_priority_and_wiki_text_of_descriptions(member: Caller) -> None:
    key = member.create(priority={"name": "Low"}, description=DOCUMENT)
    member.edit(key, priority={"name": "High"}, description=None)

    items = {item["field"]: item for item in last_change(member, key)}
    priority = items["priority"]
    assert [priority[name] for name in ("from", "fromString", "to", "toString")] == ["4", "Low", "2", "High"]
    assert items["description"]["fromString"] == "Hello"
    assert items["description"]["toString"] is None


def test_edit_that_changes_nothing_leaves_no_trace(member: Caller) -> None:
    key = member.create("same")
    before = member.fields(key)["updated"]
    member.edit(key, summary="same ")

    assert member.get(f"issue/{key}/changelog")["total"] == 0
    assert member.fields(key)["updated"] == before


def test_changelog_ids_rise_over_all_issues(member: Caller) -> None:
    first, second = member.create(), member.create()
    for number, key in enumerate([first, second, first]):
        member.edit(key, summary=f"summary {number}")

    ids = [int(one["id"]) for one in member.get(f"issue/{first}/changelog")["values"]]
    other = int(member.get(f"issue/{second}/changelog")["values"][0]["id"])
    assert ids[0] < other < ids[1]


def test_bulk_create_names_the_elements_that_failed(member: Caller) -> None:
    good = {"fields": {"project": {"key": "SHOP"}, "issuetype": {"name": "Bug"}, "summary": "good"}}
    bad = {"fields": {"project": {"key": "SHOP"}, "issuetype": {"name": "Bug"}}}
    answer = member.call("POST", "issue/bulk", {"issueUpdates": [good, bad, good]})

    assert answer.status_code == 201
    assert len(answer.json()["issues"]) == 2
    (error,) = answer.json()["errors"]
    assert error["failedElementNumber"] == 1
    assert error["elementErrors"]["errors"] == {"summary": "You must specify a summary of the issue."}


def test_bulk_create_is_refused_when_nothing_is_left(member: Caller) -> None:
    answer = member.call("POST", "issue/bulk", {"issueUpdates": [{"fields": {}}]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["failedElementNumber"] == 0


def test_bulkfetch_answers_in_id_order_without_what_is_missing(member: Caller) -> None:
    first, second = member.create(), member.create()
    wanted = {"issueIdsOrKeys": [second, "SHOP-999", first], "fields": ["summary"]}

    answer = member.post("issue/bulkfetch", wanted)

    assert [one["key"] for one in answer["issues"]] == [first, second]
    assert answer["issueErrors"] == []


def test_fields_parameter_selects_and_leaves_out(member: Caller) -> None:
    key = member.create()

    assert set(member.fields(f"{key}?fields=summary,labels")) == {"summary", "labels"}
    without = member.fields(f"{key}?fields=-comment")
    assert "comment" not in without
    assert "summary" in without


def test_issue_with_subtasks_is_deleted_only_on_request(admin: Caller) -> None:
    parent = admin.create()
    child = admin.create(issue_type="Sub-task", parent={"key": parent})

    assert admin.call("DELETE", f"issue/{parent}").status_code == 400
    assert admin.call("DELETE", f"issue/{parent}?deleteSubtasks=true").status_code == 204
    assert admin.call("GET", f"issue/{child}").status_code == 404


def test_subtask_needs_a_parent(member: Caller) -> None:
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Sub-task"}, "summary": "x"}
    answer = member.call("POST", "issue", {"fields": fields})

    assert answer.status_code == 400
    assert "parent" in answer.json()["errors"]


def test_only_transitions_that_fit_the_status_and_the_person_are_there(member: Caller, admin: Caller) -> None:
    key = member.create()
    for step in ("11", "31"):
        moved = member.call("POST", f"issue/{key}/transitions", {"transition": {"id": step}})
        assert moved.status_code == 204

    def offered(who: Caller) -> set[str]:
        return {one["name"] for one in who.get(f"issue/{key}/transitions")["transitions"]}

    assert offered(member) == {"Request changes"}
    assert offered(admin) == {"Request changes", "Approve"}
    refused = member.call("POST", f"issue/{key}/transitions", {"transition": {"id": "51"}})
    assert refused.status_code == 400


def test_transition_sets_resolution_and_is_in_the_changelog(admin: Caller) -> None:
    key = admin.create()
    admin.call("POST", f"issue/{key}/transitions", {"transition": {"id": "61"}})

    assert admin.fields(key)["resolution"]["name"] == "Done"
    assert admin.fields(key)["resolutiondate"] is not None
    changed = {item["field"]: item["toString"] for item in last_change(admin, key)}
    assert changed == {"resolution": "Done", "status": "Done"}


def test_property_is_new_then_replaced_then_gone(member: Caller, admin: Caller) -> None:
    key = member.create()
    path = f"issue/{key}/properties/note"

    assert member.call("PUT", path, {"a": 1}).status_code == 201
    assert member.call("PUT", path, {"a": 2}).status_code == 200
    assert member.get(path) == {"key": "note", "value": {"a": 2}}
    assert member.call("DELETE", path).status_code == 204
    assert member.call("GET", path).status_code == 404
    assert member.call("PUT", path, "x" * 32_767).status_code == 400


def test_link_shows_the_direction_of_each_end(member: Caller) -> None:
    blocker, blocked = member.create(), member.create()
    body = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": blocker},
        "outwardIssue": {"key": blocked},
    }
    assert member.call("POST", "issueLink", body).status_code == 201

    (here,) = member.fields(blocker)["issuelinks"]
    (there,) = member.fields(blocked)["issuelinks"]
    assert here["outwardIssue"]["key"] == blocked
    assert there["inwardIssue"]["key"] == blocker
    assert here["id"] == there["id"]
