"""How the text of an environment variable becomes a value, and how a value is shown.

Each reader raises ValueError with the rest of a sentence that begins with the variable's name.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from cryptography.fernet import Fernet

HOW_TO_MAKE_A_KEY = (
    "make one with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)
LOG_LEVELS = ("debug", "info", "warning", "error")
HOST_PATTERN = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[?::1\]?")


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine: the only place where plain http is good enough."""
    if host is None:
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def web_address(text: str) -> str:
    """An https address; http only on this machine."""
    parts = split_address(text)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be without user, password, query and fragment.")
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"is {text!r}, which is not an address that begins with https://.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"is {text!r}: use https; plain http is for this machine only.")
    return text.rstrip("/")


def split_address(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"is not an address: {error}.") from None
    return parts


def base_address(text: str) -> str:
    """Scheme and host only: it is compared, letter by letter, with the audience of signed installs."""
    address = web_address(text)
    parts = urlsplit(address)
    if parts.path:
        raise ValueError(f"must be without a path; {parts.path} can't be served.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def web_addresses(text: str) -> tuple[str, ...]:
    return tuple(web_address(one) for one in separated(text))


def separated(text: str) -> list[str]:
    found = [one.strip() for one in text.split(",") if one.strip()]
    if not found:
        raise ValueError("is a list without an entry.")
    return found


def database_address(text: str) -> str:
    """For SQLAlchemy with psycopg, whichever of the usual three spellings of the scheme was given."""
    parts = split_address(text)
    if parts.scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise ValueError("must begin with postgresql:// (PostgreSQL is the only database that is supported).")
    return urlunsplit(parts._replace(scheme="postgresql+psycopg"))


def redis_address(text: str) -> str:
    if split_address(text).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://.")
    return text


def fernet_keys(text: str) -> tuple[str, ...]:
    keys = tuple(separated(text))
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError(
                f"has an entry that is not a Fernet key (number {position}); {HOW_TO_MAKE_A_KEY}"
            ) from None
    return keys


def host_patterns(text: str) -> tuple[str, ...]:
    patterns = tuple(one.lower() for one in separated(text))
    for pattern in patterns:
        if not HOST_PATTERN.fullmatch(pattern):
            raise ValueError(f"has {pattern!r}, which is neither a host nor *.host (no scheme, port or path).")
    return patterns


def log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"is {text!r}; use one of {', '.join(LOG_LEVELS)}.")
    return text.lower()


def positive_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        raise ValueError(f"is {text!r}, which is not a whole number above 0.")
    return int(text)


def plain_text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def without_password(value: str) -> str:
    return re.sub(r"(://[^:/@]*:)[^@]*@", r"\1***@", value)


def how_many(value: tuple[str, ...]) -> str:
    return f"{len(value)} (not shown)"
