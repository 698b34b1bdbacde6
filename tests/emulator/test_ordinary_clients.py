"""The clients that most Python programs use for Jira work unchanged: `jira` and `atlassian-python-api`."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from atlassian import Jira
from jira import JIRA, JIRAError

from jira_emulator import seed
from jira_emulator.model import User
from jira_emulator.server import RunningSite
from jira_emulator.state import Site

PROJECT = "SHOP"
STARTED = "2026-11-23T10:00:00.000+0000"


@pytest.fixture
def somebody(site: Site) -> User:
    return seed.person(site, "member")


@pytest.fixture
def client(running: RunningSite) -> Iterator[JIRA]:
    user = seed.person(running.site, "admin")
    one = JIRA(running.address, basic_auth=(user.email, user.api_token))
    yield one
    one.close()  # type: ignore[no-untyped-call]


def test_jira_creates_edits_and_finds_issues(client: JIRA) -> None:
    issue = client.create_issue(project=PROJECT, issuetype="Bug", summary="Broken", description="h1. Title")
    issue.update(summary="Very broken", fields={"labels": ["a"]})
    issue.update(update={"labels": [{"add": "b"}]})
    client.create_issue(project=PROJECT, issuetype="Task", summary="Another")

    read = client.issue(issue.key)
    assert (read.fields.summary, read.fields.labels) == ("Very broken", ["a", "b"])
    assert read.fields.description == "h1. Title"
    found = client.search_issues(f"project = {PROJECT} order by key", maxResults=1)
    assert [one.key for one in found] == [issue.key]
    assert client.approximate_issue_count(f"project = {PROJECT}") == 2


def test_jira_moves_issues_through_the_workflow(client: JIRA) -> None:
    issue = client.create_issue(project=PROJECT, issuetype="Task", summary="To be done")

    client.transition_issue(issue, "Start progress")
    client.transition_issue(issue, "Done", fields={"resolution": {"name": "Duplicate"}}, comment="Seen before")

    fields = client.issue(issue.key).raw["fields"]
    assert (fields["status"]["name"], fields["resolution"]["name"]) == ("Done", "Duplicate")
    assert [one.body for one in client.comments(issue)] == ["Seen before"]


def test_jira_comments_attaches_and_logs_work(client: JIRA) -> None:
    issue = client.create_issue(project=PROJECT, issuetype="Task", summary="Talked about")

    comment = client.add_comment(issue, "First")
    comment.update(body="Second")
    attached = client.add_attachment(issue, io.BytesIO(b"bytes"), filename="note.txt")
    work = client.add_worklog(issue, timeSpent="1h", comment="Dug")
    work.update(timeSpent="2h")

    assert [one.body for one in client.comments(issue)] == ["Second"]
    assert client.attachment(attached.id).get() == b"bytes"  # type: ignore[no-untyped-call]
    assert [one.timeSpentSeconds for one in client.worklogs(issue)] == [7200]
    comment.delete()
    attached.delete()
    work.delete()
    fields = client.issue(issue.key).fields
    assert (fields.comment.comments, fields.attachment, fields.worklog.worklogs) == ([], [], [])


def test_jira_links_and_watches(client: JIRA, somebody: User) -> None:
    first, second = (
        client.create_issue(project=PROJECT, issuetype="Task", summary=summary) for summary in ("First", "Second")
    )
    client.create_issue_link("Blocks", first.key, second.key, comment={"body": "Linked"})
    client.add_watcher(first, somebody.email)
    client.assign_issue(first, somebody.email)

    read = client.issue(first.key)
    (link,) = read.fields.issuelinks
    assert (link.type.outward, link.outwardIssue.key) == ("blocks", second.key)
    assert read.raw["fields"]["assignee"]["accountId"] == somebody.account_id
    assert somebody.account_id in [one.accountId for one in client.watchers(first).watchers]
    client.delete_issue_link(link.id)
    assert client.issue(first.key).fields.issuelinks == []


def test_jira_makes_versions_and_components(client: JIRA) -> None:
    client.create_version("1.0", PROJECT, description="The first")
    client.create_component("Gate", PROJECT)

    assert [one.name for one in client.project_versions(PROJECT)] == ["1.0"]
    assert [one.name for one in client.project_components(PROJECT)] == ["Gate"]


def test_jira_reads_what_it_may_not_see_as_its_error(client: JIRA) -> None:
    with pytest.raises(JIRAError, match="Issue does not exist or you do not have permission to see it") as refused:
        client.issue("NOPE-1")
    assert refused.value.status_code == 404


class AtlassianClient(Jira):
    """`atlassian-python-api` with what differs between the API versions: the form of texts."""

    def text(self, words: str) -> Any:
        if self.api_version == "2":
            return words
        return {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}],
        }

    def created(self, summary: str) -> str:
        fields = {"project": {"key": PROJECT}, "issuetype": {"name": "Task"}, "summary": summary}
        key: str = self.create_issue(fields=fields | {"description": self.text("What it is")})["key"]
        return key


@pytest.fixture(params=["2", "3"])
def other(running: RunningSite, request: pytest.FixtureRequest) -> Iterator[AtlassianClient]:
    user = seed.person(running.site, "admin")
    one = AtlassianClient(
        url=running.address, username=user.email, password=user.api_token, cloud=True, api_version=request.param
    )
    yield one
    one.close()


def test_atlassian_creates_edits_and_finds_issues(other: AtlassianClient) -> None:
    key = other.created("Broken")
    other.update_issue_field(key, {"summary": "Very broken"})
    other.edit_issue(key, {"labels": [{"add": "a"}]})

    fields = other.issue(key)["fields"]
    assert (fields["summary"], fields["labels"], fields["description"]) == (
        "Very broken",
        ["a"],
        other.text("What it is"),
    )
    assert [one["key"] for one in other.enhanced_jql(f"project = {PROJECT}", fields="summary")["issues"]] == [key]
    assert not other.issue_exists("NOPE-1")
    other.delete_issue(key)
    assert other.approximate_issue_count(f"project = {PROJECT}") == {"count": 0}


def test_atlassian_moves_issues_through_the_workflow(other: AtlassianClient) -> None:
    key = other.created("To be done")

    other.set_issue_status(key, "In Progress")
    other.issue_transition(key, "Done")

    assert other.get_issue_status(key) == "Done"


def test_atlassian_comments_attaches_and_logs_work(other: AtlassianClient) -> None:
    key = other.created("Talked about")

    comment = other.issue_add_comment(key, other.text("First"))
    other.issue_edit_comment(key, comment["id"], other.text("Second"))
    other.add_attachment_object(key, io.BytesIO(b"bytes"))
    other.issue_worklog(key, STARTED, 3600, comment=other.text("Dug"))

    spoken = other.issue_get_comments(key) or {}
    assert [one["body"] for one in spoken["comments"]] == [other.text("Second")]
    (attached,) = other.get_attachments_ids_from_issue(key)
    assert other.get_attachment_content(attached["attachment_id"]) == b"bytes"
    assert [one["timeSpentSeconds"] for one in other.issue_get_worklog(key)["worklogs"]] == [3600]


def test_atlassian_links_and_watches(other: AtlassianClient, somebody: User) -> None:
    first, second = other.created("First"), other.created("Second")
    ends = {"inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    other.create_issue_link({"type": {"name": "Blocks"}} | ends)
    other.issue_add_watcher(first, somebody.account_id)
    other.assign_issue(first, somebody.account_id)

    fields = other.issue(first)["fields"]
    (link,) = fields["issuelinks"]
    assert link["outwardIssue"]["key"] == second
    assert fields["assignee"]["accountId"] == somebody.account_id
    assert somebody.account_id in [one["accountId"] for one in other.issue_get_watchers(first)["watchers"]]
    other.remove_issue_link(link["id"])
    assert other.issue(first)["fields"]["issuelinks"] == []


def test_atlassian_makes_versions_and_components(other: AtlassianClient) -> None:
    project = other.project(PROJECT)
    assert project is not None
    other.add_version(PROJECT, project["id"], "1.0")
    other.create_component({"name": "Gate", "project": PROJECT})

    assert [one["name"] for one in other.get_project_versions(PROJECT)] == ["1.0"]
    assert [one["name"] for one in other.get_project_components(PROJECT)] == ["Gate"]
