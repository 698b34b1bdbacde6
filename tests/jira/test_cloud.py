"""The `JiraSite` port on Jira Cloud: what it reads and writes, call by call."""

from datetime import datetime
from typing import Any

import pytest
import requests

from app.engine.contract import FieldKind
from app.engine.raw import IssueDraft, RawWrite
from app.errors import JiraNotFound, JiraRefused
from app.jira.cloud import CloudSite
from jira_emulator.server import RunningSite

FIELDS = ("summary", "description", "priority", "labels")


def text(words: str) -> dict[str, Any]:
    return {
        "version": 1,
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}],
    }


@pytest.fixture
def issue_type_id(site: CloudSite, project_id: str) -> str:
    return next(option.id for option in site.project_schema(project_id).issue_types if option.name == "Task")


@pytest.fixture
def draft(project_id: str, issue_type_id: str) -> IssueDraft:
    fields = {"summary": "A lamp flickers", "description": text("In the hall."), "labels": ["hall", "lamp"]}
    return IssueDraft("operation-1", project_id, issue_type_id, RawWrite(fields, {}))


def test_an_issue_reads_back_with_the_marker_that_it_was_created_with(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)

    raw = site.read_issue(created.id, FIELDS, with_marker=True)

    assert (raw.id, raw.key, raw.operation_id) == (created.id, created.key, "operation-1")
    assert raw.fields["summary"] == "A lamp flickers"
    assert raw.fields["description"] == text("In the hall.")
    assert set(raw.fields) == set(FIELDS)
    assert raw.comments_complete


def test_a_field_that_is_not_asked_for_is_absent(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)

    assert "labels" not in site.read_issue(created.id, ("summary",)).fields


def test_an_edit_answers_with_our_own_changelog_entry(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)
    write = RawWrite({"summary": "A lamp hums"}, {"labels": ({"add": "hum"}, {"remove": "hall"})})

    raw = site.edit_issue(created.id, write, "operation-2", FIELDS)

    assert raw.fields["summary"] == "A lamp hums"
    assert raw.fields["labels"] == ["hum", "lamp"]
    entry = raw.history[-1]
    assert entry.operation_id == "operation-2"
    summary = next(item for item in entry.items if item.field_id == "summary")
    assert (summary.from_text, summary.to_text) == ("A lamp flickers", "A lamp hums")


def test_history_runs_from_old_to_new(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)
    for number in range(3):
        site.edit_issue(created.id, RawWrite({"summary": f"Lamp {number}"}, {}), f"edit-{number}", FIELDS)

    operations = [entry.operation_id for entry in site.read_issue(created.id, FIELDS).history]

    assert operations == ["edit-0", "edit-1", "edit-2"]


def test_a_text_is_put_back_as_wiki_markup(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)

    raw = site.edit_issue(created.id, RawWrite({"description": "*bold*"}, {}, "wiki"), "operation-2", FIELDS)

    marks = raw.fields["description"]["content"][0]["content"][0]["marks"]
    assert marks == [{"type": "strong"}]


def test_a_comment_carries_its_marker_and_its_new_text(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)

    comment = site.create_comment(created.id, text("Seen it."), "operation-3")
    site.edit_comment(created.id, comment.id, text("Seen it twice."))

    (read,) = site.read_comments(created.id)
    assert (read.id, read.operation_id, read.body) == (comment.id, "operation-3", text("Seen it twice."))
    assert site.read_comment(created.id, comment.id).body == text("Seen it twice.")
    assert [known.id for known in site.read_issue(created.id, FIELDS).comments] == [comment.id]


def test_an_issue_with_more_comments_than_a_page_is_read_whole(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)
    for number in range(105):
        site.create_comment(created.id, text(str(number)), f"comment-{number}")

    raw = site.read_issue(created.id, ("summary",))

    assert raw.comments_complete
    assert len(raw.comments) == 105


def test_a_restricted_comment_is_recognised(
    site: CloudSite, draft: IssueDraft, running: RunningSite, person: requests.Session
) -> None:
    created = site.create_issue(draft)
    body = {"body": text("Secret."), "visibility": {"type": "role", "value": "Administrators"}}
    answer = site_admin_comment(running, created.id, body)
    assert answer.status_code == 201, answer.text

    (comment,) = site.read_issue(created.id, FIELDS).comments

    assert comment.restricted


def site_admin_comment(running: RunningSite, issue_id: str, body: dict[str, Any]) -> requests.Response:
    from jira_emulator import seed

    user = seed.person(running.site, "project_admin")
    path = f"{running.address}/rest/api/3/issue/{issue_id}/comment"
    return requests.post(path, json=body, auth=(user.email, user.api_token), timeout=10)


def test_bulk_creation_names_the_elements_that_failed(site: CloudSite, draft: IssueDraft) -> None:
    bad = IssueDraft("operation-bad", draft.project_id, draft.issue_type_id, RawWrite({"summary": ""}, {}))
    last = IssueDraft("operation-last", draft.project_id, draft.issue_type_id, RawWrite({"summary": "Last"}, {}))

    outcomes = site.create_issues([draft, bad, last])

    assert [isinstance(outcome, JiraRefused) for outcome in outcomes] == [False, True, False]
    assert isinstance(outcomes[1], JiraRefused)
    assert "summary" in outcomes[1].field_errors
    read = site.read_issues([outcomes[0].id, outcomes[2].id], FIELDS)  # type: ignore[union-attr]
    assert [raw.operation_id for raw in read] == ["operation-1", "operation-last"]


def test_bulk_creation_in_which_all_fail_refuses_each(site: CloudSite, draft: IssueDraft) -> None:
    bad = IssueDraft("operation-bad", draft.project_id, draft.issue_type_id, RawWrite({"summary": ""}, {}))

    outcomes = site.create_issues([bad, bad])

    assert all(isinstance(outcome, JiraRefused) for outcome in outcomes)


def test_a_created_issue_is_found_by_its_marker(
    site: CloudSite, draft: IssueDraft, project_id: str, started_at: datetime
) -> None:
    created = site.create_issue(draft)

    found = site.find_created(project_id, started_at, ["operation-1", "operation-nobody"])

    assert {operation: issue.id for operation, issue in found.items()} == {"operation-1": created.id}


def test_the_pages_of_a_project_hold_every_issue_once(site: CloudSite, draft: IssueDraft, project_id: str) -> None:
    drafts = [
        IssueDraft(f"operation-{number}", project_id, draft.issue_type_id, RawWrite({"summary": f"{number}"}, {}))
        for number in range(130)
    ]
    for start in range(0, 130, 50):
        site.create_issues(drafts[start : start + 50])

    first = site.project_issues(project_id, FIELDS, cursor=None)
    second = site.project_issues(project_id, FIELDS, cursor=first.next_cursor)

    summaries = [raw.fields["summary"] for raw in (*first.issues, *second.issues)]
    assert len(first.issues) == 100
    assert second.next_cursor is None
    assert summaries == [str(number) for number in range(130)]
    assert site.count_issues(project_id) == 130
    assert first.issues[0].operation_id == "operation-0"


def test_an_unknown_issue_is_not_found(site: CloudSite) -> None:
    with pytest.raises(JiraNotFound):
        site.read_issue("999999", FIELDS)


def test_a_refusal_names_the_field_in_jiras_words(site: CloudSite, draft: IssueDraft) -> None:
    created = site.create_issue(draft)

    with pytest.raises(JiraRefused) as refusal:
        site.edit_issue(created.id, RawWrite({"summary": ""}, {}), "operation-2", FIELDS)

    assert refusal.value.field_errors == {"summary": "You must specify a summary of the issue."}


def test_the_schema_lists_what_can_travel(site: CloudSite, project_id: str) -> None:
    schema = site.project_schema(project_id)

    assert [(field.id, field.kind) for field in schema.fields] == [
        ("summary", FieldKind.LINE),
        ("description", FieldKind.RICH_TEXT),
        ("priority", FieldKind.OPTION),
        ("labels", FieldKind.LABELS),
    ]
    assert "Task" in [option.name for option in schema.issue_types]
    assert schema.statuses


def test_projects_are_found_by_name(site: CloudSite) -> None:
    assert [project.key for project in site.projects("Store")] == ["SHOP"]
