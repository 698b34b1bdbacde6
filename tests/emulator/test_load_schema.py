"""A project that can hold what another site has loaded."""

import json
from pathlib import Path

import pytest

from jira_emulator import seed
from jira_emulator.load import load_file, load_schema
from jira_emulator.server import Emulator

ROW = {
    "id": "7",
    "key": "OLD-1",
    "fields": {
        "summary": "A part of it",
        "created": "2015-06-15T12:56:16.000+0000",
        "issuetype": {"name": "Technical task", "subtask": True},
        "status": {"name": "In QE Test"},
        "priority": {"name": "Critical"},
        "parent": {"id": "6", "key": "OLD-0"},
    },
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "issues.jsonl"
    path.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    return path


def test_a_project_like_a_file_has_its_types_priorities_and_statuses_but_no_issue(file: Path) -> None:
    with Emulator() as emulator:
        site = emulator.add_site("acme").site
        project = seed.add_project(site, "SHOP", "Storefront")

        load_schema(site, project, file, flat=True)

        assert "Technical task" in [one.name for one in project.issue_types if not one.subtask]
        assert "Critical" in [one.name for one in site.priorities.values()]
        assert "In QE Test" in [one.name for one in project.workflow.statuses()]
        assert not site.issues


def test_a_flat_load_makes_sub_tasks_ordinary_issues_without_parent(file: Path) -> None:
    with Emulator() as emulator:
        site = emulator.add_site("acme").site
        project = seed.add_project(site, "SHOP", "Storefront")

        load_file(site, project, file, flat=True)

        (issue,) = site.issues.values()
        assert not issue.issue_type.subtask
        assert issue.parent_id is None
