"""The three kinds of token that Jira, or a page in Jira, sends us; each is a type, and each has one way to be verified.

    InstallToken   RS256, Atlassian's key, computed qsh        `installed`, `uninstalled`
    RequestToken   HS256, shared secret, computed qsh          `enabled`, `disabled`, webhooks, addresses of frames
    ContextToken   HS256, shared secret, qsh "context-qsh"     calls of our own pages

The rules are those of Atlassian's "Understanding JWT for Connect apps" and "Signed installation callbacks". The
algorithm is the kind's, never the header's; `exp`, `iat`, `iss` and `qsh` have to be there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import jwt

from app.connect.query_hash import CONTEXT, RequestLine, is_hash_of, same_text
from app.errors import Refusal

LEEWAY_SECONDS = 60
LONGEST_LIFE_SECONDS = 3600
LONGEST_TOKEN = 8192
REQUIRED_CLAIMS = ["exp", "iat", "iss", "qsh"]

CLIENT_KEY = re.compile(r"[!-~]{1,255}")
KEY_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,128}")
"""What may become part of an address. Dots alone would name another folder."""

Claims = dict[str, Any]

NOT_A_TOKEN = (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What PyJWT raises for tokens made to hurt: PyJWTError, and Python's own errors for numbers and nesting."""


class TokenRefused(Refusal):
    """Answered with 401. `reason` is for our log; whoever sent the token is not told."""

    code = "not-authenticated"
    status = 401

    def __init__(self, reason: str) -> None:
        super().__init__("This request does not come from Jira, or it is too old. Open the page in Jira again.")
        self.reason = reason


@dataclass(frozen=True)
class InstallToken:
    """Atlassian itself says that this site (its `clientKey`) calls. `issued_at` is in seconds since 1970; `digest` is
    the same for the same token, however it is written."""

    client_key: str
    issued_at: int
    digest: str


@dataclass(frozen=True)
class RequestToken:
    """The site says that it makes this request, for this person (None: for nobody, or for somebody not signed in)."""

    client_key: str
    account_id: str | None
    issued_at: int
    digest: str


@dataclass(frozen=True)
class ContextToken:
    """The site says that this person has a page of ours open. `context` is the claim of that name, of any shape."""

    client_key: str
    account_id: str | None
    context: Any


Secrets = Callable[[str], Sequence[str]]
"""The shared secrets that a `clientKey` may sign with, the current one first; none for one that we don't know."""

PublicKeys = Callable[[str], str]
"""The public key (PEM) of a `kid`. Raises TokenRefused when there is none."""


def verify_install_token(
    token: str, line: RequestLine, base_url: str, claimed_client_key: str, public_key: PublicKeys
) -> InstallToken:
    """`claimed_client_key` is what the body says. The key is fetched last: a token that is wrong anyway costs no call.
    Raises TokenRefused, and what `public_key` raises."""
    unverified = _unverified(token)
    if not same_text(_client_key(unverified), claimed_client_key):
        raise TokenRefused("the body is another site's")
    if not _is_for(unverified.get("aud"), base_url):
        raise TokenRefused("meant for another add-on")
    if not is_hash_of(unverified.get("qsh"), line):
        raise TokenRefused("made for another request")
    claims = _verified(token, public_key(_key_id(token)), "RS256")
    return InstallToken(_client_key(claims), int(claims["iat"]), _digest(token))


def verify_request_token(token: str, line: RequestLine, secrets: Secrets) -> RequestToken:
    """Raises TokenRefused, and what `secrets` raises."""
    claims = _signed_by_tenant(token, secrets)
    if not is_hash_of(claims["qsh"], line):
        raise TokenRefused("made for another request")
    return RequestToken(_client_key(claims), _account_id(claims), int(claims["iat"]), _digest(token))


def verify_context_token(token: str, secrets: Secrets) -> ContextToken:
    """Raises TokenRefused, and what `secrets` raises."""
    claims = _signed_by_tenant(token, secrets)
    if claims["qsh"] != CONTEXT:
        raise TokenRefused("not a context token")
    return ContextToken(_client_key(claims), _account_id(claims), claims.get("context"))


def _signed_by_tenant(token: str, secrets: Secrets) -> Claims:
    """The unverified issuer only says whose secret to try."""
    candidates = secrets(_client_key(_unverified(token)))
    if not candidates:
        raise TokenRefused("unknown site")
    *former, last = candidates
    for secret in former:
        try:
            return _verified(token, secret, "HS256")
        except WrongSignature:
            continue
    return _verified(token, last, "HS256")


class WrongSignature(TokenRefused):
    """Another key may still fit."""


def _unverified(token: str) -> Claims:
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused("too long")
    try:
        claims: Claims = jwt.decode(token, options={"verify_signature": False})
    except NOT_A_TOKEN as error:
        raise TokenRefused("not a token") from error
    return claims


def _verified(token: str, key: str, algorithm: str) -> Claims:
    options: Any = {"require": REQUIRED_CLAIMS, "verify_aud": False}
    try:
        claims: Claims = jwt.decode(token, key, [algorithm], options, leeway=LEEWAY_SECONDS)
        life_seconds = int(claims["exp"]) - int(claims["iat"])
    except jwt.InvalidSignatureError as error:
        raise WrongSignature("wrong signature") from error
    except NOT_A_TOKEN as error:
        raise TokenRefused(f"not valid: {type(error).__name__}") from error
    if not 0 <= life_seconds <= LONGEST_LIFE_SECONDS:
        raise TokenRefused("valid for too long")
    return claims


def _client_key(claims: Claims) -> str:
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not CLIENT_KEY.fullmatch(issuer):
        raise TokenRefused("no issuer")
    return issuer


def _account_id(claims: Claims) -> str | None:
    subject = claims.get("sub")
    return subject if isinstance(subject, str) and subject else None


def _key_id(token: str) -> str:
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
    except NOT_A_TOKEN as error:
        raise TokenRefused("not a token") from error
    if not isinstance(key_id, str) or not KEY_ID.fullmatch(key_id):
        raise TokenRefused("no usable key id")
    return key_id


def _is_for(audience: object, base_url: str) -> bool:
    """Exactly our address; one that merely contains it, or stands beside others, is another's."""
    named = [audience] if isinstance(audience, str) else audience
    return _is_one_text(named) and same_text(named[0].removesuffix("/"), base_url)


def _is_one_text(named: object) -> TypeGuard[list[str]]:
    return isinstance(named, list) and len(named) == 1 and isinstance(named[0], str)


def _digest(token: str) -> str:
    """Of what is signed. The signature's own text has spare bits: it can be written in several ways."""
    return hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()
