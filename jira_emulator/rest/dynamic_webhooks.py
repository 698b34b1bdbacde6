"""Webhooks that an add-on registers by itself (Jira Cloud REST v3, "Webhooks")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import DynamicWebhook
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.rest.webhooks import calling_app, epoch
from jira_emulator.scopes import Scope
from jira_emulator.webhooks.registration import WantedWebhook, refresh, register, registered_by, unregister

DETAILS = frozenset({"events", "jqlFilter", "fieldIdsFilter", "issuePropertyKeysFilter"})


@operation("POST", "/webhook", Scope.READ)
def register_webhooks(call: Call) -> Answer:
    """Register webhooks; each is taken or refused by itself, in the order of the request."""
    installation = calling_app(call)
    body = call.strict_object({"url", "webhooks"})
    url, webhooks = body.get("url"), body.get("webhooks")
    if not isinstance(url, str) or not isinstance(webhooks, list) or not webhooks:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    wanted = [_wanted(one) for one in webhooks]
    results = [_result(register(call.site, installation, url, one)) for one in wanted]
    return Answer({"webhookRegistrationResult": results})


def _wanted(details: Any) -> WantedWebhook:
    if not isinstance(details, dict) or not set(details) <= DETAILS or not isinstance(details.get("jqlFilter"), str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return WantedWebhook(
        events=tuple(word_list(details, "events")),
        jql=details["jqlFilter"],
        fields=_words_or_none(details, "fieldIdsFilter"),
        property_keys=_words_or_none(details, "issuePropertyKeysFilter"),
    )


def _words_or_none(details: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    return None if details.get(name) is None else tuple(word_list(details, name))


def _result(outcome: DynamicWebhook | list[str]) -> dict[str, Any]:
    return {"errors": outcome} if isinstance(outcome, list) else {"createdWebhookId": outcome.id}


@operation("GET", "/webhook", Scope.READ)
def list_webhooks(call: Call) -> Answer:
    rows = [_bean(one) for one in registered_by(call.site, calling_app(call).addon_key)]
    return Answer(page_bean(call, "webhook", rows, 100))


def _bean(one: DynamicWebhook) -> dict[str, Any]:
    bean: dict[str, Any] = {
        "id": one.id,
        "url": one.url,
        "events": list(one.events),
        "jqlFilter": one.jql,
        "expirationDate": epoch(one.expires),
    }
    if one.fields is not None:
        bean["fieldIdsFilter"] = list(one.fields)
    if one.property_keys is not None:
        bean["issuePropertyKeysFilter"] = list(one.property_keys)
    return bean


@operation("DELETE", "/webhook", Scope.READ)
def delete_webhooks(call: Call) -> Answer:
    unregister(call.site, calling_app(call).addon_key, _named_ids(call))
    return Answer(status=202)


@operation("PUT", "/webhook/refresh", Scope.READ)
def refresh_webhooks(call: Call) -> Answer:
    expires = refresh(call.site, calling_app(call).addon_key, _named_ids(call))
    return Answer({"expirationDate": epoch(expires)})


def _named_ids(call: Call) -> list[int]:
    ids = call.strict_object({"webhookIds"}).get("webhookIds")
    if not isinstance(ids, list) or not ids or not all(type(one) is int for one in ids):
        raise JiraError(400, ["The list of webhook IDs is missing."])
    return ids
