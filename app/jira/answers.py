"""An answer that is no success, as an error of ours."""

from __future__ import annotations

from typing import Any

import requests

from app.errors import (
    JiraAccessLost,
    JiraBusy,
    JiraCollision,
    JiraError,
    JiraFailing,
    JiraNotFound,
    JiraRefused,
)

DEFAULT_RETRY_SECONDS = 30.0
LONGEST_RETRY_SECONDS = 3700.0
"""The points quota is reset at the top of each hour (Atlassian's rate limiting guide)."""


def error_of(response: requests.Response, label: str) -> JiraError:
    status = response.status_code
    if status == 429 or (status == 503 and "Retry-After" in response.headers):
        return busy(response, label)
    if status in (401, 403):
        sentence = f"Jira does not let the add-on do this ({status}): {first_words(response)}"
        return JiraAccessLost(sentence, call=label)
    if status == 404:
        return JiraNotFound(f"Jira does not find it, or hides it from the add-on: {first_words(response)}", call=label)
    if status == 409:
        return JiraCollision("Somebody changed the same thing at the same moment; trying again.", call=label)
    if status >= 500 or 300 <= status < 400 or status in (408, 425):
        return JiraFailing(f"Jira has trouble of its own ({status}); trying again soon.", call=label)
    return refused(response, label)


def busy(response: requests.Response, label: str) -> JiraBusy:
    """Jira Cloud, rate limiting: `Retry-After` in seconds and `RateLimit-Reason`."""
    seconds = seconds_of(response.headers.get("Retry-After"))
    reason = response.headers.get("RateLimit-Reason")
    return JiraBusy("Jira asks us to slow down; going on soon.", call=label, retry_after_seconds=seconds, reason=reason)


def seconds_of(header: str | None) -> float:
    try:
        seconds = float(header) if header is not None else DEFAULT_RETRY_SECONDS
    except ValueError:
        seconds = DEFAULT_RETRY_SECONDS
    return min(max(seconds, 0.0), LONGEST_RETRY_SECONDS)


def refused(response: requests.Response, label: str) -> JiraRefused:
    return refusal_of(json_of(response), label)


def refusal_of(body: Any, label: str) -> JiraRefused:
    """`{"errorMessages": [...], "errors": {field id: text}}`, Jira's ErrorCollection; anything else has no words."""
    if not isinstance(body, dict):
        return JiraRefused(call=label)
    messages, errors = body.get("errorMessages"), body.get("errors")
    return JiraRefused(
        call=label,
        messages=tuple(str(message) for message in messages) if isinstance(messages, list) else (),
        field_errors={str(key): str(text) for key, text in errors.items()} if isinstance(errors, dict) else {},
    )


def first_words(response: requests.Response) -> str:
    refusal = refused(response, "")
    words = [*refusal.messages, *refusal.field_errors.values()]
    return words[0] if words else "no reason given."


def json_of(response: requests.Response) -> Any:
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None
