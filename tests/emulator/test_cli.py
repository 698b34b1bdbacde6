"""`python -m jira_emulator` as a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from jira_emulator.command_line import read_arguments
from tests.emulator.tiny_addon import TinyAddon

MOMENT = "2020-01-02T03:04:05.000+0000"
ISSUE = {
    "id": "1",
    "key": "OLD-7",
    "fields": {
        "summary": "Loaded",
        "issuetype": {"id": "1", "name": "Bug", "subtask": False},
        "status": {"id": "1", "name": "Open", "statusCategory": {"key": "new", "name": "To Do"}},
        "project": {"id": "1", "key": "OLD", "name": "Old"},
        "created": MOMENT,
        "updated": MOMENT,
        "labels": [],
    },
}


@contextmanager
def emulator(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The process and what its first line said; it is ended in any case."""
    command = [sys.executable, "-m", "jira_emulator", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jira_emulator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_first_line_says_where_everything_is_and_who_may_use_it() -> None:
    with emulator("--site", "first=0", "--site", "second=0:cloud") as (_, said):
        for site in said["sites"].values():
            key = requests.get(f"{site['install_keys']}/{site['install_key_id']}", timeout=5)
            assert key.text.startswith("-----BEGIN PUBLIC KEY-----")
            assert requests.get(site["all_js"], timeout=5).status_code == 200
            for user in site["users"]:
                who = requests.get(
                    f"{site['address']}/rest/api/3/myself", auth=(user["email"], user["token"]), timeout=5
                )
                assert who.json()["accountId"] == user["account_id"]
        roles = [user["role"] for user in said["sites"]["first"]["users"]]
        assert roles == ["admin", "project_admin", "member", "stranger"]
        assert requests.get(said["control"], timeout=5).json()["sites"].keys() == {"first", "second"}


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_cleanly(name: signal.Signals) -> None:
    with emulator("--site", "first=0") as (process, _):
        process.send_signal(name)

        rest, complaints = process.communicate(timeout=20)

        assert (process.returncode, rest, complaints) == (0, "", "")


def test_loaded_issues_are_in_the_named_project(tmp_path: Path) -> None:
    file = tmp_path / "issues.jsonl"
    file.write_text(json.dumps(ISSUE) + "\n")

    with emulator("--site", "first=0", "--data", f"first={file}", "--project", "first=MINE") as (_, said):
        site = said["sites"]["first"]
        admin = site["users"][0]
        page = requests.get(f"{site['address']}/issues/?as=ada", timeout=5).text
        found = requests.get(
            f"{site['address']}/rest/api/3/search/jql?jql=project=MINE&fields=summary",
            auth=(admin["email"], admin["token"]),
            timeout=5,
        )

    assert site["projects"] == ["MINE"]
    assert [one["fields"]["summary"] for one in found.json()["issues"]] == ["Loaded"]
    assert "Loaded" in page


def test_add_on_is_installed_upgraded_and_removed_by_the_control_api() -> None:
    addon = TinyAddon().start()
    with emulator("--site", "first=0") as (_, said):
        addons = f"{said['control']}/sites/first/addons"
        made = requests.post(addons, json={"descriptorUrl": addon.descriptor_url}, timeout=10)
        assert made.status_code == 201
        assert "secret" not in made.text.lower()
        reimported = requests.post(f"{said['control']}/sites/first/reimport", timeout=10).json()
        assert reimported[0]["clientKey"] != made.json()["clientKey"]
        addon.refuse_with = 403
        assert requests.post(f"{addons}/com.example.tiny/upgrade", timeout=10).status_code == 409
        assert requests.delete(f"{addons}/com.example.tiny", timeout=10).status_code == 200
        assert requests.get(addons, timeout=10).json() == []
        assert requests.delete(f"{addons}/com.example.tiny", timeout=10).status_code == 404
    addon.stop()


def test_no_control_means_none() -> None:
    with emulator("--site", "first=0", "--no-control") as (_, said):
        assert said["control"] is None


def test_one_seed_gives_the_same_secrets_every_time() -> None:
    with (
        emulator("--site", "first=0", "--seed", "7") as (_, once),
        emulator("--site", "first=0", "--seed", "7") as (
            _,
            again,
        ),
    ):
        for part in ("users", "client_key"):
            assert once["sites"]["first"][part] == again["sites"]["first"][part]


def test_taken_port_and_unusable_file_end_it_with_a_sentence(tmp_path: Path) -> None:
    with emulator("--site", "first=0") as (_, said):
        port = said["sites"]["first"]["address"].rpartition(":")[2]
        taken = refused("--site", f"first={port}")
    file = tmp_path / "broken.jsonl"
    file.write_text('\n{"key": "A-1", "fields": {}}')
    garbled = tmp_path / "garbled.jsonl"
    garbled.write_text('{"key": "A-1"')
    noise = tmp_path / "noise.jsonl.gz"
    noise.write_bytes(b"no gzip")
    broken = refused("--site", "first=0", "--data", f"first={file}")
    unreadable = refused("--site", "first=0", "--data", f"first={garbled}")
    unpacked = refused("--site", "first=0", "--data", f"first={noise}")
    missing = refused("--site", "first=0", "--data", f"first={tmp_path}/nothing.jsonl")

    assert f"Port {port} is in use" in taken.stderr
    assert "is not a file of issues: line 2 is no issue in REST v2 shape" in broken.stderr
    assert "line 1 is not JSON" in unreadable.stderr
    assert "gzip" in unpacked.stderr
    assert "No such file" in missing.stderr
    for outcome in (taken, broken, unreadable, unpacked, missing):
        assert outcome.returncode == 1
        assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--site", "first"],
        ["--site", "first=99999"],
        ["--site", "first=0:server"],
        ["--site", "a b=0"],
        ["--site", "first=0", "--site", "first=0"],
        ["--site", "first=0", "--data", "second=x.jsonl"],
        ["--site", "first=0", "--project", "first=lower"],
        ["--site", "first=0", "--latency", "-1"],
        ["--site", "first=0", "--no-control", "--control-port", "1"],
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_arguments(arguments)

    assert "error:" in capsys.readouterr().err
