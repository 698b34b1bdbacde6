"""Addresses of Jira sites as a lifecycle call names them: checked, and written in one way only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from app.setting_values import is_loopback

ADDRESS = re.compile(r"https?://[a-z0-9.:\[\]-]{1,260}/?", re.ASCII | re.IGNORECASE)
DEFAULT_PORTS = {"https": 443, "http": 80}


def canonical_address(text: object) -> str | None:
    """Scheme, host and (unless it is the scheme's own) port, in lower case and without a slash at the end. None for
    what is no such address, and for plain http to another machine."""
    if not isinstance(text, str) or not ADDRESS.fullmatch(text):
        return None
    try:
        parts = urlsplit(text.lower())
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or (parts.scheme == "http" and not is_loopback(parts.hostname)):
        return None
    return f"{parts.scheme}://{_host(parts)}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def is_allowed(address: str, patterns: Sequence[str]) -> bool:
    """Whether the canonical address is at one of these hosts; `*.host` is every host below, and not `host` itself."""
    host = urlsplit(address).hostname or ""
    return any(_fits(host, pattern.strip("[]")) for pattern in patterns)


def _fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) >= len(pattern)
    return host == pattern
