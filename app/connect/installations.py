"""What Connect has agreed with each site: its `clientKey` and the shared secrets. Nobody else knows of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, ForeignKey, Row, Text, delete, insert, select, text, type_coerce, update
from sqlalchemy.dialects.postgresql import insert as insert_or_ignore
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.repositories.synchronizations import PostgresSynchronizations
from app.storage.secrets import KEYRING, EncryptedText
from app.storage.tables import Row as TableRow
from app.storage.tables import TenantRow

log = structlog.get_logger(__name__)

TOKENS_ARE_REMEMBERED = timedelta(hours=2)
"""Longer than the longest life that a token may have, leeway included."""


class InstallationRow(TableRow):
    """One for each `clientKey` that was ever installed. Without a secret it is uninstalled. `installed_at` is in
    seconds since 1970, by the clock of whoever signed: it puts calls in order that came out of order."""

    __tablename__ = "connect_installations"

    client_key: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), unique=True)
    secret: Mapped[str | None] = mapped_column(EncryptedText)
    old_secret: Mapped[str | None] = mapped_column(EncryptedText)
    old_secret_until: Mapped[datetime | None]
    installed_at: Mapped[int] = mapped_column(BigInteger)


class UsedTokenRow(TableRow):
    """Lifecycle tokens that were accepted: each is good for one call."""

    __tablename__ = "connect_used_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Installation:
    """One site's side of the agreement, with what is known of its tenant. `secret` is None once it is uninstalled."""

    client_key: str
    tenant_id: int
    site_address: str
    display_address: str
    is_active: bool
    app_account_id: str | None
    secret: str | None = field(repr=False)
    old_secret: str | None = field(repr=False)
    old_secret_until: datetime | None
    installed_at: int

    def accepted_secrets(self, now: datetime) -> Sequence[str]:
        """What incoming requests may be signed with; those that were under way when the secret changed still count."""
        if self.secret is None or not self.is_active:
            return ()
        if self.old_secret is None or self.old_secret_until is None or now >= self.old_secret_until:
            return (self.secret,)
        return (self.secret, self.old_secret)


class Installations:
    """Works within the transaction of the connection that it is given."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_client_key(self, client_key: str) -> Installation | None:
        return self._one(InstallationRow.client_key == client_key)

    def by_tenant(self, tenant_id: int) -> Installation | None:
        return self._one(InstallationRow.tenant_id == tenant_id)

    def _one(self, condition: Any) -> Installation | None:
        columns = (*InstallationRow.__table__.columns, *TENANT_COLUMNS)
        row = self._connection.execute(select(*columns).join(TenantRow).where(condition)).one_or_none()
        return None if row is None else _installation(row)

    def drop_unreadable_secrets(self, client_key: str) -> None:
        """A secret that no key opens any more is as good as none: what it was good for is over, and it must not stand
        in the way of the next one."""
        names = ("secret", "old_secret")
        stored = [type_coerce(getattr(InstallationRow, name), Text).label(name) for name in names]
        wanted = select(InstallationRow.tenant_id, *stored).where(InstallationRow.client_key == client_key)
        for row in self._connection.execute(wanted).all():
            unreadable = [name for name in names if not KEYRING.can_read(getattr(row, name))]
            if unreadable:
                log.warning("unreadable_secret_dropped", tenant=row.tenant_id, secrets=unreadable)
                self._change(client_key, dict.fromkeys(unreadable))

    def one_at_a_time(self) -> None:
        """Until the end of the transaction no other lifecycle call is under way: they are rare, and depend on order."""
        self._connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('connect_lifecycle'))"))

    def use_token(self, digest: str, now: datetime) -> bool:
        """Whether the token is used for the first time. Forgets the tokens that have run out."""
        self._connection.execute(delete(UsedTokenRow).where(UsedTokenRow.used_at < now - TOKENS_ARE_REMEMBERED))
        used = insert_or_ignore(UsedTokenRow).values(digest=digest, used_at=now).on_conflict_do_nothing()
        return self._connection.execute(used.returning(UsedTokenRow.digest)).one_or_none() is not None

    def add(self, client_key: str, tenant_id: int, secret: str, installed_at: int) -> None:
        self._connection.execute(
            insert(InstallationRow).values(
                client_key=client_key, tenant_id=tenant_id, secret=secret, installed_at=installed_at
            )
        )

    def change_secret(self, before: Installation, secret: str, installed_at: int, old_until: datetime) -> None:
        """The secret from now on. The one before is still good for incoming requests for a while."""
        changed: dict[str, Any] = {"secret": secret, "installed_at": installed_at}
        if before.secret is not None and before.secret != secret:
            changed |= {"old_secret": before.secret, "old_secret_until": old_until}
        self._change(before.client_key, changed)

    def forget_secrets(self, tenant_id: int) -> None:
        self._connection.execute(
            update(InstallationRow)
            .where(InstallationRow.tenant_id == tenant_id)
            .values(secret=None, old_secret=None, old_secret_until=None)
        )

    def move_site(self, known: Installation, site_address: str, display_address: str) -> None:
        """A site keeps its `clientKey` when it is renamed."""
        self._connection.execute(
            update(TenantRow)
            .where(TenantRow.id == known.tenant_id)
            .values(site_address=site_address, display_address=display_address)
        )
        if site_address != known.site_address:
            PostgresSynchronizations(self._connection).move_site(known.tenant_id, known.site_address, site_address)

    def _change(self, client_key: str, values: dict[str, Any]) -> None:
        self._connection.execute(update(InstallationRow).where(InstallationRow.client_key == client_key).values(values))


TENANT_COLUMNS = (
    TenantRow.site_address,
    TenantRow.display_address,
    TenantRow.is_active,
    TenantRow.app_account_id,
)


def _installation(row: Row[Any]) -> Installation:
    return Installation(**row._mapping)
