"""Loading issues of a JSONL file."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.load import load_file
from jira_emulator.server import RunningSite
from jira_emulator.state import Site
from tests.emulator.conftest import Caller

CLOSED = {"name": "Closed", "id": "6", "statusCategory": {"id": 3}}
ANNA = {"name": "anna", "key": "anna", "displayName": "Anna A.", "active": False, "timeZone": "Etc/UTC"}


def row(number: int, **fields: Any) -> dict[str, Any]:
    """An issue as a Jira Server shows it."""
    shown: dict[str, Any] = {
        "summary": f"Issue {number}",
        "issuetype": {"id": "1", "name": "Bug", "subtask": False},
        "project": {"id": "1", "key": "OLD", "name": "Old"},
        "status": CLOSED,
        "created": "2015-06-15T12:56:16.000+0000",
        "updated": "2015-11-14T01:48:28.000+0000",
        "labels": ["b", "a"],
        "creator": ANNA,
        "reporter": ANNA,
        "assignee": None,
        "comment": {"comments": [], "total": 0},
    }
    return {"id": str(9000 + number), "key": f"OLD-{number}", "fields": shown | fields}


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    comment = {
        "id": "1",
        "author": ANNA,
        "updateAuthor": ANNA,
        "body": "h2. Yes\r\n{{code}} [~anna]",
        "created": "2016-01-01T00:00:00.000+0000",
        "updated": "2016-01-02T00:00:00.000+0000",
    }
    kind = {"id": "1", "name": "Depends", "inward": "is needed by", "outward": "needs"}
    return [
        row(
            1,
            description="*Wiki*\r\ntext",
            priority={"id": "9", "name": "Trivial"},
            fixVersions=[{"id": "5", "name": "1.0", "released": True, "releaseDate": "2015-01-02"}],
            components=[{"id": "6", "name": "Engine"}],
            comment={"comments": [comment], "total": 1},
            issuelinks=[{"id": "77", "type": kind, "outwardIssue": {"id": "9002", "key": "OLD-2"}}],
        ),
        row(
            2,
            issuetype={"id": "5", "name": "Technical task", "subtask": True},
            parent={"id": "9001", "key": "OLD-1"},
            issuelinks=[{"id": "77", "type": kind, "inwardIssue": {"id": "9001", "key": "OLD-1"}}],
        ),
    ]


def load(running: RunningSite, rows: list[dict[str, Any]], path: Path) -> Any:
    text = "\n".join(json.dumps(one) for one in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    project = running.site.project("SHOP")
    assert project is not None
    return load_file(running.site, project, path)


@pytest.mark.parametrize("name", ["issues.jsonl", "issues.jsonl.gz"])
def test_loaded_issue_is_read_as_if_it_had_been_written_here(
    running: RunningSite, admin: Caller, rows: list[dict[str, Any]], tmp_path: Path, name: str
) -> None:
    loaded = load(running, rows, tmp_path / name)

    assert (loaded.issues, loaded.comments, loaded.links) == (2, 1, 1)
    fields = admin.fields("SHOP-1", api=2)
    assert fields["description"] == "*Wiki*\r\ntext"
    assert fields["priority"]["name"] == "Trivial"
    assert fields["status"]["name"] == "Closed"
    assert fields["labels"] == ["a", "b"]
    assert fields["created"] == "2015-06-15T12:56:16.000+0000"
    assert fields["fixVersions"][0]["releaseDate"] == "2015-01-02"
    assert fields["components"][0]["name"] == "Engine"
    assert fields["reporter"]["displayName"] == "Anna A."
    assert fields["comment"]["comments"][0]["body"] == "h2. Yes\r\n{{code}} [~anna]"
    assert fields["issuelinks"][0]["outwardIssue"]["key"] == "SHOP-2"
    assert admin.fields("SHOP-2")["parent"]["key"] == "SHOP-1"


def test_loaded_issue_can_be_edited_found_and_moved_on(
    running: RunningSite, admin: Caller, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    load(running, rows, tmp_path / "issues.jsonl")

    assert admin.keys("fixVersion = '1.0' AND component = Engine") == ["SHOP-1"]
    assert admin.edit("SHOP-1", summary="Changed").status_code == 204
    assert admin.create() == "SHOP-3"
    offered = [one["to"]["name"] for one in admin.get("issue/SHOP-3/transitions")["transitions"]]
    assert "Closed" in offered


def test_same_server_user_is_the_same_account_on_every_site(
    running: RunningSite, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    load(running, rows, tmp_path / "issues.jsonl")
    other = seed.furnish(Site("other"))
    load_file(other, seed.add_project(other, "B", "Other"), tmp_path / "issues.jsonl")

    def account(site: Site) -> set[str]:
        return {one.account_id for one in site.users.values() if one.server_name == "anna"}

    assert len(account(running.site)) == 1
    assert account(running.site) == account(other)
