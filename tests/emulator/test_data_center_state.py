"""A Data Center site that is kept in a file: `--state FILE`."""

import signal
import subprocess
from pathlib import Path
from typing import Any

import requests

from tests.emulator.test_cli import emulator, refused

SITE = ("--site", "dc=0:dc/jira", "--project", "dc=SHOP")


def ended(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


def test_people_tokens_webhooks_and_issues_are_there_again(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    fields: dict[str, Any] = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "Kept"}
    with emulator(*SITE, *state) as (process, said):
        site = said["sites"]["dc"]
        ada = site["users"][0]
        auth = (ada["name"], ada["password"])
        address = site["address"]
        token = requests.post(f"{address}/rest/pat/latest/tokens", json={"name": "sync"}, auth=auth, timeout=5).json()
        issue = {"fields": fields | {"assignee": {"name": "priya"}}}
        requests.post(f"{address}/rest/api/2/issue", json=issue, auth=auth, timeout=5)
        webhook = {"name": "Sync", "url": "http://127.0.0.1:9/", "events": ["jira:issue_created"], "secret": "s"}
        requests.post(f"{address}/rest/webhooks/1.0/webhook", json=webhook, auth=auth, timeout=5)
        ended(process)

    with emulator(*SITE, *state) as (_, said):
        again = said["sites"]["dc"]
        assert (again["address"], again["users"]) == (address, site["users"])
        bearer = {"Authorization": f"Bearer {token['rawToken']}"}
        kept = requests.get(f"{address}/rest/api/2/issue/SHOP-1", headers=bearer, timeout=5).json()
        assert kept["fields"]["assignee"]["name"] == "priya"
        hooks = requests.get(f"{address}/rest/webhooks/1.0/webhook", headers=bearer, timeout=5).json()
        assert [(one["name"], one["isSigned"]) for one in hooks] == [("Sync", True)]


def test_kept_site_does_not_change_its_kind(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    with emulator(*SITE, *state) as (process, _):
        ended(process)

    other = refused("--site", "dc=0", *state)

    assert other.returncode == 1
    assert "keeps 'dc' as a site of Jira Data Center" in other.stderr
    assert "Traceback" not in other.stderr
