"""Jira's side of Connect: a site that signs, and a server that has its keys and answers one call. The query string hash
is the emulator's, which was written apart from the add-on's."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.api_jws import PyJWS

from jira_emulator.host.qsh import hash_of_url

BASE_URL = "https://sync.example.com"
ADDON_KEY = "backbone-issue-sync"
OWN_ACCOUNT = "557058:the-add-on"

Json = Any


@dataclass(frozen=True)
class KeyPair:
    kid: str
    private_pem: bytes
    public_pem: bytes


def new_key_pair(kid: str = "key-1", bits: int = 2048) -> KeyPair:
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return KeyPair(
        kid,
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


@dataclass(frozen=True)
class Site:
    """A Jira site with the add-on. Every claim can be overridden; one that is None is left out."""

    address: str
    keys: KeyPair
    client_key: str = field(default_factory=lambda: secrets.token_hex(16))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def with_new_secret(self) -> Site:
        return replace(self, secret=secrets.token_urlsafe(48))

    def claims(self, method: str, path: str, **changed: Json) -> dict[str, Json]:
        now = int(time.time())
        made = {"iss": self.client_key, "iat": now, "exp": now + 180, "qsh": hash_of_url(method, path)}
        return {name: value for name, value in {**made, **changed}.items() if value is not None}

    def request_token(self, method: str, path: str, **changed: Json) -> str:
        return encoded(self.claims(method, path, **changed), self.secret, "HS256")

    def context_token(self, account_id: str | None = "someone", context: Json = None, **changed: Json) -> str:
        return self.request_token("GET", "/", qsh="context-qsh", sub=account_id, context=context, **changed)

    def install_token(self, path: str, *, kid: Json = None, **changed: Json) -> str:
        """`jti` keeps two tokens of one second apart."""
        claims = self.claims("POST", path, **{"aud": [BASE_URL], "jti": secrets.token_hex(8), **changed})
        return encoded(claims, self.keys.private_pem, "RS256", {"kid": kid or self.keys.kid})

    def body(self, event: str, **changed: Json) -> dict[str, Json]:
        made = {
            "key": ADDON_KEY,
            "clientKey": self.client_key,
            "sharedSecret": self.secret,
            "baseUrl": self.address,
            "displayUrl": self.address,
            "productType": "jira",
            "eventType": event,
        }
        return {name: value for name, value in {**made, **changed}.items() if value is not None}


def encoded(claims: Json, key: str | bytes, algorithm: str, headers: Json = None) -> str:
    """PyJWT's `encode` keeps one from making wrong tokens."""
    return PyJWS().encode(json.dumps(claims).encode(), key, algorithm, headers)


class JiraServer(ThreadingHTTPServer):
    """Serves install keys by `kid` and `GET /rest/api/3/myself`; `asked` is what came, with its authorization."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.pems: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[JiraServer]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield self
        self.shutdown()
        thread.join()
        self.server_close()


class Answers(BaseHTTPRequestHandler):
    server: JiraServer

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        path = self.path.partition("?")[0]
        if path in self.server.redirects:
            self.answer(302, b"", {"Location": self.server.redirects[path]})
        elif path == "/rest/api/3/myself":
            self.answer(200, f'{{"accountId": "{OWN_ACCOUNT}", "accountType": "app"}}'.encode())
        elif path[1:] in self.server.pems:
            self.answer(200, self.server.pems[path[1:]])
        else:
            self.answer(404, b"")

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Tests don't print."""
