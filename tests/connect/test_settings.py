"""Settings are right as a whole, or nothing starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from app.settings import VARIABLES, Settings, SettingsError, table

KEY = Fernet.generate_key().decode()
GOOD = {
    "BACKBONE_BASE_URL": "https://sync.example.com",
    "BACKBONE_DATABASE_URL": "postgresql://user:hidden@db/name",
    "BACKBONE_REDIS_URL": "redis://:hidden@redis:6379/0",
    "BACKBONE_SECRET_KEYS": KEY,
}


def problems(**changed: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({**GOOD, **changed})
    return caught.value.problems


def test_good_settings_are_taken_with_defaults_for_the_rest() -> None:
    settings = Settings.from_environment(GOOD)

    assert settings.base_url == "https://sync.example.com"
    assert settings.database_url == "postgresql+psycopg://user:hidden@db/name"
    assert settings.allowed_jira_hosts == ("*.atlassian.net", "*.jira.com", "*.jira-dev.com")
    assert settings.webhook_max_bytes == 25 * 1024 * 1024


def test_all_problems_are_named_at_once_with_what_to_do() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"BACKBONE_SECRET_KEYS": "x", "BACKBONE_LOG_LEVEL": "loud"})

    named = [problem.split(" ")[0] for problem in caught.value.problems]
    assert named == [
        "BACKBONE_BASE_URL",
        "BACKBONE_DATABASE_URL",
        "BACKBONE_REDIS_URL",
        "BACKBONE_SECRET_KEYS",
        "BACKBONE_LOG_LEVEL",
    ]
    assert "Fernet.generate_key()" in str(caught.value)


def test_the_names_that_hosting_platforms_use_are_understood() -> None:
    named = {"DATABASE_URL": "postgres://u@h/d", "REDIS_URL": "rediss://h", "BACKBONE_DATABASE_URL": ""}
    rest = {name: GOOD[name] for name in ("BACKBONE_BASE_URL", "BACKBONE_SECRET_KEYS")}

    assert Settings.from_environment(named | rest).database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "http://localhost:5000", "http://[::1]:5000", "https://sync.example.com/"]
)
def test_plain_http_is_good_enough_for_this_machine(address: str) -> None:
    assert Settings.from_environment({**GOOD, "BACKBONE_BASE_URL": address}).base_url == address.rstrip("/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKBONE_BASE_URL", "http://sync.example.com"),
        ("BACKBONE_BASE_URL", "http://127.0.0.1.example.com"),
        ("BACKBONE_BASE_URL", "http://localhost@example.com"),
        ("BACKBONE_BASE_URL", "https://user:password@sync.example.com"),
        ("BACKBONE_BASE_URL", "https://sync.example.com/path"),
        ("BACKBONE_BASE_URL", "sync.example.com"),
        ("BACKBONE_BASE_URL", "https://sync.example.com:port"),
        ("BACKBONE_BASE_URL", "https://"),
        ("BACKBONE_DATABASE_URL", "mysql://h/d"),
        ("BACKBONE_DATABASE_URL", "sqlite:///x"),
        ("BACKBONE_REDIS_URL", "http://h"),
        ("BACKBONE_SECRET_KEYS", ","),
        ("BACKBONE_SECRET_KEYS", f"{KEY},short"),
        ("BACKBONE_INSTALL_KEYS_URLS", "http://keys.example.com"),
        ("BACKBONE_INSTALL_KEYS_URLS", "https://keys.example.com,ftp://x"),
        ("BACKBONE_ALLOWED_JIRA_HOSTS", "*"),
        ("BACKBONE_ALLOWED_JIRA_HOSTS", "https://x.atlassian.net"),
        ("BACKBONE_ALLOWED_JIRA_HOSTS", "x.net; script-src *"),
        ("BACKBONE_ALL_JS_URL", "http://example.com/all.js"),
        ("BACKBONE_LOG_LEVEL", "loud"),
        ("BACKBONE_WEBHOOK_MAX_BYTES", "0"),
        ("BACKBONE_WEBHOOK_MAX_BYTES", "-1"),
        ("BACKBONE_WEBHOOK_MAX_BYTES", "many"),
        ("BACKBONE_OLD_SECRET_MINUTES", "1.5"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    (problem,) = problems(**{name: value})

    assert problem.startswith(f"{name} ")


def test_several_keys_are_kept_in_their_order() -> None:
    other = Fernet.generate_key().decode()

    assert Settings.from_environment({**GOOD, "BACKBONE_SECRET_KEYS": f"{other}, {KEY}"}).secret_keys == (other, KEY)


def test_no_secret_is_shown() -> None:
    shown = table(Settings.from_environment(GOOD))

    assert "hidden" not in shown
    assert KEY not in shown
    assert [line.split(" ")[0] for line in shown.splitlines()] == [variable.name for variable in VARIABLES]


def test_no_secret_is_in_a_problem() -> None:
    assert "hidden-key" not in str(problems(BACKBONE_SECRET_KEYS="hidden-key"))
    assert "hidden-password" not in str(problems(BACKBONE_DATABASE_URL="mysql://u:hidden-password@h/d"))
    assert "hidden-password" not in str(problems(BACKBONE_BASE_URL="https://u:hidden-password@h"))
    assert "hidden-password" not in str(problems(BACKBONE_BASE_URL="http://u:hidden-password@h"))


@pytest.mark.parametrize(
    ("program", "status"), [(["-m", "app.settings"], 2), (["-c", "import app; app.create_app()"], 3)]
)
def test_a_process_with_bad_settings_does_not_start(program: list[str], status: int) -> None:
    environment = {"PATH": os.environ["PATH"], "BACKBONE_BASE_URL": "http://x.example"}

    done = subprocess.run([sys.executable, *program], env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stderr.count("BACKBONE_") == 4
