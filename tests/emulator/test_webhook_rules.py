"""The small print of webhooks: which answers are retried, when, how many at once, how big, and who hears what."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from jira_emulator import actions, seed
from jira_emulator.model import FailedDelivery, Installation
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from jira_emulator.text import RichText
from tests.emulator.conftest import Caller, Receiver
from tests.emulator.test_rest_issues import DOCUMENT

pytestmark = pytest.mark.usefixtures("installation")


@contextmanager
def serving(app: Callable[..., Any]) -> Iterator[str]:
    """The address where the WSGI application answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def hook(installation: Installation, **module: Any) -> None:
    """Leave the add-on one webhook only."""
    installation.descriptor["modules"]["webhooks"] = [{"event": "jira:issue_created", "url": "/hooks"} | module]


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_retried_answers_come_again(status: int, member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    emulator.webhook_settings.retry_scale = 1e-5
    receiver.answers = [status, 204]
    member.create()
    until(lambda: len(receiver.delivered) == 2)

    assert receiver.delivered[0].body["timestamp"] == receiver.delivered[1].body["timestamp"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_refusals_do_not_come_again(status: int, member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    emulator.webhook_settings.retry_scale = 1e-5
    receiver.answers = [status, 204]
    member.create()
    until(lambda: [one.outcome for one in emulator.traffic.webhooks()] == ["dropped"])

    assert len(receiver.delivered) == 1


def test_retry_waits_between_five_and_fifteen_minutes(emulator: Emulator, running: RunningSite) -> None:
    waits = [running.courier.back_off_seconds() for _ in range(500)]

    assert 300 <= min(waits) < 330
    assert 870 < max(waits) <= 900
    emulator.webhook_settings.retry_scale = 0.001
    assert 0.3 <= running.courier.back_off_seconds() <= 0.9


def test_no_answer_is_retried(member: Caller, installation: Installation, emulator: Emulator) -> None:
    hook(installation, url="http://127.0.0.1:9/nobody")
    emulator.webhook_settings.retry_scale = 1e-5
    member.create()

    until(lambda: len(emulator.traffic.webhooks()) == 6)
    outcomes = [(one.status, one.outcome) for one in reversed(emulator.traffic.webhooks())]
    assert outcomes == [(None, "retry")] * 5 + [(None, "failed")]


def test_retry_repeats_the_body_of_the_first_attempt(member: Caller, receiver: Receiver, emulator: Emulator) -> None:
    emulator.webhook_settings.retry_scale = 1e-3
    receiver.answers = [503, 204]
    key = member.create("old")
    until(lambda: len(receiver.delivered) == 1)
    member.edit(key, summary="new")
    until(lambda: len(receiver.of("jira:issue_created")) == 2)

    assert {one.body["issue"]["fields"]["summary"] for one in receiver.of("jira:issue_created")} == {"old"}


def test_no_more_than_twenty_primary_webhooks_are_on_their_way_to_a_host(
    member: Caller, installation: Installation, emulator: Emulator
) -> None:
    lock, inside, widest, all_in = threading.Lock(), [0], [0], threading.Event()

    def slow(environ: Any, start_response: Any) -> Any:
        with lock:
            inside[0] += 1
            widest[0] = max(widest[0], inside[0])
        if widest[0] >= 20:
            all_in.set()
        all_in.wait(5)
        time.sleep(0.05)
        with lock:
            inside[0] -= 1
        return Response(status=204)(environ, start_response)

    with serving(slow) as address:
        hook(installation, url=f"{address}/hooks")
        for _ in range(30):
            member.create()
        assert emulator.settle(20)
    assert widest == [20]
    assert [one.outcome for one in emulator.traffic.webhooks()] == ["delivered"] * 30


def test_body_over_25_megabytes_is_not_delivered(
    member: Caller, site: Site, receiver: Receiver, emulator: Emulator
) -> None:
    key = member.create()
    member.post(f"issue/{key}/comment", {"body": DOCUMENT})
    assert emulator.settle()
    receiver.delivered.clear()
    issue = site.issue(key)
    assert issue is not None
    long = dataclasses.replace(issue.comments[0], body=RichText(wiki="ä" * 32_000))
    with site.lock:
        site.store(dataclasses.replace(issue, comments=(long,) * 400))
    member.edit(key, summary="too much")
    assert emulator.settle(20)

    assert receiver.delivered == []
    assert emulator.traffic.webhooks()[0].outcome == "dropped"


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_up_to_five_redirects_are_followed(
    hops: int, arrives: bool, member: Caller, installation: Installation, emulator: Emulator
) -> None:
    arrived: list[dict[str, Any]] = []

    def hopping(environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        left = int(request.path.strip("/"))
        if left:
            return Response(status=307, headers={"Location": f"/{left - 1}"})(environ, start_response)
        arrived.append(request.get_json())
        return Response(status=204)(environ, start_response)

    with serving(hopping) as address:
        hook(installation, url=f"{address}/{hops}")
        member.create("moved")
        assert emulator.settle(20)
    assert [one["issue"]["fields"]["summary"] for one in arrived] == ["moved"] * arrives


def test_webhook_to_an_address_outside_the_addons_own_is_delivered(
    member: Caller, receiver: Receiver, emulator: Emulator, installation: Installation
) -> None:
    hook(installation, url=f"{receiver.address}/hooks")
    installation.base_url = "http://127.0.0.1:1/base"
    member.create()
    assert emulator.settle()

    assert [one.path for one in receiver.delivered] == ["/hooks"]


def test_bodies_come_with_and_without_the_parts_that_are_not_documented(
    member: Caller, receiver: Receiver, emulator: Emulator
) -> None:
    key = member.create()
    shapes: dict[str, set[bool]] = {}
    for parts in ("always", "never", "sometimes"):
        emulator.webhook_settings.top_level_parts = parts
        receiver.delivered.clear()
        for _ in range(12):
            member.post(f"issue/{key}/comment", {"body": DOCUMENT})
        assert emulator.settle(20)
        shapes[parts] = {"user" in one.body for one in receiver.of("comment_created")}

    assert shapes == {"always": {True}, "never": {False}, "sometimes": {True, False}}


def test_property_webhook_with_keys_hears_of_these_only(
    member: Caller, receiver: Receiver, emulator: Emulator, installation: Installation
) -> None:
    hook(installation, event="issue_property_set", propertyKeys=["mine"], url="/{issue.key}/{property.key}")
    key = member.create()
    for name in ("other", "mine"):
        assert member.call("PUT", f"issue/{key}/properties/{name}", {"n": 1}).status_code == 201
    assert emulator.settle()

    assert [one.path for one in receiver.delivered] == [f"/{key}/mine"]


def test_late_comment_webhook_shows_the_newest_text(
    member: Caller, site: Site, receiver: Receiver, emulator: Emulator
) -> None:
    milo = seed.person(site, "member")
    key = member.create()
    with site.lock:  # nothing is sent until both have happened
        comment = actions.add_comment(site, milo, key, RichText(wiki="old"))
        actions.edit_comment(site, milo, key, comment.id, RichText(wiki="new"))
    assert emulator.settle()

    assert receiver.of("comment_created")[0].body["comment"]["body"] == "new"


def failures(site: Site, installation: Installation, *milliseconds: int) -> None:
    """Failed deliveries so long ago."""
    now = site.now()
    for number, ago in enumerate(milliseconds):
        at = now - timedelta(milliseconds=ago)
        site.failed_deliveries.append(
            FailedDelivery(installation.addon_key, f"id-{number}", "http://x/hooks", None if number else "{}", at)
        )


def test_failed_list_pages_by_moment_and_forgets_after_72_hours(
    site: Site, installation: Installation, addon: Caller
) -> None:
    hour = 3_600_000
    failures(site, installation, 73 * hour, 4 * hour, 3 * hour, 3 * hour, hour)

    first = addon.get("webhook/failed?maxResults=2")
    assert [one["id"] for one in first["values"]] == ["id-1", "id-2", "id-3"]
    second = addon.get(first["next"])
    assert [one["id"] for one in second["values"]] == ["id-4"]
    assert addon.get(second["next"]) == {"values": [], "maxResults": 2}
    assert addon.call("GET", "webhook/failed?after=yesterday").status_code == 400


def test_other_tenants_failures_are_not_shown(site: Site, installation: Installation, addon: Caller) -> None:
    failures(site, dataclasses.replace(installation, addon_key="com.example.other"), 1000)

    assert addon.get("webhook/failed")["values"] == []


def test_secondary_webhooks_go_out_later_when_asked(admin: Caller, receiver: Receiver, emulator: Emulator) -> None:
    emulator.webhook_settings.secondary_delay_seconds = 0.4
    key = admin.create()
    admin.post(f"issue/{key}/comment", {"body": DOCUMENT})
    began = time.monotonic()
    admin.call("DELETE", f"issue/{key}")
    until(lambda: bool(receiver.of("jira:issue_deleted")))
    assert receiver.of("comment_deleted") == []
    until(lambda: bool(receiver.of("comment_deleted")))

    assert time.monotonic() - began >= 0.4


def test_control_api_sets_how_webhooks_go_and_refuses_nonsense(emulator: Emulator) -> None:
    address = f"{emulator.control_address}/webhook-settings"
    wanted = {"retry_scale": 0.5, "top_level_parts": "never"}
    assert requests.put(address, json=wanted, timeout=5).json()["webhook_settings"]["retry_scale"] == 0.5
    for nonsense in ({"top_level_parts": "perhaps"}, {"retry_scale": "slow"}, {"other": 1}):
        assert requests.put(address, json=nonsense, timeout=5).status_code == 400
    assert emulator.webhook_settings.top_level_parts == "never"
