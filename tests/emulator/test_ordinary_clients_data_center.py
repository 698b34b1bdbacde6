"""The clients that most Python programs use for Jira work unchanged on Data Center, by personal access token."""

import io
from collections.abc import Iterator

import pytest
from atlassian import Jira
from jira import JIRA

from jira_emulator.server import RunningSite
from tests.emulator.server_caller import token_of

PROJECT = "SHOP"
STARTED = "2026-11-23T10:00:00.000+0000"


@pytest.fixture
def client(data_center: RunningSite) -> Iterator[JIRA]:
    one = JIRA(data_center.address, token_auth=token_of(data_center, "admin"))
    yield one
    one.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def other(data_center: RunningSite) -> Iterator[Jira]:
    one = Jira(url=data_center.address, token=token_of(data_center, "admin"))
    yield one
    one.close()


def test_jira_creates_edits_finds_and_moves_issues(client: JIRA) -> None:
    issue = client.create_issue(project=PROJECT, issuetype="Bug", summary="Broken", description="h1. Title")
    issue.update(summary="Very broken", fields={"labels": ["a"]})
    client.transition_issue(issue, "Done", fields={"resolution": {"name": "Duplicate"}}, comment="Seen before")

    fields = client.issue(issue.key).raw["fields"]
    assert (fields["summary"], fields["labels"], fields["description"]) == ("Very broken", ["a"], "h1. Title")
    assert (fields["status"]["name"], fields["resolution"]["name"]) == ("Done", "Duplicate")
    assert [one.key for one in client.search_issues(f"project = {PROJECT}")] == [issue.key]
    assert [one.body for one in client.comments(issue)] == ["Seen before"]


def test_jira_attaches_links_logs_and_watches(client: JIRA) -> None:
    first, second = (
        client.create_issue(project=PROJECT, issuetype="Task", summary=summary) for summary in ("First", "Second")
    )
    attached = client.add_attachment(first, io.BytesIO(b"bytes"), filename="note.txt")
    client.create_issue_link("Blocks", first.key, second.key)
    client.add_worklog(first, timeSpent="1h")
    client.add_watcher(first, "milo")
    client.assign_issue(first, "milo")
    client.create_version("1.0", PROJECT)

    fields = client.issue(first.key).raw["fields"]
    assert client.attachment(attached.id).get() == b"bytes"  # type: ignore[no-untyped-call]
    assert fields["issuelinks"][0]["outwardIssue"]["key"] == second.key
    assert (fields["assignee"]["name"], fields["timespent"]) == ("milo", 3600)
    assert "milo" in [one.name for one in client.watchers(first).watchers]
    assert [one.name for one in client.project_versions(PROJECT)] == ["1.0"]


def test_jira_reads_what_can_be_created(client: JIRA) -> None:
    assert [one.name for one in client.project_issue_types(PROJECT)][:2] == ["Epic", "Story"]
    assert "Summary" in [one.name for one in client.project_issue_fields(PROJECT, "10000")]


def test_atlassian_does_its_usual_work(other: Jira) -> None:
    fields = {"project": {"key": PROJECT}, "issuetype": {"name": "Task"}}
    key, second = (other.create_issue(fields=fields | {"summary": one})["key"] for one in ("First", "Second"))
    other.update_issue_field(key, {"summary": "Changed"})
    other.set_issue_status(key, "In Progress")
    other.issue_add_comment(key, "Said")
    other.add_attachment_object(key, io.BytesIO(b"bytes"))
    other.create_issue_link({"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": second}})
    other.issue_worklog(key, STARTED, 3600)
    other.issue_add_watcher(key, "milo")
    other.assign_issue(key, "milo")

    read = other.issue(key)["fields"]
    assert (read["summary"], read["status"]["name"], read["assignee"]["name"]) == ("Changed", "In Progress", "milo")
    assert [one["body"] for one in read["comment"]["comments"]] == ["Said"]
    assert read["issuelinks"][0]["outwardIssue"]["key"] == second
    assert (read["timespent"], read["attachment"][0]["size"]) == (3600, 5)
    found = other.jql(f"project = {PROJECT}") or {}
    assert found["total"] == 2
