"""What `installed`, `enabled`, `disabled` and `uninstalled` change."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Text, select, type_coerce

from app.connect.installations import InstallationRow, UsedTokenRow
from app.connect.state import EXTENSION
from app.engine.contract import Side
from app.storage.database import transaction
from app.storage.secrets import KEYRING
from app.storage.tables import EndRow, SynchronizationRow, TenantRow
from app.sync.records import End
from app.sync.status import Status, status
from tests.connect.conftest import authorization, content, install, rows, send_webhook, tell, uninstall, with_clock
from tests.connect.jira_side import OWN_ACCOUNT, JiraServer, Site


def running_synchronization(app: Flask, tenant_id: int) -> int:
    """Between two projects of one site, started."""
    ends = [
        End(side, "https://x.atlassian.net", key, tenant_id=tenant_id, project_id=key)
        for side, key in ((Side.FIRST, "ONE"), (Side.SECOND, "TWO"))
    ]
    with app.extensions["backbone"].store.transaction() as work:
        added = work.synchronizations.add(
            name="A",
            description="",
            first=ends[0],
            second=ends[1],
            acceptance="not-needed",
            message="",
            created_by="someone",
            at=datetime.now(UTC),
        )
        work.synchronizations.set_wanted(added.id, running=True)
    return int(added.id)


def status_of(app: Flask, synchronization_id: int) -> Status:
    with app.extensions["backbone"].store.transaction() as work:
        return status(work.synchronizations.get(synchronization_id).facts)


def suspension_of(app: Flask) -> str | None:
    (row,) = rows(app, SynchronizationRow)
    suspension: str | None = row.suspension
    return suspension


def tenant_ids(app: Flask) -> dict[str, bool]:
    return {str(row.id): row.is_active for row in rows(app, TenantRow)}


def test_an_installation_makes_the_site_a_tenant(client: FlaskClient, app: Flask, site: Site) -> None:
    assert install(client, site).status_code == 204

    (tenant,) = rows(app, TenantRow)
    assert (tenant.site_address, tenant.is_active) == (site.address, True)


def test_a_secret_is_not_readable_in_the_database(app: Flask, installed: Site) -> None:
    with transaction(app.extensions[EXTENSION].engine) as connection:
        stored = connection.execute(select(type_coerce(InstallationRow.secret, Text))).scalar_one()

    assert installed.secret not in stored


def test_an_address_is_kept_in_one_spelling(client: FlaskClient, app: Flask, site: Site) -> None:
    body = site.body("installed", baseUrl="HTTPS://Acme.Atlassian.NET:443/", displayUrl="javascript:alert(1)")

    assert install(client, site, body=body).status_code == 204

    (tenant,) = rows(app, TenantRow)
    assert tenant.site_address == "https://acme.atlassian.net"
    assert tenant.display_address == "https://acme.atlassian.net"


def test_a_lost_encryption_key_locks_no_site_out(client: FlaskClient, app: Flask, installed: Site) -> None:
    """The stored secret can't be read any more: installing again brings a new one."""
    (tenant,) = rows(app, TenantRow)
    KEYRING.use([Fernet.generate_key().decode()])
    again = installed.with_new_secret()

    with structlog.testing.capture_logs() as logged:
        assert install(client, again).status_code == 204

    assert [(entry["event"], entry["secrets"]) for entry in logged if "secrets" in entry] == [
        ("unreadable_secret_dropped", ["secret"])
    ]
    assert tell(client, again, "enabled").status_code == 204
    assert tenant_ids(app) == {str(tenant.id): True}


def test_a_site_whose_secret_is_unreadable_can_be_uninstalled(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    KEYRING.use([Fernet.generate_key().decode()])

    assert uninstall(client, installed).status_code == 204

    assert tenant_ids(app) == {str(tenant.id): False}


def test_an_upgrade_is_the_same_tenant_and_stops_nothing(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    synchronization = running_synchronization(app, tenant.id)

    assert install(client, installed.with_new_secret()).status_code == 204

    assert len(rows(app, TenantRow)) == 1
    assert status_of(app, synchronization) is Status.RUNNING


def test_the_new_secret_counts_at_once_and_the_old_one_for_ten_more_minutes(
    client: FlaskClient, app: Flask, installed: Site
) -> None:
    renewed = installed.with_new_secret()
    install(client, renewed)

    assert tell(client, renewed, "disabled").status_code == 204
    assert tell(client, installed, "disabled", jti="1").status_code == 204
    with_clock(app, Later(minutes=9))
    assert tell(client, installed, "disabled", jti="2").status_code == 204
    with_clock(app, Later(minutes=11))
    assert tell(client, installed, "disabled", jti="3").status_code == 401
    assert tell(client, renewed, "disabled", jti="4").status_code == 204


class Later:
    def __init__(self, minutes: int) -> None:
        self._later = timedelta(minutes=minutes)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._later


def test_the_secret_before_the_old_one_is_worth_nothing(client: FlaskClient, installed: Site) -> None:
    second = installed.with_new_secret()
    third = second.with_new_secret()
    install(client, second)
    install(client, third)

    assert tell(client, installed, "disabled").status_code == 401
    assert tell(client, second, "disabled").status_code == 204


def test_the_same_secret_again_leaves_the_old_one_as_it_is(client: FlaskClient, installed: Site) -> None:
    renewed = installed.with_new_secret()
    install(client, renewed)
    install(client, renewed)

    assert tell(client, installed, "disabled").status_code == 204


def test_a_renamed_site_stays_the_same_tenant(client: FlaskClient, app: Flask, installed: Site) -> None:
    body = installed.body("installed", baseUrl="https://renamed.atlassian.net")

    assert install(client, installed, body=body).status_code == 204

    (tenant,) = rows(app, TenantRow)
    assert (tenant.site_address, tenant.is_active) == ("https://renamed.atlassian.net", True)


def test_synchronizations_follow_a_renamed_site(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    running_synchronization(app, tenant.id)

    install(client, installed, body=installed.body("installed", baseUrl="https://renamed.atlassian.net"))

    assert {row.site_address for row in rows(app, EndRow)} == {"https://renamed.atlassian.net"}


def test_an_uninstall_drops_the_secrets_and_stops_what_ran(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    synchronization = running_synchronization(app, tenant.id)
    install(client, installed.with_new_secret())

    assert uninstall(client, installed).status_code == 204

    (row,) = rows(app, InstallationRow)
    assert (row.secret, row.old_secret) == (None, None)
    assert tenant_ids(app) == {str(tenant.id): False}
    assert suspension_of(app) == "add-on-uninstalled"
    assert status_of(app, synchronization) is Status.RESTART_REQUIRED


def test_after_an_uninstall_webhooks_are_refused(client: FlaskClient, installed: Site) -> None:
    uninstall(client, installed)

    assert send_webhook(client, installed, "issue_updated", {"issue": {"id": "1"}}).status_code == 401


def test_a_return_after_an_uninstall_asks_for_a_restart(client: FlaskClient, app: Flask, installed: Site) -> None:
    (tenant,) = rows(app, TenantRow)
    synchronization = running_synchronization(app, tenant.id)
    uninstall(client, installed)

    assert install(client, installed.with_new_secret()).status_code == 204

    assert tenant_ids(app) == {str(tenant.id): True}
    assert status_of(app, synchronization) is Status.RESTART_REQUIRED


def test_a_return_does_not_bring_the_secret_of_before_back(client: FlaskClient, installed: Site) -> None:
    uninstall(client, installed)
    install(client, installed.with_new_secret())

    assert tell(client, installed, "disabled").status_code == 401


def test_a_new_client_key_at_a_known_address_inherits_nothing(client: FlaskClient, app: Flask, installed: Site) -> None:
    (old,) = rows(app, TenantRow)
    running_synchronization(app, old.id)
    imported = Site(installed.address, installed.keys)

    assert install(client, imported).status_code == 204

    (new,) = [row for row in rows(app, TenantRow) if row.id != old.id]
    assert tenant_ids(app) == {str(old.id): False, str(new.id): True}
    assert suspension_of(app) == "site-replaced"
    assert tell(client, installed, "disabled").status_code == 401
    with app.extensions["backbone"].store.transaction() as work:
        assert [one.first.tenant_id for one in work.synchronizations.of_tenant(new.id)] == []


def test_disabled_and_uninstalled_may_come_in_either_order(client: FlaskClient, app: Flask, installed: Site) -> None:
    token = installed.request_token("POST", "/connect/disabled")
    uninstall(client, installed)

    late = client.post("/connect/disabled", json=installed.body("disabled"), headers=authorization(token))

    assert late.status_code == 401
    assert list(tenant_ids(app).values()) == [False]


def test_an_uninstall_that_is_older_than_the_installation_changes_nothing(
    client: FlaskClient, app: Flask, installed: Site
) -> None:
    before = int(time.time()) - 30

    assert uninstall(client, installed, iat=before).status_code == 204

    assert list(tenant_ids(app).values()) == [True]
    assert tell(client, installed, "disabled").status_code == 204


def test_an_installation_older_than_the_last_one_is_refused(client: FlaskClient, installed: Site) -> None:
    older = installed.with_new_secret()

    assert install(client, older, iat=int(time.time()) - 30).status_code == 401
    assert tell(client, older, "disabled").status_code == 401


def test_an_uninstall_of_a_site_that_was_never_installed_is_taken(client: FlaskClient, site: Site) -> None:
    assert uninstall(client, site).status_code == 204


def test_enabled_learns_the_account_that_we_act_as(
    client: FlaskClient, app: Flask, installed: Site, jira_server: JiraServer
) -> None:
    assert tell(client, installed, "enabled").status_code == 204

    (tenant,) = rows(app, TenantRow)
    assert tenant.app_account_id == OWN_ACCOUNT


def test_enabled_succeeds_when_jira_does_not_answer_yet(client: FlaskClient, app: Flask, installed: Site) -> None:
    body = installed.body("installed", baseUrl="http://127.0.0.1:9")
    install(client, installed, body=body)

    with structlog.testing.capture_logs() as logs:
        assert tell(client, installed, "enabled").status_code == 204

    assert [line["code"] for line in logs if line["event"] == "own_account_unknown"] == ["jira-unreachable"]


@pytest.mark.parametrize("secret", ["", "short", 17, None, "x" * 1001, "ä" * 40, "nul\0" * 20])
def test_an_installation_without_a_usable_secret_is_refused(client: FlaskClient, site: Site, secret: object) -> None:
    answer = install(client, site, body=site.body("installed", sharedSecret=secret))

    assert answer.status_code == 422
    assert [problem["place"] for problem in content(answer)["problems"]] == ["sharedSecret"]


def test_the_installation_of_another_add_on_is_refused(client: FlaskClient, app: Flask, site: Site) -> None:
    assert install(client, site, body=site.body("installed", key="another")).status_code == 422
    assert rows(app, TenantRow) == []


def test_a_refused_installation_may_be_tried_again_with_the_same_token(client: FlaskClient, site: Site) -> None:
    token = authorization(site.install_token("/connect/installed"))
    wrong, right = site.body("installed", sharedSecret="short"), site.body("installed")

    assert client.post("/connect/installed", json=wrong, headers=token).status_code == 422
    assert client.post("/connect/installed", json=right, headers=token).status_code == 204


def test_used_tokens_are_forgotten_once_they_have_run_out(client: FlaskClient, app: Flask, installed: Site) -> None:
    with_clock(app, Later(minutes=121))

    tell(client, installed, "disabled")

    assert len(rows(app, UsedTokenRow)) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"[" * 20_000, b'"text"', b"\xff\xfe"])
def test_a_callback_that_is_not_json_is_400(client: FlaskClient, site: Site, body: bytes) -> None:
    path = "/connect/installed"
    headers = authorization(site.install_token(path))

    assert client.post(path, data=body, headers=headers).status_code == 400


def test_a_callback_is_not_read_beyond_its_limit(client: FlaskClient, site: Site) -> None:
    path = "/connect/installed"
    headers = authorization(site.install_token(path))

    assert client.post(path, data=b" " * 70_000, headers=headers).status_code == 413
