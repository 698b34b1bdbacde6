"""`flask --app app secrets …`"""

from __future__ import annotations

from cryptography.fernet import Fernet
from flask import Flask

from app.connect.installations import InstallationRow
from app.settings import Settings
from app.storage.secrets import KEYRING
from tests.connect.conftest import rows
from tests.connect.jira_side import Site


def test_rotating_makes_the_old_key_needless(app: Flask, installed: Site, settings: Settings) -> None:
    new = Fernet.generate_key().decode()
    KEYRING.use([new, *settings.secret_keys])

    answer = app.test_cli_runner().invoke(args=["secrets", "rotate"])

    assert (answer.exit_code, answer.output) == (0, "1 secrets are encrypted under the first key now.\n")
    KEYRING.use([new])
    assert [row.secret for row in rows(app, InstallationRow)] == [installed.secret]


def test_rotating_without_the_right_key_changes_nothing_and_says_so(app: Flask, installed: Site) -> None:
    KEYRING.use([Fernet.generate_key().decode()])

    answer = app.test_cli_runner().invoke(args=["secrets", "rotate"])

    assert answer.exit_code == 1
    assert "not among this process's secret keys" in answer.output
