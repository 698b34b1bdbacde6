"""What calls cost, counted in work and not in time: reads convert nothing twice, and don't grow with the site."""

import cProfile
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from jira_emulator import seed, text
from jira_emulator.load import load_file
from jira_emulator.richtext import adf_to_wiki, wiki_to_adf
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from jira_emulator.text import RichText
from tests.emulator.conftest import Caller
from tests.emulator.test_cli import ISSUE
from tests.emulator.test_rest_issues import DOCUMENT


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The directions of all conversions of rich text that are made from now on. They are made for real."""
    made: list[str] = []

    def counted(direction: str, convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def converted(value: Any) -> Any:
            made.append(direction)
            return convert(value)

        return converted

    monkeypatch.setattr(text, "wiki_to_adf", counted("adf", wiki_to_adf))
    monkeypatch.setattr(text, "adf_to_wiki", counted("wiki", adf_to_wiki))
    return made


def test_second_read_converts_no_text(member: Caller, conversions: list[str]) -> None:
    key = member.create(description=DOCUMENT)
    for number in range(3):
        member.post(f"issue/{key}/comment", {"body": f"*{number}*"}, api=2)
    conversions.clear()
    member.fields(key)
    assert conversions == ["adf"] * 3
    member.fields(key)
    member.get(f"issue/{key}/comment")
    assert conversions == ["adf"] * 3

    member.edit(key, summary="another version, the same texts")
    member.fields(key)
    assert conversions.count("adf") == 3
    member.fields(key, api=2)
    member.fields(key, api=2)
    assert conversions.count("wiki") == 1


def filled(site: Site, copies: int) -> None:
    """That many more issues like the first one."""
    (issue,) = site.issues.values()
    with site.lock:
        for _ in range(copies):
            issue_id = site.next_id("issue")
            site.store(
                dataclasses.replace(issue, id=issue_id, key=f"SHOP-{issue_id}", description=RichText(wiki="text"))
            )


def function_calls(call: Callable[[], Any]) -> int:
    """How many Python functions a call runs; made once before, so that nothing is done for the first time."""
    call()
    profile = cProfile.Profile()
    profile.enable()
    call()
    profile.disable()
    return sum(int(row.callcount) for row in profile.getstats())


def test_reads_and_edits_do_not_grow_with_the_site(running: RunningSite, member: Caller) -> None:
    key = member.create()
    client = Client(running.app)
    person = seed.person(running.site, "member")
    path = f"/rest/api/3/issue/{key}"

    def read() -> None:
        assert client.get(path, auth=(person.email, person.api_token)).status_code == 200

    def find() -> None:
        asked = {"jql": f"key = {key}", "fields": ["summary"]}
        answer = client.post("/rest/api/3/search/jql", json=asked, auth=(person.email, person.api_token))
        assert [one["key"] for one in answer.get_json()["issues"]] == [key]

    def edit() -> None:
        asked = {"fields": {"labels": ["same"]}}
        assert client.put(path, json=asked, auth=(person.email, person.api_token)).status_code == 204

    calls = (read, find, edit)
    few = [function_calls(one) for one in calls]
    filled(running.site, 3000)
    many = [function_calls(one) for one in calls]

    for before, after in zip(few, many, strict=True):
        assert after < before * 1.2


def test_issue_loads_without_converting_its_texts(emulator: Emulator, conversions: list[str], tmp_path: Path) -> None:
    site = emulator.add_site("loaded").site
    fields: dict[str, Any] = dict(ISSUE["fields"])  # type: ignore[arg-type]
    row = ISSUE | {"fields": fields | {"description": "*bold*"}}
    file = tmp_path / "issues.jsonl"
    file.write_text(f"{json.dumps(row)}\n" * 20)
    load_file(site, seed.add_project(site, "LOAD", "Load"), file)

    assert len(site.issues) == 20
    assert conversions == []
