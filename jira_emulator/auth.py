"""Who calls: Basic with e-mail and API token, or a Connect JWT that an add-on signed."""

import base64
import binascii
import hmac
from dataclasses import dataclass

import jwt

from jira_emulator.errors import UNAUTHENTICATED, JiraError
from jira_emulator.host.qsh import query_pairs, query_string_hash
from jira_emulator.model import Installation, User
from jira_emulator.state import Site

LEEWAY_SECONDS = 60
REQUIRED_CLAIMS = ["exp", "iat", "iss", "qsh"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a request acts as; `installation` only when an add-on calls."""

    user: User | None = None
    installation: Installation | None = None


ANONYMOUS = Identity()


def identify(site: Site, authorization: str | None, method: str, path: str, query: str) -> Identity:
    """The caller of a request. Raises 401 for credentials that are wrong, not for missing ones."""
    if not authorization:
        return ANONYMOUS
    kind, _, credentials = authorization.partition(" ")
    match kind.lower():
        case "basic":
            return Identity(_by_api_token(site, credentials.strip()))
        case "jwt":
            return _by_jwt(site, credentials.strip(), method, path, query)
        case _:
            raise refused()


def refused() -> JiraError:
    return JiraError(401, [UNAUTHENTICATED])


def _by_api_token(site: Site, credentials: str) -> User:
    try:
        email, _, token = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise refused() from None
    user = site.user_by_email(email)
    if user is None or not user.active or not user.api_token:
        raise refused()
    if not hmac.compare_digest(user.api_token.encode(), token.encode()):
        raise refused()
    return user


def _by_jwt(site: Site, token: str, method: str, path: str, query: str) -> Identity:
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        installation = site.installations.get(issuer) if isinstance(issuer, str) else None
        if installation is None or not installation.enabled:
            raise refused()
        claims = jwt.decode(
            token,
            installation.shared_secret,
            algorithms=["HS256"],
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED_CLAIMS, "verify_aud": False},
        )
    except (jwt.PyJWTError, ValueError):
        raise refused() from None
    expected = query_string_hash(method, path, query_pairs(query))
    if not hmac.compare_digest(expected, str(claims["qsh"])):
        raise refused()
    return Identity(installation.app_user, installation)
