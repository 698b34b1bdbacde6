"""Sites over https: who trusts the certificate reads https addresses, and nobody can hold the others up."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from jira_emulator import seed
from jira_emulator.certificate import make_certificate
from jira_emulator.faults import RequestFault
from jira_emulator.host.ap_request import ForwardedCall, forwarded
from jira_emulator.host.connect_host import app_user
from jira_emulator.model import Installation
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.conftest import PROJECT, Caller
from tests.emulator.test_cli import emulator as process


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(seed=7, certificate=make_certificate(tmp_path)) as one:
        yield one


@pytest.fixture
def trusting(running: RunningSite, tmp_path: Path) -> Iterator[Caller]:
    """A member who trusts the certificate."""
    user = seed.person(running.site, "member")
    with requests.Session() as session:
        session.auth, session.verify, session.trust_env = (
            (user.email, user.api_token),
            str(tmp_path / "certificate.pem"),
            False,
        )
        yield Caller(running.address, session)


def test_addresses_are_https_and_the_certificate_is_valid(running: RunningSite, trusting: Caller) -> None:
    issue = trusting.get(f"issue/{trusting.create()}")

    assert issue["self"].startswith(f"https://127.0.0.1:{running.address.rpartition(':')[2]}/rest/")
    assert trusting.get("serverInfo")["baseUrl"] == running.address
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{running.address}/rest/api/3/serverInfo", timeout=5)


def test_strict_clients_accept_it(running: RunningSite, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    port = int(running.address.rpartition(":")[2])
    for name in ("localhost", "127.0.0.1"):
        with (
            socket.create_connection(("127.0.0.1", port), 5) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            assert secure.version() in ("TLSv1.2", "TLSv1.3")


def test_key_is_for_nobody_else(running: RunningSite, tmp_path: Path) -> None:
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0


def test_who_says_nothing_or_no_tls_holds_up_nobody(running: RunningSite, trusting: Caller) -> None:
    port = int(running.address.rpartition(":")[2])
    silent = socket.create_connection(("127.0.0.1", port), 5)
    rude = socket.create_connection(("127.0.0.1", port), 5)
    rude.sendall(b"GET / HTTP/1.1\r\n\r\n")
    began = time.monotonic()
    assert trusting.call("GET", "myself").status_code == 200

    assert time.monotonic() - began < 5
    silent.close()
    rude.close()


def test_connections_break_on_purpose_over_tls_too(emulator: Emulator, trusting: Caller) -> None:
    key = trusting.create("at first")
    emulator.faults.add(RequestFault(method="PUT", reset="after"))
    with pytest.raises(requests.ConnectionError):
        trusting.edit(key, summary="edited")

    assert trusting.fields(key)["summary"] == "edited"


def test_pages_can_still_make_requests(running: RunningSite) -> None:
    site = running.site
    descriptor = {"key": "com.example", "name": "Example", "scopes": ["READ"], "baseUrl": "https://127.0.0.1:1"}
    installation = Installation(
        addon_key="com.example",
        client_key=site.client_key,
        shared_secret="secret",
        base_url="https://127.0.0.1:1",
        descriptor=descriptor,
        app_user=app_user(site, "com.example", descriptor),
    )
    call = ForwardedCall.read({"url": f"/rest/api/3/project/{PROJECT}"})

    assert forwarded(running.app, site, seed.person(site, "member"), installation, call)["status"] == 200


def test_start_line_names_the_certificate_and_the_end_removes_it() -> None:
    with process("--site", "first=0", "--tls") as (running, said):
        site, certificate = said["sites"]["first"], said["certificate"]
        assert site["address"].startswith("https://")
        assert site["install_keys"].startswith("https://")
        key = requests.get(f"{site['install_keys']}/{site['install_key_id']}", verify=certificate, timeout=5)
        assert key.text.startswith("-----BEGIN PUBLIC KEY-----")
        running.terminate()
        assert running.wait(20) == 0
        assert not Path(certificate).exists()
    with process("--site", "first=0") as (_, said):
        assert said["certificate"] is None
