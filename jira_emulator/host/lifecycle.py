"""What a host tells an add-on about its life: `installed`, `enabled`, `disabled`, `uninstalled`.

Atlassian's documentation, "App descriptor" (Lifecycle) and "Security for Connect apps" (signed install).
"""

import dataclasses
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from jira_emulator.host.descriptor import uses_jwt, uses_signed_install
from jira_emulator.host.install_keys import InstallKey
from jira_emulator.host.tokens import install_token, request_token
from jira_emulator.model import Installation
from jira_emulator.state import Site

CALL_TIMEOUT_SECONDS = 10
RS256_EVENTS = frozenset({"installed", "uninstalled"})
REMEMBERED_CALLS = 200


class LifecycleRefused(Exception):
    """The add-on did not take `installed`: the installation fails. `answer` is what an administrator may read."""

    def __init__(self, status: int | None, answer: str) -> None:
        super().__init__(f"The add-on answered {status}: {answer}" if status else f"No answer: {answer}")
        self.status = status
        self.answer = answer


@dataclass(frozen=True)
class LifecycleCall:
    """One call as it went: `status` is None when there was no answer, and then `problem` says why."""

    at: datetime
    event: str
    addon_key: str
    url: str
    status: int | None
    problem: str = ""


@dataclass(frozen=True)
class Notice:
    """One call that is to be made: everything is decided, the token included."""

    event: str
    addon_key: str
    url: str
    body: dict[str, Any]
    token: str | None


def lifecycle_body(event: str, site: Site, installation: Installation) -> dict[str, Any]:
    """The JSON of the call; the shared secret is only in `installed`."""
    body: dict[str, Any] = {
        "key": installation.addon_key,
        "clientKey": installation.client_key,
        "oauthClientId": installation.oauth_client_id,
        "baseUrl": site.base_url,
        "displayUrl": site.base_url,
        "productType": "jira",
        "description": f"Jira at {site.base_url}",
        "serverVersion": "100293",
        "pluginsVersion": "1001.0.0-SNAPSHOT",
        "eventType": event,
    }
    if event == "installed":
        body["sharedSecret"] = installation.shared_secret
        body["publicKey"] = ""
    return body


def notice(
    event: str, site: Site, installation: Installation, key: InstallKey, previous_secret: str | None = None
) -> Notice | None:
    """The call for this event, or None when the descriptor names no address for it.

    `previous_secret` matters only for add-ons without `signed-install`: their first `installed` is unsigned, later
    ones are signed with the secret before.
    """
    path = installation.descriptor.get("lifecycle", {}).get(event)
    if path is None:
        return None
    url = installation.base_url.rstrip("/") + "/" + str(path).lstrip("/")
    token = _token(event, installation, key, url, previous_secret)
    return Notice(event, installation.addon_key, url, lifecycle_body(event, site, installation), token)


def _token(
    event: str, installation: Installation, key: InstallKey, url: str, previous_secret: str | None
) -> str | None:
    if not uses_jwt(installation.descriptor):
        return None
    if event not in RS256_EVENTS:
        return request_token(installation, "POST", url)
    if uses_signed_install(installation.descriptor):
        return install_token(key, installation, url)
    if event == "installed":
        return _signed_with(previous_secret, installation, url)
    return request_token(installation, "POST", url)


def _signed_with(secret: str | None, installation: Installation, url: str) -> str | None:
    if secret is None:
        return None
    return request_token(dataclasses.replace(installation, shared_secret=secret), "POST", url)


class Messenger:
    """Makes the calls and remembers how they went, newest last."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.calls: deque[LifecycleCall] = deque(maxlen=REMEMBERED_CALLS)

    def deliver(self, message: Notice) -> LifecycleCall:
        """Make one call now. Never raises: the outcome is in what is returned."""
        status, problem = _post(message)
        call = LifecycleCall(self._site.now(), message.event, message.addon_key, message.url, status, problem)
        self.calls.append(call)
        return call

    def deliver_or_refuse(self, message: Notice) -> None:
        """Make one call that must succeed. Raises `LifecycleRefused` unless the answer is 200 or 204."""
        call = self.deliver(message)
        if call.status not in (200, 204):
            raise LifecycleRefused(call.status, call.problem)

    def deliver_later(self, messages: Sequence[Notice]) -> threading.Thread:
        """Make the calls on a thread of their own, in this order; nothing is retried."""
        thread = threading.Thread(target=lambda: [self.deliver(each) for each in messages], daemon=True)
        thread.start()
        return thread


def _post(message: Notice) -> tuple[int | None, str]:
    headers = {} if message.token is None else {"Authorization": f"JWT {message.token}"}
    try:
        answer = requests.post(
            message.url,
            json=message.body,
            headers=headers,
            timeout=CALL_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as problem:
        return None, str(problem)
    return answer.status_code, "" if answer.ok else answer.text[:500]
