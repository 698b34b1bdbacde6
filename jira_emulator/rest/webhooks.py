"""Webhooks that could not be delivered (Jira Cloud REST v3, "Get failed webhooks")."""

from datetime import datetime, timedelta
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import FailedDelivery
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

LONGEST_PAGE = 100
KEPT = timedelta(hours=72)


@operation("GET", "/webhook/failed", Scope.READ)
def failed_webhooks(call: Call) -> Answer:
    """The calling app's failed deliveries of the last 72 hours, oldest first."""
    if call.installation is None:
        raise JiraError(403, ["The caller is not an app."])
    size, after = min(call.number("maxResults", LONGEST_PAGE, 1), LONGEST_PAGE), call.number("after", 0)
    failed = [
        one
        for one in call.site.failed_deliveries
        if one.addon_key == call.installation.addon_key and _epoch(one.at) > after and one.at > call.site.now() - KEPT
    ]
    page: dict[str, Any] = {"values": [_bean(one) for one in failed[:size]], "maxResults": size}
    if len(failed) > size:
        next_after = _epoch(failed[size - 1].at)
        page["next"] = call.shape.link(f"webhook/failed?maxResults={size}&after={next_after}")
    return Answer(page)


def _bean(one: FailedDelivery) -> dict[str, Any]:
    return {"id": one.identifier, "body": one.body, "url": one.url, "failureTime": _epoch(one.at)}


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
