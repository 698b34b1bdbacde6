"""Webhooks that could not be delivered (Jira Cloud REST v3, "Get failed webhooks")."""

from datetime import datetime, timedelta
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import FailedDelivery, Installation
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

LONGEST_PAGE = 100
KEPT = timedelta(hours=72)


def calling_app(call: Call) -> Installation:
    """The add-on that calls. Raises 403 for anybody else."""
    if call.installation is None:
        raise JiraError(403, ["The caller is not an app."])
    return call.installation


def epoch(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


@operation("GET", "/webhook/failed", Scope.READ)
def failed_webhooks(call: Call) -> Answer:
    """The calling app's failed deliveries of the last 72 hours, oldest first.

    A page holds more than `maxResults` where failures of one moment would be parted; every page with results names
    the next one, which may be empty for now.
    """
    addon_key = calling_app(call).addon_key
    size, after = min(call.number("maxResults", LONGEST_PAGE, 1), LONGEST_PAGE), call.moment("after", 0)
    failed = [
        one
        for one in call.site.failed_deliveries
        if one.addon_key == addon_key and epoch(one.at) > after and one.at > call.site.now() - KEPT
    ]
    shown = whole_moments(sorted(failed, key=lambda one: one.at), size)
    page: dict[str, Any] = {"values": [_bean(one) for one in shown], "maxResults": size}
    if shown:
        page["next"] = call.shape.link(f"webhook/failed?maxResults={size}&after={epoch(shown[-1].at)}")
    return Answer(page)


def whole_moments(failed: list[FailedDelivery], size: int) -> list[FailedDelivery]:
    """The first `size`, and those that failed in the same millisecond as the last of these."""
    if len(failed) <= size:
        return failed
    last = epoch(failed[size - 1].at)
    return [one for one in failed if epoch(one.at) <= last]


def _bean(one: FailedDelivery) -> dict[str, Any]:
    bean: dict[str, Any] = {"id": one.identifier, "url": one.url, "failureTime": epoch(one.at)}
    return bean if one.body is None else bean | {"body": one.body}
