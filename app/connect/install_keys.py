"""Atlassian's public keys, which verify signed installs: fetched once for each `kid`, which is never reused."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.connect.tokens import TokenRefused
from app.errors import BackboneError

CONNECT_SECONDS = 3.0
READ_SECONDS = 3.0
LARGEST_KEY_BYTES = 16_384
REMEMBERED_KEYS = 64
SMALLEST_KEY_BITS = 2048


class InstallKeysUnreachable(BackboneError):
    """Nobody can say whether the install is genuine: it is refused for now."""

    code = "install-keys-unreachable"

    def __init__(self) -> None:
        super().__init__("Atlassian's key for this installation can't be fetched at the moment; try again in a minute.")


class InstallKeys:
    """Asks the addresses in their order; `{address}/{kid}` answers with a PEM, or 404 (Atlassian's "Signed installation
    callbacks")."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = tuple(addresses)
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()

    def public_key(self, key_id: str) -> str:
        """`key_id` is checked for what may be part of an address. Raises TokenRefused, InstallKeysUnreachable."""
        known = self._known.get(key_id)
        return known if known is not None else self._remember(key_id, self._fetch(key_id))

    def _remember(self, key_id: str, pem: str) -> str:
        with self._lock:
            while len(self._known) >= REMEMBERED_KEYS:
                del self._known[next(iter(self._known))]
            self._known[key_id] = pem
        return pem

    def _fetch(self, key_id: str) -> str:
        unreachable = False
        for address in self._addresses:
            try:
                pem = fetch_key(f"{address}/{key_id}")
            except (requests.RequestException, ValueError):
                unreachable = True
                continue
            if pem is not None:
                return pem
        if unreachable:
            raise InstallKeysUnreachable
        raise TokenRefused("unknown key id")


def fetch_key(url: str) -> str | None:
    """None when the server has no such key: it says 404, or 403 as object stores do. Raises
    requests.RequestException, and ValueError for anything but a key."""
    with requests.Session() as http:
        http.trust_env = False
        response = http.get(url, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True)
        if response.status_code in (403, 404):
            return None
        if response.status_code != 200:
            raise ValueError(f"the key server answered {response.status_code}")
        pem = response.raw.read(LARGEST_KEY_BYTES + 1)
    return checked_key(pem)


def checked_key(pem: bytes) -> str:
    """Raises ValueError for what is no RSA public key, or a weak one."""
    if len(pem) > LARGEST_KEY_BYTES:
        raise ValueError("more than a key")
    key = load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY_BITS:
        raise ValueError("not an RSA key of 2048 bits or more")
    return pem.decode("ascii")
