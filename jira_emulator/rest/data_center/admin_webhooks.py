"""Administrators' webhooks, at the address that Jira has had since 5.2 and at the one it got with version 10.

Neither is in the OpenAPI document but for the schema RestWebhook, which the newer one follows.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.flavours.server_user import ServerUser
from jira_emulator.jql import JqlError, parse
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.rest.data_center.operations import own
from jira_emulator.rest.router import NO_CONTENT, Answer, Call
from jira_emulator.state import id_of
from jira_emulator.webhooks.admin_webhooks import EVENTS, AdminWebhook

OLD_ROOT, NEW_ROOT = "/rest/webhooks/1.0", "/rest/jira-webhook/1.0"
SECTION = "issue-related-events-section"
Changes = dict[str, Any]


@own("GET", "/webhook", OLD_ROOT)
def list_webhooks(call: Call) -> Answer:
    _administrator(call)
    return Answer([_old_bean(call, one) for one in call.site.admin_webhooks.values()])


@own("POST", "/webhook", OLD_ROOT)
def create_webhook(call: Call) -> Answer:
    return Answer(_old_bean(call, _create(call, _old_changes(call))), 201)


@own("GET", "/webhook/<webhook>", OLD_ROOT)
def get_webhook(call: Call, webhook: str) -> Answer:
    return Answer(_old_bean(call, _webhook(call, webhook)))


@own("PUT", "/webhook/<webhook>", OLD_ROOT)
def change_webhook(call: Call, webhook: str) -> Answer:
    return Answer(_old_bean(call, _change(call, webhook, _old_changes(call))))


@own("DELETE", "/webhook/<webhook>", OLD_ROOT)
def delete_webhook(call: Call, webhook: str) -> Answer:
    del call.site.admin_webhooks[_webhook(call, webhook).id]
    return NO_CONTENT


@own("GET", "/webhooks", NEW_ROOT)
def list_new(call: Call) -> Answer:
    _administrator(call)
    return Answer([_new_bean(call, one) for one in call.site.admin_webhooks.values()])


@own("POST", "/webhooks", NEW_ROOT)
def create_new(call: Call) -> Answer:
    return Answer(_new_bean(call, _create(call, _new_changes(call))), 201)


@own("GET", "/webhooks/<webhook>", NEW_ROOT)
def get_new(call: Call, webhook: str) -> Answer:
    return Answer(_new_bean(call, _webhook(call, webhook)))


@own("PUT", "/webhooks/<webhook>", NEW_ROOT)
def change_new(call: Call, webhook: str) -> Answer:
    return Answer(_new_bean(call, _change(call, webhook, _new_changes(call))))


@own("DELETE", "/webhooks/<webhook>", NEW_ROOT)
def delete_new(call: Call, webhook: str) -> Answer:
    return delete_webhook(call, webhook)


def _administrator(call: Call) -> ServerUser:
    actor = signed_in(call.actor)
    if not is_jira_admin(call.site, actor):
        raise JiraError(403, ["You do not have permission to manage webhooks."])
    assert isinstance(actor, ServerUser)
    return actor


def _webhook(call: Call, webhook: str) -> AdminWebhook:
    _administrator(call)
    found = call.site.admin_webhooks.get(id_of(webhook) or 0)
    if found is None:
        raise JiraError(404, [f"There is no webhook with the id {webhook}."])
    return found


def _create(call: Call, changes: Changes) -> AdminWebhook:
    actor = _administrator(call)
    missing = {name: f"A webhook needs '{name}'." for name in ("name", "url") if name not in changes}
    if missing:
        raise JiraError(400, errors=missing)
    with call.site.lock:
        now = call.site.now()
        base: Changes = {"events": (), "changed_by": actor, "created": now, "changed": now}
        created = AdminWebhook(id=call.site.next_id("adminwebhook", 1), **base | changes)
        call.site.admin_webhooks[created.id] = created
    return created


def _change(call: Call, webhook: str, changes: Changes) -> AdminWebhook:
    with call.site.lock:
        before = _webhook(call, webhook)
        stamp = {"changed_by": _administrator(call), "changed": call.site.now()}
        changed = dataclasses.replace(before, **changes | stamp)
        call.site.admin_webhooks[changed.id] = changed
    return changed


def _old_changes(call: Call) -> Changes:
    """What a body of the older address says; raises 400 for what makes no sense."""
    _administrator(call)
    body = call.json_object()
    changes = _common_changes(body)
    _take(body, "enabled", bool, changes, "enabled")
    _take(body, "excludeBody", bool, changes, "excludes_body")
    _take(body, "secret", str, changes, "secret")
    if "filters" in body:
        changes["jql"] = _filter(body["filters"])
    return changes


def _new_changes(call: Call) -> Changes:
    """What a body of the newer address says (RestWebhook); its `configuration` holds texts only."""
    _administrator(call)
    body = call.json_object()
    changes = _common_changes(body)
    _take(body, "active", bool, changes, "enabled")
    configuration: Mapping[str, Any] = {}
    if body.get("configuration") is not None:
        configuration = _object(body["configuration"], "configuration")
    _take(configuration, "secret", str, changes, "secret")
    if "EXCLUDE_BODY" in configuration:
        changes["excludes_body"] = str(configuration["EXCLUDE_BODY"]).lower() == "true"
    if "FILTERS" in configuration:
        changes["jql"] = _filter(_from_text(configuration["FILTERS"]))
    return changes


def _common_changes(body: Mapping[str, Any]) -> Changes:
    changes: Changes = {}
    _take(body, "name", str, changes, "name")
    _take(body, "url", str, changes, "url")
    if "url" in changes and not _is_address(changes["url"]):
        raise JiraError(400, errors={"url": "The URL is not valid."})
    if "events" in body:
        changes["events"] = _events(body["events"])
    return changes


def _is_address(url: str) -> bool:
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.hostname)


def _take(body: Mapping[str, Any], name: str, kind: type, changes: Changes, attribute: str) -> None:
    value = body.get(name)
    if value is None:
        return
    if not isinstance(value, kind) or value == "":
        raise JiraError(400, errors={name: f"'{name}' is not valid."})
    changes[attribute] = value


def _events(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise JiraError(400, errors={"events": "The events must be an array of names."})
    unknown = [one for one in value if one not in EVENTS]
    if unknown:
        raise JiraError(400, errors={"events": f"There is no event '{unknown[0]}'."})
    return tuple(dict.fromkeys(value))


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise JiraError(400, errors={name: f"'{name}' must be an object."})
    return value


def _from_text(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise JiraError(400, errors={"FILTERS": "The filters are no JSON."}) from None


def _filter(value: Any) -> str:
    """The JQL of the section for issue events. Raises 400 when it is none."""
    jql = _object(value, "filters").get(SECTION) or ""
    try:
        parse(str(jql))
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None
    return str(jql)


def _old_bean(call: Call, one: AdminWebhook) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": one.url,
        "excludeBody": one.excludes_body,
        "filters": {SECTION: one.jql},
        "events": list(one.events),
        "enabled": one.enabled,
        "isSigned": bool(one.secret),
        "self": f"{call.site.base_url}{OLD_ROOT}/webhook/{one.id}",
        "lastUpdatedUser": one.changed_by.identifier,
        "lastUpdatedDisplayName": one.changed_by.display_name,
        "lastUpdated": int(one.changed.timestamp() * 1000),
    }


def _new_bean(call: Call, one: AdminWebhook) -> dict[str, Any]:
    """The webhook without its secret."""
    filters = json.dumps({SECTION: one.jql})
    return {
        "id": one.id,
        "name": one.name,
        "url": one.url,
        "active": one.enabled,
        "events": list(one.events),
        "configuration": {"FILTERS": filters, "EXCLUDE_BODY": str(one.excludes_body).lower()},
        "scopeType": "global",
        "sslVerificationRequired": True,
        "createdDate": instant(one.created),
        "updatedDate": instant(one.changed),
        "self": f"{call.site.base_url}{NEW_ROOT}/webhooks/{one.id}",
    }
