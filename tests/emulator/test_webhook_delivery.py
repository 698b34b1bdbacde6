"""Webhooks: what is sent, how it is signed, and what happens when nobody answers."""

import time
from collections.abc import Callable

import jwt
import pytest
import requests

from jira_emulator import actions, seed
from jira_emulator.faults import WebhookFaults
from jira_emulator.fields.writing import FieldInput
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.model import Installation
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from tests.emulator.conftest import AddonAuth, Caller, Receiver
from tests.emulator.test_rest_issues import DOCUMENT

pytestmark = pytest.mark.usefixtures("installation")


@pytest.fixture(autouse=True)
def quick_retries(emulator: Emulator) -> None:
    """A back-off of 5 to 15 minutes takes 3 to 9 ms."""
    emulator.webhook_settings.retry_scale = 1e-5


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_edit_is_told_with_its_changelog_and_wiki_text(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    key = member.create("before", description=DOCUMENT)
    member.edit(key, summary="after")
    assert emulator.settle()

    (told,) = receiver.of("jira:issue_updated")
    assert told.body["issue"]["key"] == key
    assert told.body["issue"]["fields"]["description"] == "Hello"
    assert "/rest/api/2/issue/" in told.body["issue"]["self"]
    assert told.body["issue_event_type_name"] == "issue_updated"
    assert told.body["user"]["displayName"] == "Milo Okafor"
    assert "emailAddress" not in told.body["user"]
    (item,) = told.body["changelog"]["items"]
    assert (item["fieldId"], item["fromString"], item["toString"]) == ("summary", "before", "after")
    history = member.get(f"issue/{key}/changelog")["values"][0]
    assert told.body["changelog"]["id"] == history["id"]


def test_delivery_is_signed_for_the_addon(
    member: Caller, receiver: Receiver, emulator: Emulator, installation: Installation
) -> None:
    member.create()
    assert emulator.settle()

    (told,) = receiver.delivered
    token = told.headers["Authorization"].removeprefix("JWT ")
    claims = jwt.decode(token, installation.shared_secret, algorithms=["HS256"])
    assert claims["iss"] == installation.client_key
    assert claims["qsh"] == hash_of_url("POST", told.url, receiver.address)
    assert told.headers["X-Atlassian-Webhook-Flow"] == "Primary"
    assert "X-Atlassian-Webhook-Retry" not in told.headers


def test_every_delivery_has_its_own_identifier(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    key = member.create()
    member.post(f"issue/{key}/comment", {"body": DOCUMENT})
    assert emulator.settle()

    assert sorted(receiver.events()) == ["comment_created", "jira:issue_created", "jira:issue_updated"]
    assert len({one.headers["X-Atlassian-Webhook-Identifier"] for one in receiver.delivered}) == 3
    (comment,) = receiver.of("comment_created")
    assert comment.body["comment"]["body"] == "Hello"
    assert set(comment.body["issue"]["fields"]) <= {
        "summary",
        "issuetype",
        "project",
        "assignee",
        "priority",
        "status",
    }


def test_retries_keep_the_identifier_and_count(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    receiver.answers = [503, 429, 204]
    member.create()
    until(lambda: len(receiver.delivered) == 3)

    assert len({one.headers["X-Atlassian-Webhook-Identifier"] for one in receiver.delivered}) == 1
    retries = [one.headers.get("X-Atlassian-Webhook-Retry") for one in receiver.delivered]
    assert retries == [None, "1", "2"]


def test_refusal_is_not_retried(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    receiver.answers = [401]
    member.create()
    assert emulator.settle()

    until(lambda: [one.outcome for one in emulator.traffic.webhooks()] == ["dropped"])
    assert len(receiver.delivered) == 1


def test_after_the_fifth_retry_it_is_listed_as_failed(member: Caller, addon: Caller, receiver: Receiver) -> None:
    receiver.answers = [500]
    member.create()
    until(lambda: bool(addon.get("webhook/failed")["values"]))

    (failed,) = addon.get("webhook/failed")["values"]
    assert len(receiver.delivered) == 6
    assert failed["id"] == receiver.delivered[0].headers["X-Atlassian-Webhook-Identifier"]
    assert failed["url"] == f"{receiver.address}/hooks"
    assert member.call("GET", "webhook/failed").status_code == 403


def test_trace_comes_back_to_the_addon_that_sent_it(
    running: RunningSite, installation: Installation, receiver: Receiver, emulator: Emulator
) -> None:
    with requests.Session() as session:
        auth = AddonAuth(installation, running.address)
        auth.trace = "operation-17"
        session.auth = auth
        Caller(running.address, session).create()
    assert emulator.settle()

    assert receiver.delivered[0].headers["X-Atlassian-Webhook-Trace"] == "operation-17"


def test_deletion_tells_of_the_comments_as_secondary(admin: Caller, receiver: Receiver, emulator: Emulator) -> None:
    key = admin.create("gone")
    admin.post(f"issue/{key}/comment", {"body": DOCUMENT})
    admin.call("DELETE", f"issue/{key}")
    assert emulator.settle()

    (issue,) = receiver.of("jira:issue_deleted")
    (comment,) = receiver.of("comment_deleted")
    assert issue.body["issue"]["fields"]["summary"] == "gone"
    assert issue.headers["X-Atlassian-Webhook-Flow"] == "Primary"
    assert comment.headers["X-Atlassian-Webhook-Flow"] == "Secondary"


def test_link_is_told_with_ids_only(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    first, second = member.create(), member.create()
    ends = {"inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    member.call("POST", "issueLink", {"type": {"name": "Blocks"}} | ends)
    assert emulator.settle()

    (told,) = receiver.of("issuelink_created")
    ids = [int(member.get(f"issue/{key}?fields=summary")["id"]) for key in (first, second)]
    link = told.body["issueLink"]
    assert [link["sourceIssueId"], link["destinationIssueId"]] == ids
    assert set(told.body) == {"timestamp", "webhookEvent", "issueLink"}


def test_late_delivery_shows_the_newest_fields(site: Site, receiver: Receiver, emulator: Emulator) -> None:
    member = seed.person(site, "member")
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "old"}
    with site.lock:  # nothing is sent until both have happened
        issue = actions.create_issue(site, member, FieldInput(fields))
        actions.edit_issue(site, member, issue.id, FieldInput({"summary": "new"}))
    assert emulator.settle()

    (created,) = receiver.of("jira:issue_created")
    assert created.body["issue"]["fields"]["summary"] == "new"


def test_filter_lets_through_what_its_query_finds(
    member: Caller, receiver: Receiver, emulator: Emulator, installation: Installation
) -> None:
    installation.descriptor["modules"]["webhooks"] = [
        {"event": "jira:issue_created", "url": "/hooks", "filter": "labels = wanted"}
    ]
    member.create("no")
    key = member.create("yes", labels=["wanted"])
    assert emulator.settle()

    assert [one.body["issue"]["key"] for one in receiver.delivered] == [key]


def test_disabled_addon_hears_nothing(
    member: Caller, receiver: Receiver, emulator: Emulator, installation: Installation
) -> None:
    installation.enabled = False
    member.create()
    assert emulator.settle()

    assert receiver.delivered == []


def test_lost_and_doubled_deliveries_follow_the_faults(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    emulator.faults.webhooks = WebhookFaults(drop=1.0)
    member.create()
    assert emulator.settle()
    assert receiver.delivered == []

    emulator.faults.webhooks = WebhookFaults(double=1.0)
    member.create()
    assert emulator.settle()
    first, second = receiver.delivered
    assert first.headers["X-Atlassian-Webhook-Identifier"] == second.headers["X-Atlassian-Webhook-Identifier"]
