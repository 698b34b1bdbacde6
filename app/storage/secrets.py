"""Secrets are encrypted in the database: a copy of it alone opens nothing."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, Connection, Dialect, MetaData, Table, Text, TypeDecorator, bindparam, select, type_coerce

from app.errors import SecretUnreadable


class Keyring:
    """The process's encryption keys, base64 as `Fernet.generate_key` makes them. The first encrypts, all of them open:
    a new key is put in front, `rotate` is run, and the old one can go."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None

    def use(self, keys: Sequence[str]) -> None:
        """Raises ValueError, without the key, when one is no Fernet key or there is none."""
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise ValueError(
                "An encryption key has to be 32 bytes in url-safe base64; at least one is needed."
            ) from None

    def encrypt(self, secret: str) -> str:
        return self._opened().encrypt(secret.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """Raises SecretUnreadable when none of the keys opens it."""
        try:
            return self._opened().decrypt(stored).decode()
        except InvalidToken:
            raise SecretUnreadable from None

    def can_read(self, stored: str | None) -> bool:
        """Whether one of the keys opens it; nothing is readable, too."""
        try:
            return stored is None or bool(self.decrypt(stored))
        except SecretUnreadable:
            return False

    def encrypt_again(self, stored: str) -> str:
        """The same secret under the first key. Raises SecretUnreadable."""
        try:
            return self._opened().rotate(stored).decode()
        except InvalidToken:
            raise SecretUnreadable from None

    def _opened(self) -> MultiFernet:
        if self._fernet is None:
            raise SecretUnreadable
        return self._fernet


KEYRING = Keyring()
"""Filled from the settings when the process starts, before the first secret is read."""


class EncryptedText(TypeDecorator[str]):
    """A text that is readable here and in nobody's dump. Two equal texts don't look equal: never search by it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else KEYRING.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else KEYRING.decrypt(value)


def rotate(connection: Connection, metadata: MetaData) -> int:
    """Encrypts every secret of every table again, under the first key; returns how many. Raises SecretUnreadable, and
    nothing has changed once the caller's transaction is rolled back."""
    return sum(
        _rotate_column(connection, table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    )


def _rotate_column(connection: Connection, table: Table, column: Column[str]) -> int:
    """Works on the text as it is stored, row by row under lock, so that no newer secret is overwritten."""
    identity = list(table.primary_key.columns)
    stored = type_coerce(column, Text).label("stored")
    rows = connection.execute(select(*identity, stored).where(column.is_not(None)).with_for_update()).all()
    change = table.update().values({column.name: bindparam("fresh", type_=Text)})
    for own in identity:
        change = change.where(own == bindparam(f"own_{own.name}"))
    for row in rows:
        values = {f"own_{own.name}": getattr(row, own.name) for own in identity}
        connection.execute(change, {**values, "fresh": KEYRING.encrypt_again(row.stored)})
    return len(rows)
