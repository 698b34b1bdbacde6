"""A site's life with the add-on: what `installed` and `uninstalled` change. Each runs in one transaction.

Calls come twice, late and in any order (Atlassian's "App descriptor", Lifecycle): the time in the token decides which
one is the newer, and a token is good for one call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.connect.installations import Installation, Installations
from app.connect.site_addresses import canonical_address, is_allowed
from app.connect.tokens import InstallToken, RequestToken, TokenRefused
from app.errors import Invalid, Problem
from app.storage.repositories.synchronizations import PostgresSynchronizations
from app.storage.repositories.tenants import PostgresTenants

SHORTEST_SECRET = 32
LONGEST_SECRET = 1000

SITE_REPLACED = "site-replaced"
UNINSTALLED = "add-on-uninstalled"


@dataclass(frozen=True)
class Registration:
    """What `installed` says, checked. Addresses are canonical."""

    client_key: str
    secret: str = field(repr=False)
    site_address: str
    display_address: str


def read_registration(
    body: Mapping[str, Any], client_key: str, addon_key: str, allowed_hosts: Sequence[str]
) -> Registration:
    """`client_key` is the token's, to which the body's was compared. Raises Invalid with every problem."""
    address = canonical_address(body.get("baseUrl"))
    secret = body.get("sharedSecret")
    problems = []
    if body.get("key") != addon_key:
        problems.append(Problem("key", "This is the installation of another add-on."))
    if address is None or not is_allowed(address, allowed_hosts):
        problems.append(Problem("baseUrl", "Jira sites at this address may not install the add-on."))
    if not _is_secret(secret):
        problems.append(Problem("sharedSecret", "The shared secret is missing or too short."))
    if problems:
        raise Invalid(tuple(problems))
    assert address is not None
    assert isinstance(secret, str)
    display = canonical_address(body.get("displayUrl")) or address
    return Registration(client_key=client_key, secret=secret, site_address=address, display_address=display)


def _is_secret(secret: object) -> bool:
    return (
        isinstance(secret, str)
        and SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET
        and secret.isascii()
        and secret.isprintable()
    )


def use_once(connection: Connection, token: InstallToken | RequestToken, now: datetime) -> None:
    """Also makes the calls wait for each other. Raises TokenRefused for a token that was used before."""
    installations = Installations(connection)
    installations.one_at_a_time()
    if not installations.use_token(token.digest, now):
        raise TokenRefused("used before")


def install(
    connection: Connection, registration: Registration, token: InstallToken, now: datetime, grace: timedelta
) -> int:
    """A first installation, an upgrade, a new secret, a renamed site, or a return after an uninstall. Returns the
    tenant's id. Raises TokenRefused for a call that is older than the last one."""
    known = _known(connection, registration.client_key)
    _retire_others(connection, registration.site_address, known)
    if known is None:
        return _first_installation(connection, registration, token)
    if token.issued_at < known.installed_at:
        raise TokenRefused("older than the installation")
    return _renewed_installation(connection, registration, token, known, now + grace)


def _known(connection: Connection, client_key: str) -> Installation | None:
    """Also for a site whose secrets can't be read any more: Atlassian itself has signed these calls."""
    installations = Installations(connection)
    installations.drop_unreadable_secrets(client_key)
    return installations.by_client_key(client_key)


def _retire_others(connection: Connection, site_address: str, known: Installation | None) -> None:
    """A site that was imported or restored comes with a new `clientKey`. What the old one had is not the new one's."""
    tenant = PostgresTenants(connection).by_site_address(site_address)
    if tenant is not None and (known is None or tenant.id != known.tenant_id):
        _retire(connection, tenant.id, SITE_REPLACED)


def _retire(connection: Connection, tenant_id: int, code: str) -> None:
    Installations(connection).forget_secrets(tenant_id)
    PostgresTenants(connection).set_active(tenant_id, active=False)
    synchronizations = PostgresSynchronizations(connection)
    for synchronization in synchronizations.of_tenant(tenant_id):
        if tenant_id in (synchronization.first.tenant_id, synchronization.second.tenant_id):
            synchronizations.suspend(synchronization.id, code)


def _first_installation(connection: Connection, registration: Registration, token: InstallToken) -> int:
    tenant = PostgresTenants(connection).add(registration.site_address, registration.display_address)
    Installations(connection).add(registration.client_key, tenant.id, registration.secret, token.issued_at)
    return tenant.id


def _renewed_installation(
    connection: Connection,
    registration: Registration,
    token: InstallToken,
    known: Installation,
    old_secret_until: datetime,
) -> int:
    """Suspensions stay: a stop and a start clears what an uninstall caused, an upgrade causes none."""
    installations = Installations(connection)
    installations.change_secret(known, registration.secret, token.issued_at, old_secret_until)
    installations.move_site(known, registration.site_address, registration.display_address)
    PostgresTenants(connection).set_active(known.tenant_id, active=True)
    return known.tenant_id


def uninstall(connection: Connection, token: InstallToken) -> int | None:
    """Returns the tenant's id, None when there is nothing to do: never installed, or installed again since."""
    known = _known(connection, token.client_key)
    if known is None or token.issued_at < known.installed_at or not known.is_active:
        return None
    _retire(connection, known.tenant_id, UNINSTALLED)
    return known.tenant_id
