"""The three kinds of token that a Connect host makes (Atlassian's documentation, "Understanding JWT")."""

import time
from collections.abc import Mapping
from typing import Any

import jwt

from jira_emulator.host.install_keys import InstallKey
from jira_emulator.host.qsh import CONTEXT_QSH, hash_of_url
from jira_emulator.model import Installation

REQUEST_LIFETIME_SECONDS = 180
CONTEXT_LIFETIME_SECONDS = 900  # not documented; the session tokens of Atlassian's own framework live as long

Claims = dict[str, Any]


def request_token(
    installation: Installation,
    method: str,
    url: str,
    account_id: str | None = None,
    now: float | None = None,
) -> str:
    """HS256 with the shared secret and a computed `qsh`: for `enabled`, `disabled`, webhooks and frame addresses."""
    claims = _times(REQUEST_LIFETIME_SECONDS, now)
    claims |= {"iss": installation.client_key, "qsh": hash_of_url(method, url, installation.base_url)}
    if account_id is not None:
        claims["sub"] = account_id
    return jwt.encode(claims, installation.shared_secret, algorithm="HS256")


def context_token(
    installation: Installation,
    account_id: str | None,
    jira_context: Mapping[str, Any],
    now: float | None = None,
) -> str:
    """HS256 with the fixed `qsh` "context-qsh": what `AP.context.getToken()` gives to the page.

    An add-on that has not opted in (`apiMigrations.context-qsh`) gets a token without `qsh`.
    """
    claims = _times(CONTEXT_LIFETIME_SECONDS, now)
    claims |= {"iss": installation.client_key, "context": {"jira": dict(jira_context)}}
    if installation.descriptor.get("apiMigrations", {}).get("context-qsh") is True:
        claims["qsh"] = CONTEXT_QSH
    if account_id is not None:
        claims["sub"] = account_id
    return jwt.encode(claims, installation.shared_secret, algorithm="HS256")


def install_token(key: InstallKey, installation: Installation, url: str, now: float | None = None) -> str:
    """RS256 with Atlassian's own key, for `installed` and `uninstalled` of add-ons with `signed-install`."""
    claims = _times(REQUEST_LIFETIME_SECONDS, now)
    claims |= {
        "iss": installation.client_key,
        "aud": [installation.base_url],
        "qsh": hash_of_url("POST", url, installation.base_url),
    }
    return jwt.encode(claims, key.private_pem, algorithm="RS256", headers={"kid": key.kid})


def _times(lifetime_seconds: int, now: float | None) -> Claims:
    issued_at = int(time.time() if now is None else now)
    return {"iat": issued_at, "exp": issued_at + lifetime_seconds}
