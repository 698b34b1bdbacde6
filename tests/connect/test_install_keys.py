"""Where the keys of signed installs come from."""

from __future__ import annotations

import pytest

from app.connect.install_keys import LARGEST_KEY_BYTES, REMEMBERED_KEYS, InstallKeys, InstallKeysUnreachable
from app.connect.tokens import TokenRefused
from tests.connect.jira_side import JiraServer, KeyPair, new_key_pair


def test_a_key_is_fetched_once(jira_server: JiraServer, keys: KeyPair) -> None:
    install_keys = InstallKeys([jira_server.address])

    found = {install_keys.public_key(keys.kid) for _ in range(3)}

    assert found == {keys.public_pem.decode()}
    assert len(jira_server.asked) == 1


def test_the_second_address_is_asked_when_the_first_has_no_such_key(jira_server: JiraServer, keys: KeyPair) -> None:
    with JiraServer().running() as empty:
        install_keys = InstallKeys([empty.address, jira_server.address])

        assert install_keys.public_key(keys.kid) == keys.public_pem.decode()


def test_the_second_address_is_asked_when_the_first_is_down(jira_server: JiraServer, keys: KeyPair) -> None:
    install_keys = InstallKeys(["http://127.0.0.1:9", jira_server.address])

    assert install_keys.public_key(keys.kid) == keys.public_pem.decode()


def test_a_key_that_nobody_has_is_a_refusal_and_is_asked_for_again(jira_server: JiraServer) -> None:
    install_keys = InstallKeys([jira_server.address])

    for _ in range(2):
        with pytest.raises(TokenRefused):
            install_keys.public_key("another")

    assert len(jira_server.asked) == 2


def test_an_address_that_is_down_is_not_a_refusal() -> None:
    with pytest.raises(InstallKeysUnreachable):
        InstallKeys(["http://127.0.0.1:9"]).public_key("key-1")


@pytest.mark.parametrize("served", [b"", b"<html>", new_key_pair(bits=1024).public_pem, b" " * (LARGEST_KEY_BYTES + 1)])
def test_only_an_rsa_key_of_usable_size_is_a_key(jira_server: JiraServer, served: bytes) -> None:
    jira_server.pems["odd"] = served

    with pytest.raises(InstallKeysUnreachable):
        InstallKeys([jira_server.address]).public_key("odd")


def test_the_memory_for_keys_is_bounded(jira_server: JiraServer, keys: KeyPair) -> None:
    install_keys = InstallKeys([jira_server.address])
    jira_server.pems |= {f"key-{number}": keys.public_pem for number in range(REMEMBERED_KEYS + 10)}
    for number in range(REMEMBERED_KEYS + 10):
        install_keys.public_key(f"key-{number}")

    assert len(install_keys._known) == REMEMBERED_KEYS
