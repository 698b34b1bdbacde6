"""The settings of one process: read once from the environment, checked as a whole, never changed.

`python -m app.settings` says what is wrong, or shows what would be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import setting_values as values

PREFIX = "BACKBONE_"


@dataclass(frozen=True)
class Settings:
    """Addresses have no trailing slash. Plain http is in here only for addresses of this machine."""

    base_url: str
    database_url: str
    redis_url: str
    secret_keys: tuple[str, ...]
    install_keys_urls: tuple[str, ...]
    allowed_jira_hosts: tuple[str, ...]
    all_js_url: str
    log_level: str
    webhook_max_bytes: int
    old_secret_minutes: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises SettingsError with every problem at once."""
        environment = os.environ if environment is None else environment
        found: dict[str, Any] = {}
        problems: list[str] = []
        for variable in VARIABLES:
            try:
                found[variable.field] = variable.value(environment)
            except ValueError as problem:
                problems.append(f"{variable.name} {problem}")
        if problems:
            raise SettingsError(tuple(problems))
        return cls(**found)


class SettingsError(Exception):
    """The environment can't be used as it is. `problems` has one entry for each variable, with what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        lines = [f"  - {problem}" for problem in problems]
        super().__init__("\n".join(["Backbone Issue Sync can't start; its settings need attention:", *lines]))
        self.problems = problems


@dataclass(frozen=True)
class Variable:
    """One variable of the environment. `common_name` is what hosting platforms call the same thing."""

    field: str
    meaning: str
    read: Callable[[str], Any]
    default: str | None = None
    common_name: str | None = None
    shown: Callable[[Any], str] = values.plain_text

    @property
    def name(self) -> str:
        return PREFIX + self.field.upper()

    def value(self, environment: Mapping[str, str]) -> Any:
        """Raises ValueError with the rest of a sentence that begins with the name."""
        text = (environment.get(self.name) or environment.get(self.common_name or "") or "").strip()
        if text:
            return self.read(text)
        if self.default is not None:
            return self.read(self.default)
        also = f" (or {self.common_name})" if self.common_name else ""
        raise ValueError(f"is missing{also}: {self.meaning}")


VARIABLES = (
    Variable(
        "base_url",
        "the address under which Jira reaches this add-on, such as https://sync.example.com",
        values.base_address,
    ),
    Variable(
        "database_url",
        "the PostgreSQL database, such as postgresql://user:password@host/name",
        values.database_address,
        common_name="DATABASE_URL",
        shown=values.without_password,
    ),
    Variable(
        "redis_url",
        "the Redis for the queue, such as redis://host:6379/0",
        values.redis_address,
        common_name="REDIS_URL",
        shown=values.without_password,
    ),
    Variable(
        "secret_keys",
        f"keys that encrypt secrets in the database, newest first, separated by commas; {values.HOW_TO_MAKE_A_KEY}",
        values.fernet_keys,
        shown=values.how_many,
    ),
    Variable(
        "install_keys_urls",
        "where the public keys of signed installs are, asked in this order",
        values.web_addresses,
        default="https://asap-distribution.us-west-2.prod.atl-asap.net,https://connect-install-keys.atlassian.com",
    ),
    Variable(
        "allowed_jira_hosts",
        "hosts whose Jira may install the add-on; *.example.com stands for every host below example.com",
        values.host_patterns,
        default="*.atlassian.net,*.jira.com,*.jira-dev.com",
    ),
    Variable(
        "all_js_url",
        "Atlassian's script for pages inside Jira",
        values.web_address,
        default="https://connect-cdn.atl-paas.net/all.js",
    ),
    Variable("log_level", "debug, info, warning or error", values.log_level, default="info"),
    Variable(
        "webhook_max_bytes",
        "the largest webhook that is read; Jira Cloud sends at most 25 MB",
        values.positive_number,
        default=str(25 * 1024 * 1024),
    ),
    Variable(
        "old_secret_minutes",
        "how long requests signed with the shared secret before the current one are still taken",
        values.positive_number,
        default="10",
    ),
)


def table(settings: Settings) -> str:
    """One line for each setting, secrets left out."""
    rows = [(variable.name, variable.shown(getattr(settings, variable.field))) for variable in VARIABLES]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {shown}" for name, shown in rows)


def main() -> int:
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{table(settings)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
