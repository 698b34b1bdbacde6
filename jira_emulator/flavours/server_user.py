"""Accounts of a Data Center site: a name to sign in with and a key that stays when the name changes."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jira_emulator.flavours.flavour import Newcomer
from jira_emulator.model import User

if TYPE_CHECKING:
    from jira_emulator.state import Site

FIRST_KEY_NUMBER = 10100
PASSWORD_LENGTH = 16


@dataclass(eq=False, slots=True)
class ServerUser(User):
    """A user as Jira Data Center knows one. The account id is the emulator's own and is never shown."""

    key: str = ""
    password: str = ""

    @property
    def name(self) -> str:
        """The user name: the loaded one, else the e-mail address up to the @."""
        return self.server_name or self.email.partition("@")[0] or self.key

    @property
    def identifier(self) -> str:
        return self.key

    @property
    def search_names(self) -> tuple[str, ...]:
        return (self.key, self.name, self.display_name, self.email)


@dataclass(eq=False, slots=True, kw_only=True)
class PersonalToken:
    """A personal access token (Atlassian's documentation, "Using personal access tokens")."""

    id: int
    name: str
    owner: ServerUser
    secret: str
    created: datetime
    expires: datetime | None = None
    last_used: datetime | None = None


class ServerPeople:
    """Accounts with a user name, a key, a password and personal access tokens."""

    naming = "name"
    lead = "leadUserName"
    search = "username"

    def enrol(self, site: "Site", one: Newcomer) -> User:
        key = one.server_key or one.server_name or f"JIRAUSER{site.next_id('user', FIRST_KEY_NUMBER)}"
        user = ServerUser(one.account_id, one.display_name, one.email or one.server_email, "", time_zone=one.time_zone)
        user.server_name, user.key, user.password = one.server_name, key, one.secret[:PASSWORD_LENGTH]
        site.users[user.account_id] = user
        if one.secret:
            new_token(site, user, "Announced at the start", bytes.fromhex(one.secret)[-20:])
        return user

    def named_in(self, value: Mapping[str, Any]) -> Any:
        return value.get("name")

    def reference(self, user: User) -> dict[str, str]:
        return {"name": user.name} if isinstance(user, ServerUser) else {}

    def find(self, site: "Site", named: str) -> User | None:
        return user_named(site, named)

    def credentials(self, site: "Site", user: User) -> dict[str, str]:
        assert isinstance(user, ServerUser)
        token = next(one.secret for one in site.personal_tokens.values() if one.owner is user)
        known = {"name": user.name, "key": user.key, "display_name": user.display_name}
        return known | {"password": user.password, "token": token}


def user_named(site: "Site", name: str) -> ServerUser | None:
    """The user with this name, in any case."""
    wanted = name.lower()
    return next((one for one in server_users(site) if one.name.lower() == wanted), None)


def user_with_key(site: "Site", key: str) -> ServerUser | None:
    return next((one for one in server_users(site) if one.key == key), None)


def server_users(site: "Site") -> list[ServerUser]:
    return [one for one in list(site.users.values()) if isinstance(one, ServerUser)]


def new_token(
    site: "Site", owner: ServerUser, name: str, content: bytes, expires: datetime | None = None
) -> PersonalToken:
    """Give a user a personal access token made of 20 bytes; like a real one it is its id and them, in Base64."""
    token_id = site.next_id("personaltoken", 1)
    secret = base64.b64encode(f"{token_id:012d}:".encode() + content).decode()
    token = PersonalToken(id=token_id, name=name, owner=owner, secret=secret, created=site.now(), expires=expires)
    site.personal_tokens[token_id] = token
    return token


def token_with_secret(site: "Site", secret: str) -> PersonalToken | None:
    """The token that this is, unless it has expired or its owner is inactive."""
    for one in list(site.personal_tokens.values()):
        if hmac.compare_digest(one.secret.encode(), secret.encode()):
            is_valid = one.owner.active and (one.expires is None or one.expires > site.now())
            return one if is_valid else None
    return None
