"""Installing and removing add-ons on one site, as "Manage apps" does."""

import dataclasses
import threading
import time
import uuid
from typing import Protocol

from flask import Flask, current_app

from jira_emulator.host.descriptor import JsonObject, display_text, fetch_descriptor
from jira_emulator.host.install_keys import InstallKey, process_install_key
from jira_emulator.host.lifecycle import Messenger, Notice, notice
from jira_emulator.model import AccountType, Installation, User
from jira_emulator.permissions import ADDON_GROUP
from jira_emulator.state import Site
from jira_emulator.webhooks.registration import unregister

EXTENSION = "connect_host"


class UnknownAddon(Exception):
    """No add-on with this key is installed."""


class HasApp(Protocol):
    """A running site, as `Emulator.add_site` gives it."""

    @property
    def app(self) -> Flask: ...


class ConnectHost:
    """The add-ons of one site. Every change is told to the add-on as Atlassian's documentation says."""

    def __init__(self, site: Site, install_key: InstallKey | None = None) -> None:
        self.site = site
        self.messenger = Messenger(site)
        self.descriptor_urls: dict[str, str] = {}
        self._install_key = install_key
        self._one_at_a_time = threading.Lock()
        self._last_token: str | None = None

    @property
    def install_key(self) -> InstallKey:
        return self._install_key or process_install_key()

    def install(self, descriptor_url: str) -> Installation:
        """Install, or upgrade when the add-on is there already; its secret is a new one either way.

        Raises `DescriptorRefused` or `LifecycleRefused`; the site is then as it was before.
        """
        descriptor = fetch_descriptor(descriptor_url)
        with self._one_at_a_time:
            installed = self._hand_over(str(descriptor["key"]), descriptor)
            self.descriptor_urls[installed.addon_key] = descriptor_url
        self._tell_later(installed, "enabled")
        return installed

    def upgrade(self, addon_key: str) -> Installation:
        """Install again from the address it came from. Raises `UnknownAddon` and what `install` raises."""
        self.installation(addon_key)
        return self.install(self.descriptor_urls[addon_key])

    def rotate_secret(self, addon_key: str) -> Installation:
        """Give the add-on a new shared secret by another `installed`."""
        with self._one_at_a_time:
            return self._hand_over(addon_key, self.installation(addon_key).descriptor)

    def uninstall(self, addon_key: str) -> threading.Thread:
        """Remove the add-on. `disabled` and `uninstalled` follow, in either order (the site's seed decides)."""
        with self._one_at_a_time:
            gone = self.installation(addon_key)
            with self.site.lock:
                del self.site.installations[addon_key]
                gone.app_user.active = False
                unregister(self.site, addon_key)
        events = ["disabled", "uninstalled"]
        self.site.random.shuffle(events)
        return self._tell_later(gone, *events)

    def set_enabled(self, addon_key: str, enabled: bool) -> threading.Thread:
        """Switch the add-on on or off: its frames and webhooks stop, its data stays."""
        installation = self.installation(addon_key)
        installation.enabled = enabled
        return self._tell_later(installation, "enabled" if enabled else "disabled")

    def reimport(self) -> list[Installation]:
        """Restore the site from a backup: a new client key, and `installed` again without any `uninstalled`."""
        with self.site.lock:
            self.site.client_key = str(uuid.UUID(int=self.site.random.getrandbits(128), version=4))
        return [self.rotate_secret(addon_key) for addon_key in list(self.site.installations)]

    def installation(self, addon_key: str) -> Installation:
        """The installed add-on. Raises `UnknownAddon`."""
        found = self.site.installations.get(addon_key)
        if found is None:
            raise UnknownAddon(addon_key)
        return found

    def _hand_over(self, addon_key: str, descriptor: JsonObject) -> Installation:
        """Put a fresh installation in place and have the add-on take it, or put back what was there."""
        before = self.site.installations.get(addon_key)
        with self.site.lock:
            fresh = self._new_installation(addon_key, descriptor, before)
            self.site.installations[addon_key] = fresh
        message = self._installed_notice(fresh, before.shared_secret if before is not None else None)
        try:
            if message is not None:
                self.messenger.deliver_or_refuse(message)
        except Exception:
            self._put_back(addon_key, before)
            raise
        return fresh

    def _installed_notice(self, fresh: Installation, previous_secret: str | None) -> Notice | None:
        """The `installed` call, with a token that was not sent before.

        Tokens count whole seconds, so a second installation within one would repeat the first one's, which an add-on
        that accepts each token once refuses: it waits for the next second.
        """
        message = notice("installed", self.site, fresh, self.install_key, previous_secret)
        while message is not None and message.token is not None and message.token == self._last_token:
            time.sleep(0.05)
            message = notice("installed", self.site, fresh, self.install_key, previous_secret)
        self._last_token = message.token if message is not None else None
        return message

    def _new_installation(self, addon_key: str, descriptor: JsonObject, before: Installation | None) -> Installation:
        return Installation(
            addon_key=addon_key,
            client_key=self.site.client_key,
            shared_secret=self.site.secret(64),
            base_url=str(descriptor["baseUrl"]).rstrip("/"),
            descriptor=descriptor,
            app_user=app_user(self.site, addon_key, descriptor),
            oauth_client_id=before.oauth_client_id if before else self.site.secret(32),
            properties=dict(before.properties) if before else {},
        )

    def _put_back(self, addon_key: str, before: Installation | None) -> None:
        with self.site.lock:
            if before is None:
                gone = self.site.installations.pop(addon_key)
                gone.app_user.active = False
            else:
                self.site.installations[addon_key] = before

    def _tell_later(self, installation: Installation, *events: str) -> threading.Thread:
        as_now = dataclasses.replace(installation)
        messages = [notice(event, self.site, as_now, self.install_key) for event in events]
        return self.messenger.deliver_later([each for each in messages if isinstance(each, Notice)])


def app_user(site: Site, addon_key: str, descriptor: JsonObject) -> User:
    """The account that the add-on acts as: the same one after a re-installation."""
    account_id = f"557058:{uuid.uuid5(uuid.UUID(site.cloud_id), addon_key)}"
    user = site.users.get(account_id)
    if user is None:
        user = User(account_id, "", "", "", AccountType.APP)
        user.groups.add(ADDON_GROUP)
        site.users[account_id] = user
    user.display_name = display_text(descriptor.get("name")) or addon_key
    user.active = True
    return user


def host_of(running: HasApp) -> ConnectHost:
    """The Connect host of a running site."""
    found = running.app.extensions[EXTENSION]
    assert isinstance(found, ConnectHost)
    return found


def install(running: HasApp, descriptor_url: str) -> Installation:
    """Install the add-on on a running site, as an administrator would by its address.

    Raises `DescriptorRefused` or `LifecycleRefused`.
    """
    return host_of(running).install(descriptor_url)


def attached_host() -> ConnectHost:
    """The Connect host of the site that answers this request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, ConnectHost)
    return found
