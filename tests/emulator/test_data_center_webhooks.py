"""Administrators' webhooks of a Data Center site: registered by REST, signed with their secret, sent once."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from jira_emulator.server import Emulator, RunningSite
from jira_emulator.webhooks.admin_post import signature
from tests.emulator.conftest import Receiver
from tests.emulator.server_caller import ServerCaller, account, calling
from tests.emulator.test_webhook_rules import serving

OLD, NEW = "/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"
SECTION = "issue-related-events-section"
Register = Callable[..., dict[str, Any]]


@pytest.fixture
def member(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "member") as one:
        yield one


@pytest.fixture
def admin(data_center: RunningSite) -> Iterator[ServerCaller]:
    with calling(data_center, "admin") as one:
        yield one


@pytest.fixture
def register(admin: ServerCaller, receiver: Receiver) -> Register:
    """Register a webhook that sends to the receiver."""

    def made(*events: str, **more: Any) -> dict[str, Any]:
        wanted = {"name": "Sync", "url": f"{receiver.address}/hooks", "events": list(events)}
        webhook: dict[str, Any] = admin.post(OLD, wanted | more)
        return webhook

    return made


def test_event_names_users_by_name_and_has_wiki_text(
    register: Register, member: ServerCaller, receiver: Receiver, emulator: Emulator, data_center: RunningSite
) -> None:
    register("jira:issue_created", "jira:issue_updated")
    key = member.create(description="*bold*")
    member.edit(key, assignee={"name": "priya"})
    assert emulator.settle()

    (created,), (updated,) = receiver.of("jira:issue_created"), receiver.of("jira:issue_updated")
    assert created.body["user"]["name"] == "milo"
    assert created.body["issue"]["fields"]["description"] == "*bold*"
    assert created.body["issue"]["self"].startswith(f"{data_center.address}/rest/api/2/issue/")
    (item,) = updated.body["changelog"]["items"]
    assert (item["field"], item["to"]) == ("assignee", account(data_center, "project_admin").key)
    for one in receiver.delivered:
        assert "accountId" not in str(one.body)
        assert "Authorization" not in one.headers
        assert "X-Hub-Signature" not in one.headers
        assert one.headers["X-Atlassian-Webhook-Identifier"]


def test_body_is_signed_with_the_secret(admin: ServerCaller, member: ServerCaller, emulator: Emulator) -> None:
    received: list[tuple[str | None, bytes]] = []

    def keep(environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        received.append((request.headers.get("X-Hub-Signature"), request.get_data()))
        return Response(status=204)(environ, start_response)

    with serving(keep) as address:
        wanted = {"name": "Signed", "url": address, "events": ["jira:issue_created"], "secret": "s3cret"}
        made = admin.post(OLD, wanted)
        member.create("Ünïcode")
        assert emulator.settle()

    ((sent, body),) = received
    assert sent == "sha256=" + hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert made["isSigned"] is True
    assert "s3cret" not in str(made)


def test_signature_is_the_published_one() -> None:
    expected = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    assert signature("It's a Secret to Everybody", b"Hello World!") == expected


def test_filter_lets_through_what_its_query_finds(
    register: Register, member: ServerCaller, receiver: Receiver, emulator: Emulator
) -> None:
    register("jira:issue_created", filters={SECTION: "labels = wanted"})
    member.create("no")
    key = member.create("yes", labels=["wanted"])
    assert emulator.settle()

    assert [one.body["issue"]["key"] for one in receiver.delivered] == [key]


def test_refused_delivery_is_not_tried_again(
    register: Register, member: ServerCaller, receiver: Receiver, emulator: Emulator
) -> None:
    emulator.webhook_settings.retry_scale = 1e-5
    receiver.answers = [503]
    register("jira:issue_created")
    member.create()
    assert emulator.settle()

    assert len(receiver.delivered) == 1
    assert [one.outcome for one in emulator.traffic.webhooks("server")] == ["failed"]


def test_address_may_name_the_issue_and_the_body_may_stay_away(
    register: Register, member: ServerCaller, receiver: Receiver, emulator: Emulator
) -> None:
    register("jira:issue_created", url=f"{receiver.address}/hooks/${{issue.key}}", excludeBody=True)
    key = member.create()
    assert emulator.settle()

    (told,) = receiver.delivered
    assert (told.path, told.body) == (f"/hooks/{key}", {})


def test_disabled_or_deleted_webhook_hears_nothing(
    register: Register, admin: ServerCaller, member: ServerCaller, receiver: Receiver, emulator: Emulator
) -> None:
    first, second = register("jira:issue_created"), register("jira:issue_created")
    assert admin.call("PUT", first["self"], {"enabled": False}).json()["enabled"] is False
    assert admin.call("DELETE", second["self"]).status_code == 204
    member.create()
    assert emulator.settle()

    assert receiver.delivered == []
    assert [one["self"] for one in admin.get(OLD)] == [first["self"]]
    assert admin.call("GET", second["self"]).status_code == 404


def test_newer_address_is_another_view_of_the_same_webhooks(
    admin: ServerCaller, member: ServerCaller, receiver: Receiver, emulator: Emulator
) -> None:
    configuration = {"FILTERS": f'{{"{SECTION}": "project = SHOP"}}', "EXCLUDE_BODY": "false", "secret": "s"}
    wanted = {"name": "New", "url": receiver.address, "events": ["comment_created"], "configuration": configuration}
    made = admin.post(NEW, wanted)
    key = member.create()
    member.post(f"issue/{key}/comment", {"body": "_said_"})
    assert emulator.settle()

    (told,) = receiver.delivered
    assert told.body["comment"]["body"] == "_said_"
    assert told.headers["X-Hub-Signature"].startswith("sha256=")
    assert made["configuration"]["FILTERS"] == configuration["FILTERS"]
    assert "secret" not in made["configuration"]
    assert [one["name"] for one in admin.get(OLD)] == ["New"]
    assert admin.call("PUT", made["self"], {"active": False}).json()["active"] is False
    assert admin.call("DELETE", made["self"]).status_code == 204
    assert admin.get(NEW) == []


def test_only_administrators_manage_webhooks(member: ServerCaller, data_center: RunningSite) -> None:
    wanted = {"name": "Mine", "url": "http://127.0.0.1:9/", "events": []}

    for method, path in (("GET", OLD), ("POST", OLD), ("GET", NEW), ("POST", NEW), ("GET", f"{OLD}/1")):
        assert member.call(method, path, wanted).status_code == 403
        with calling(data_center, "nobody") as nobody:
            assert nobody.call(method, path, wanted).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"name": None},
        {"url": "ftp://somewhere"},
        {"url": "nowhere"},
        {"url": "http://["},
        {"events": ["jira:coffee_made"]},
        {"events": "jira:issue_created"},
        {"filters": {SECTION: "project ="}},
        {"filters": [1]},
        {"excludeBody": "yes"},
        {"secret": 3},
    ],
)
def test_webhook_without_sense_is_refused(admin: ServerCaller, changed: dict[str, Any]) -> None:
    wanted = {"name": "Sync", "url": "http://127.0.0.1:9/", "events": ["jira:issue_created"]}

    assert admin.call("POST", OLD, wanted | changed).status_code == 400
    assert admin.get(OLD) == []
