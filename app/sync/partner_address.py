"""The address of a partner's Jira and the key of its project, as somebody typed them. Nothing is looked up."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,254}")
DEFAULT_PORTS = {"https": 443, "http": 80}


def site_address(typed: str) -> str | None:
    """Scheme and host in lower case, as tenants are registered; None for what is no address of a site. A path, as
    copied from the browser, is left out. Plain http is for Jira on this machine."""
    text = typed.strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        return None
    if not _is_site(parts):
        return None
    return f"{parts.scheme}://{parts.hostname}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def project_key(typed: str) -> str | None:
    """The key in capitals; None for what can't be one (Atlassian's documentation, "Change the project key format")."""
    key = typed.strip().upper()
    return key if PROJECT_KEY.fullmatch(key) else None


def _is_site(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if parts.username or parts.password or not HOST.fullmatch(host):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
