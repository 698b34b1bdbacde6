"""TLS that breaks: before anything was sent, and after a whole request was read."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import JiraAnswerLost, JiraUnreachable
from app.jira.session import failure_of

CALL = "POST /rest/api/3/issue"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost` that nobody has signed, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + signed.public_bytes(encoding))
    return file


@contextmanager
def server(certificate: Path, answer: Callable[[ssl.SSLSocket], None]) -> Iterator[str]:
    """Takes one connection; a client that turns away in the handshake is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("localhost", 0), family=socket.AF_INET) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    secured = context.wrap_socket(connection, server_side=True)
                except ssl.SSLError:
                    return
                with secured:
                    answer(secured)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}/rest/api/3/issue"
        thread.join(10)


def read_all_and_break(secured: ssl.SSLSocket) -> None:
    """The whole request arrives; the answer is no TLS."""
    received = b""
    while not received.endswith(b"}"):
        received += secured.recv(65536)
    with socket.socket(fileno=secured.detach()) as bare:
        bare.sendall(b"no TLS record at all\n" * 5)


def failure(address: str, verify: str | bool) -> Exception:
    with pytest.raises(requests.RequestException) as raised:
        requests.post(address, json={"fields": {}}, verify=verify, timeout=5)
    return failure_of(raised.value, CALL)


def test_a_request_that_was_read_before_tls_broke_may_have_been_carried_out(certificate: Path) -> None:
    with server(certificate, read_all_and_break) as address:
        assert isinstance(failure(address, str(certificate)), JiraAnswerLost)


def test_behind_a_certificate_that_nobody_trusts_nothing_was_written(certificate: Path) -> None:
    with server(certificate, lambda secured: None) as address:
        assert isinstance(failure(address, verify=True), JiraUnreachable)
