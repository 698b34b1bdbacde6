"""Webhooks that an add-on registers by REST."""

from datetime import timedelta
from typing import Any

import pytest

from jira_emulator.catalogue import add_custom_field
from jira_emulator.host.connect_host import ConnectHost
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver


@pytest.fixture(autouse=True)
def no_modules(installation: Installation) -> None:
    """Only what is registered is heard of."""
    installation.descriptor["modules"]["webhooks"] = []


def registered(addon: Caller, receiver: Receiver, *webhooks: dict[str, Any], path: str = "/dynamic") -> list[Any]:
    body = {"url": f"{receiver.address}{path}", "webhooks": list(webhooks)}
    results: list[Any] = addon.post("webhook", body)["webhookRegistrationResult"]
    return results


def wanted(*events: str, jql: str = "project = SHOP", **more: Any) -> dict[str, Any]:
    return {"events": list(events or ["jira:issue_created"]), "jqlFilter": jql} | more


def test_registered_webhook_is_delivered_with_its_ids(
    addon: Caller, member: Caller, receiver: Receiver, emulator: Emulator
) -> None:
    results = registered(addon, receiver, wanted(), wanted(jql="project != SHOP"), wanted(jql="issuetype = Task"))
    ids = [one["createdWebhookId"] for one in results]
    key = member.create()
    assert emulator.settle()

    (told,) = receiver.delivered
    assert told.path == "/dynamic"
    assert told.body["issue"]["key"] == key
    assert told.body["matchedWebhookIds"] == [ids[0], ids[2]]
    assert told.headers["Authorization"].startswith("JWT ")


def test_field_filter_lets_through_edits_of_these_fields_only(
    addon: Caller, member: Caller, receiver: Receiver, emulator: Emulator
) -> None:
    registered(addon, receiver, wanted("jira:issue_updated", fieldIdsFilter=["labels"]))
    key = member.create()
    member.edit(key, summary="not this")
    member.edit(key, labels=["this"])
    assert emulator.settle()

    (told,) = receiver.delivered
    assert [item["fieldId"] for item in told.body["changelog"]["items"]] == ["labels"]


def test_property_filter_lets_through_these_keys_only(
    addon: Caller, member: Caller, receiver: Receiver, emulator: Emulator
) -> None:
    registered(addon, receiver, wanted("issue_property_set", issuePropertyKeysFilter=["mine"]))
    key = member.create()
    for name in ("other", "mine"):
        member.call("PUT", f"issue/{key}/properties/{name}", {"n": 1})
    assert emulator.settle()

    assert [one.body["property"]["key"] for one in receiver.delivered] == ["mine"]


def test_list_has_what_was_registered_and_deletion_ends_it(
    addon: Caller, member: Caller, receiver: Receiver, emulator: Emulator
) -> None:
    (first, second) = registered(addon, receiver, wanted(fieldIdsFilter=["summary"]), wanted())
    page = addon.get("webhook?maxResults=1")
    assert (page["total"], page["isLast"]) == (2, False)
    (shown,) = page["values"]
    assert shown["id"] == first["createdWebhookId"]
    assert (shown["fieldIdsFilter"], shown["jqlFilter"]) == (["summary"], "project = SHOP")
    assert isinstance(shown["expirationDate"], int)

    ids = [first["createdWebhookId"], second["createdWebhookId"], 99999]
    assert addon.call("DELETE", "webhook", {"webhookIds": ids}).status_code == 202
    assert addon.get("webhook")["values"] == []
    member.create()
    assert emulator.settle()
    assert receiver.delivered == []


def test_webhook_expires_after_thirty_days_unless_it_is_refreshed(
    addon: Caller, receiver: Receiver, site: Site
) -> None:
    (first, second) = (one["createdWebhookId"] for one in registered(addon, receiver, wanted(), wanted()))
    site.clock_skew = timedelta(days=20)
    refreshed = addon.call("PUT", "webhook/refresh", {"webhookIds": [first, 4711]})
    assert refreshed.status_code == 200
    site.clock_skew = timedelta(days=31)

    (left,) = addon.get("webhook")["values"]
    assert left["id"] == first != second
    assert left["expirationDate"] == refreshed.json()["expirationDate"]


@pytest.mark.parametrize(
    ("webhook", "complaint"),
    [
        (wanted("worklog_created"), "The event 'worklog_created' is not supported."),
        (wanted(jql="summary ~ x"), "The field 'summary' is not supported in the JQL filter of a webhook."),
        (wanted(jql="status < Done"), "The operator '<' is not supported in the JQL filter of a webhook."),
        (wanted(jql="project = SHOP ORDER BY created"), "ORDER BY is not supported in the JQL filter of a webhook."),
        (wanted(jql=""), "A JQL filter is required."),
        (wanted(jql="cf[10021] = x"), "The field 'cf[10021]' is not supported in the JQL filter of a webhook."),
    ],
)
def test_webhook_that_does_not_fit_is_refused_beside_the_others(
    webhook: dict[str, Any], complaint: str, addon: Caller, receiver: Receiver
) -> None:
    refused, taken = registered(addon, receiver, webhook, wanted())

    assert complaint in refused["errors"]
    assert set(taken) == {"createdWebhookId"}


@pytest.mark.parametrize(
    "jql",
    [
        "issueKey IN (SHOP-1) AND issuetype NOT IN (Bug) AND priority != Low",
        "NOT assignee = currentUser() OR issue.property[marker].n = 1",
        "cf[10024] = Roadmap",
    ],
)
def test_supported_jql_is_taken(jql: str, addon: Caller, receiver: Receiver, site: Site) -> None:
    epic = add_custom_field(site, "Epic Name", "string", "gh-epic-label")
    (result,) = registered(addon, receiver, wanted(jql=jql.replace("10024", epic.id.rpartition("_")[2])))

    assert set(result) == {"createdWebhookId"}


def test_addon_has_one_address_below_its_own_and_a_hundred_webhooks(addon: Caller, receiver: Receiver) -> None:
    elsewhere = addon.post("webhook", {"url": "http://127.0.0.1:1/x", "webhooks": [wanted()]})
    assert elsewhere["webhookRegistrationResult"][0]["errors"] == ["The URL must use the same base URL as the app."]
    results = registered(addon, receiver, *[wanted()] * 101)
    assert [set(one) for one in results] == [{"createdWebhookId"}] * 100 + [{"errors"}]
    (other,) = registered(addon, receiver, wanted(), path="/another")
    assert other["errors"][0].startswith("Only a single URL per app is allowed")


@pytest.mark.parametrize(
    "body",
    [
        {"url": 5, "webhooks": [wanted()]},
        {"url": "http://x", "webhooks": []},
        {"url": "http://x", "webhooks": [{"events": ["jira:issue_created"]}]},
        {"url": "http://x", "webhooks": [wanted(colour="red")]},
        {"url": "http://x", "webhooks": [wanted() | {"events": "jira:issue_created"}]},
        {"url": "http://x", "webhooks": [wanted()], "more": 1},
        [],
    ],
)
def test_malformed_registration_is_a_400(body: Any, addon: Caller) -> None:
    assert addon.call("POST", "webhook", body).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "webhook", {"url": "http://x", "webhooks": [wanted()]}),
        ("GET", "webhook", None),
        ("DELETE", "webhook", {"webhookIds": [1]}),
        ("PUT", "webhook/refresh", {"webhookIds": [1]}),
        ("GET", "webhook/failed", None),
    ],
)
def test_people_are_refused(method: str, path: str, body: Any, admin: Caller) -> None:
    assert admin.call(method, path, body).status_code == 403


@pytest.mark.parametrize("body", [{}, {"webhookIds": []}, {"webhookIds": ["1"]}, {"webhookIds": [True]}])
def test_ids_must_be_there(body: Any, addon: Caller) -> None:
    assert addon.call("DELETE", "webhook", body).status_code == 400
    assert addon.call("PUT", "webhook/refresh", body).status_code == 400


def test_registered_webhooks_go_with_the_addon(
    addon: Caller, receiver: Receiver, site: Site, installation: Installation
) -> None:
    registered(addon, receiver, wanted())
    ConnectHost(site).uninstall(installation.addon_key).join()

    assert site.dynamic_webhooks == {}
