"""The addresses that Jira's webhooks come to. Nothing is done here but to take the delivery: see `app.sync.receive`."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, request

from app.connect import guard
from app.connect.bodies import json_object
from app.connect.events import EVENTS, Use
from app.connect.state import connect, services
from app.connect.webhook_bodies import delivery_identifier, read_delivery
from app.sync.receive import receive
from app.sync.records import Delivery
from app.sync.trace import TRACE_HEADER, synchronization_in

log = structlog.get_logger(__name__)

webhooks = Blueprint("webhooks", __name__)

TAKEN = "", 204
IDENTIFIER_HEADER = "X-Atlassian-Webhook-Identifier"


@webhooks.post("/webhooks/<name>")
@guard.webhook
def take(name: str) -> tuple[str, int]:
    """204, also for what concerns nobody; 413 and 400 for what can't be read; 503 when it can't be stored, so that Jira
    sends it again. The event is the address's, which is signed; the body is not."""
    if name not in EVENTS:
        abort(404)
    request.max_content_length = connect().settings.webhook_max_bytes
    event, use = EVENTS[name]
    body = request.get_data(cache=False)
    document = json_object(body)
    identifier = delivery_identifier(request.headers.get(IDENTIFIER_HEADER), event, body)
    if use is Use.NONE:
        return _ignored(event, identifier)
    return _stored(_read(document, event, identifier))


def _read(document: dict[str, object], event: str, identifier: str) -> Delivery:
    return read_delivery(
        document,
        event=event,
        identifier=identifier,
        tenant_id=guard.installation().tenant_id,
        caused_by=synchronization_in(request.headers.get(TRACE_HEADER)),
        now=services().clock.now(),
    )


def _stored(delivery: Delivery) -> tuple[str, int]:
    receive(services().store, services().bell, delivery)
    log.info(
        "webhook_taken",
        tenant=delivery.tenant_id,
        delivery=delivery.identifier,
        jira_event=delivery.event,
        issue=delivery.issue_id,
        caused_by=delivery.caused_by,
    )
    return TAKEN


def _ignored(event: str, identifier: str) -> tuple[str, int]:
    tenant_id = guard.installation().tenant_id
    log.info("webhook_ignored", tenant=tenant_id, delivery=identifier, jira_event=event, reason="not used")
    return TAKEN
