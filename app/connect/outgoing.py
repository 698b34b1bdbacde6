"""How our calls to Jira are signed. To the Jira client this is one of requests' authorizations, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from atlassian_jwt import encode_token
from requests import PreparedRequest
from requests.auth import AuthBase
from sqlalchemy import Engine

from app.connect.installations import Installations
from app.errors import JiraAccessLost
from app.storage.database import transaction

LIFE_SECONDS = 180


@dataclass(frozen=True)
class AddOnAuthorization(AuthBase):
    """Signs a request as it is about to be sent: HS256, issued by the add-on's key, `qsh` over path and query to the
    letter, good for three minutes (Atlassian's "Understanding JWT", Creating a JWT token)."""

    addon_key: str
    secret: str = field(repr=False)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        parts = urlsplit(request.url or "")
        asked = f"{parts.path}?{parts.query}"
        token = encode_token(request.method, asked, self.addon_key, self.secret, timeout_secs=LIFE_SECONDS)
        request.headers["Authorization"] = f"JWT {token}"
        return request


class Authorizations:
    """Who may call which site. Ask anew for each piece of work: secrets change."""

    def __init__(self, engine: Engine, addon_key: str) -> None:
        self._engine = engine
        self._addon_key = addon_key

    def authorization_for(self, tenant_id: int) -> tuple[str, AuthBase]:
        """The site's address and what signs calls to it. Raises JiraAccessLost when the add-on is not installed there
        (any more), StorageUnavailable."""
        with transaction(self._engine) as connection:
            found = Installations(connection).by_tenant(tenant_id)
        if found is None or found.secret is None or not found.is_active:
            raise JiraAccessLost("The add-on is not installed on this Jira site any more.", call="")
        return found.site_address, AddOnAuthorization(self._addon_key, found.secret)
