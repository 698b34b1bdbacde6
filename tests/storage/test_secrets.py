"""Secrets at rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, Table, insert, select, text

from app.errors import SecretUnreadable
from app.storage.secrets import KEYRING, EncryptedText, rotate

SAFE = MetaData()
SAFES = Table(
    "safes",
    SAFE,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("secret", EncryptedText),
)
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def safes(engine: Engine) -> Iterator[Connection]:
    """A table with two secrets under the old key, and an empty one."""
    KEYRING.use([OLD])
    with engine.begin() as connection:
        SAFE.create_all(connection)
        rows: list[dict[str, Any]] = [
            {"id": 1, "secret": "sesame"},
            {"id": 2, "secret": "sesame"},
            {"id": 3, "secret": None},
        ]
        connection.execute(insert(SAFES), rows)
        yield connection
    KEYRING.use([OLD])


def secrets_in(connection: Connection) -> list[str | None]:
    return list(connection.execute(select(SAFES.c.secret).order_by(SAFES.c.id)).scalars())


def test_a_secret_comes_back_and_is_not_in_the_database_in_clear(safes: Connection) -> None:
    assert secrets_in(safes) == ["sesame", "sesame", None]
    stored = safes.execute(text("SELECT secret FROM safes WHERE secret IS NOT NULL")).scalars().all()
    assert len(set(stored)) == 2
    assert not any("sesame" in each for each in stored)


def test_several_keys_open_and_the_first_encrypts(safes: Connection) -> None:
    KEYRING.use([NEW, OLD])
    safes.execute(insert(SAFES), {"id": 4, "secret": "new"})
    assert secrets_in(safes) == ["sesame", "sesame", None, "new"]
    KEYRING.use([NEW])
    assert safes.execute(select(SAFES.c.secret).where(SAFES.c.id == 4)).scalar_one() == "new"


def test_a_secret_that_no_key_opens_is_named_and_leaks_nothing(safes: Connection) -> None:
    KEYRING.use([NEW])
    with pytest.raises(SecretUnreadable) as caught:
        secrets_in(safes)
    assert caught.value.code == "secret-unreadable"
    assert caught.value.__cause__ is None


def test_after_rotating_the_old_key_is_not_needed_any_more(safes: Connection) -> None:
    KEYRING.use([NEW, OLD])
    assert rotate(safes, SAFE) == 2
    KEYRING.use([NEW])
    assert secrets_in(safes) == ["sesame", "sesame", None]


def test_rotating_stops_at_a_secret_that_no_key_opens(safes: Connection) -> None:
    KEYRING.use([NEW])
    with pytest.raises(SecretUnreadable):
        rotate(safes, SAFE)


@pytest.mark.parametrize("keys", [[], ["too short"], [OLD, "\N{SNOWMAN}"]])
def test_keys_that_are_none_are_refused_without_being_shown(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="32 bytes") as caught:
        KEYRING.use(keys)
    assert not any(key in str(caught.value) for key in keys)
