"""What an add-on is told of its life on a site."""

from collections.abc import Iterator

import jwt
import pytest
import requests

from jira_emulator import seed
from jira_emulator.host.connect_host import ConnectHost, UnknownAddon, host_of, install
from jira_emulator.host.descriptor import DescriptorRefused
from jira_emulator.host.lifecycle import LifecycleRefused
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.tiny_addon import Received, TinyAddon

KEY = "com.example.tiny"


@pytest.fixture
def running() -> Iterator[RunningSite]:
    with Emulator() as emulator:
        one = emulator.add_site("first")
        seed.add_project(one.site, "SHOP", "Storefront")
        yield one


@pytest.fixture
def host(running: RunningSite) -> ConnectHost:
    return host_of(running)


@pytest.fixture
def addon() -> Iterator[TinyAddon]:
    one = TinyAddon().start()
    yield one
    one.stop()


def test_installed_is_signed_by_the_key_that_the_site_publishes(running: RunningSite, addon: TinyAddon) -> None:
    installation = install(running, addon.descriptor_url)

    told = addon.wait_for("installed")[0]
    kid = jwt.get_unverified_header(told.token)["kid"]
    public_key = requests.get(f"{running.address}/_install-keys/{kid}", timeout=5).text
    claims = jwt.decode(told.token, public_key, algorithms=["RS256"], audience=f"{addon.address}/base")
    assert claims["iss"] == told.body["clientKey"] == installation.client_key
    assert claims["qsh"] == hash_of_url("POST", told.url, f"{addon.address}/base")
    assert told.body["sharedSecret"] == installation.shared_secret
    assert told.body["baseUrl"] == running.address
    assert told.body["key"] == KEY


def test_unknown_key_id_is_not_found(running: RunningSite) -> None:
    assert requests.get(f"{running.address}/_install-keys/nothing", timeout=5).status_code == 404


def test_enabled_follows_installed_and_is_signed_with_the_shared_secret(running: RunningSite, addon: TinyAddon) -> None:
    installation = install(running, addon.descriptor_url)

    first, second = addon.wait_for("installed", "enabled")
    assert (first.event, second.event) == ("installed", "enabled")
    assert "sharedSecret" not in second.body
    claims = jwt.decode(second.token, installation.shared_secret, algorithms=["HS256"])
    assert claims["qsh"] == hash_of_url("POST", second.url, f"{addon.address}/base")


def test_upgrade_keeps_the_client_key_and_the_account_and_changes_the_secret(
    running: RunningSite, host: ConnectHost, addon: TinyAddon
) -> None:
    before = install(running, addon.descriptor_url)

    after = host.upgrade(KEY)

    assert after.client_key == before.client_key
    assert after.app_user is before.app_user
    assert after.shared_secret != before.shared_secret


def test_refused_installation_leaves_nothing_behind(running: RunningSite, addon: TinyAddon) -> None:
    addon.refuse_with = 403

    with pytest.raises(LifecycleRefused, match="We don't want to"):
        install(running, addon.descriptor_url)

    assert not running.site.installations


def test_refused_upgrade_leaves_the_former_installation(
    running: RunningSite, host: ConnectHost, addon: TinyAddon
) -> None:
    before = install(running, addon.descriptor_url)
    addon.refuse_with = 500

    with pytest.raises(LifecycleRefused):
        host.upgrade(KEY)

    assert running.site.installations[KEY] is before


def test_uninstalling_tells_disabled_and_uninstalled_and_keeps_the_client_key_for_the_next_time(
    running: RunningSite, host: ConnectHost, addon: TinyAddon
) -> None:
    before = install(running, addon.descriptor_url)
    addon.wait_for("enabled")

    host.uninstall(KEY)

    told = {one.event: one for one in addon.wait_for("disabled", "uninstalled")}
    assert jwt.get_unverified_header(told["uninstalled"].token)["alg"] == "RS256"
    assert jwt.get_unverified_header(told["disabled"].token)["alg"] == "HS256"
    assert not before.app_user.active
    assert install(running, addon.descriptor_url).client_key == before.client_key


def test_reimport_brings_a_new_client_key_without_an_uninstallation(
    running: RunningSite, host: ConnectHost, addon: TinyAddon
) -> None:
    before = install(running, addon.descriptor_url)

    (after,) = host.reimport()

    assert after.client_key != before.client_key
    assert "uninstalled" not in {one.event for one in addon.received}
    assert _last(addon, "installed").body["clientKey"] == after.client_key
    assert _last(addon, "installed").body["baseUrl"] == running.address


def test_rotation_hands_over_a_new_secret(running: RunningSite, host: ConnectHost, addon: TinyAddon) -> None:
    before = install(running, addon.descriptor_url)

    after = host.rotate_secret(KEY)

    assert _last(addon, "installed").body["sharedSecret"] == after.shared_secret != before.shared_secret


def test_no_two_installations_carry_the_same_token(running: RunningSite, host: ConnectHost, addon: TinyAddon) -> None:
    install(running, addon.descriptor_url)
    host.rotate_secret(KEY)
    host.rotate_secret(KEY)

    tokens = [one.token for one in addon.received if one.event == "installed"]
    assert len(set(tokens)) == 3


def test_without_signed_install_only_the_first_installed_is_unsigned(
    running: RunningSite, host: ConnectHost, addon: TinyAddon
) -> None:
    addon.changes = {"apiMigrations": {"gdpr": True}}
    before = install(running, addon.descriptor_url)
    assert addon.wait_for("installed")[0].authorization == ""

    host.upgrade(KEY)

    assert jwt.decode(_last(addon, "installed").token, before.shared_secret, algorithms=["HS256"])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"key": ""}, "key"),
        ({"key": "k" * 65}, "key"),
        ({"baseUrl": "http://example.com"}, "baseUrl"),
        ({"baseUrl": 7}, "baseUrl"),
        ({"authentication": {"type": "oauth"}}, "authentication"),
        ({"authentication": "jwt"}, "authentication"),
        ({"lifecycle": {"enabled": "/enabled"}}, "lifecycle"),
        ({"lifecycle": []}, "lifecycle"),
        ({"scopes": ["EVERYTHING"]}, "scopes"),
        ({"scopes": "READ"}, "scopes"),
        ({"modules": []}, "modules"),
        ({"modules": {"adminPages": ["x"]}}, "not an object"),
        ({"modules": {"adminPages": [{"key": "a", "url": "/", "weight": "heavy"}]}}, "weight"),
        ({"modules": {"adminPages": [{"key": "a", "url": "/", "conditions": {}}]}}, "conditions"),
        ({"apiMigrations": []}, "apiMigrations"),
        ({"vendor": "Example"}, "vendor"),
        ({"modules": {"adminPages": [{"key": "a b", "url": "/"}]}}, "modules"),
        (
            {
                "modules": {
                    "adminPages": [{"key": "a", "url": "/"}],
                    "generalPages": [{"key": "a", "url": "/"}],
                }
            },
            "twice",
        ),
    ],
)
def test_descriptor_that_a_real_site_would_refuse_is_refused(
    running: RunningSite, addon: TinyAddon, changes: dict[str, object], problem: str
) -> None:
    addon.changes = changes

    with pytest.raises(DescriptorRefused, match=problem):
        install(running, addon.descriptor_url)

    assert not addon.received


def test_descriptor_that_is_not_there_is_refused_in_a_sentence(running: RunningSite, addon: TinyAddon) -> None:
    with pytest.raises(DescriptorRefused, match="can't be read"):
        install(running, f"{addon.address}/nothing")


def test_unknown_add_on_can_not_be_upgraded(host: ConnectHost) -> None:
    with pytest.raises(UnknownAddon):
        host.upgrade("nobody")


def _last(addon: TinyAddon, event: str) -> Received:
    return [one for one in addon.received if one.event == event][-1]
