"""Whatever code somebody meets, `docs/troubleshooting.md` has a heading for it, and no heading is left over."""

from __future__ import annotations

import re
from pathlib import Path

from app.sync import explain_status
from tests.docs.codes import error_codes, hold_codes, incident_codes, suspension_codes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "troubleshooting.md"

GROUPS = frozenset({"http-4xx"})
"""Codes that Flask's own refusals get (`app.web.failures.answer_http`): one heading for all of them."""

GENERAL = frozenset({"refused", "jira-error"})
"""The stems of the tree, which are not raised themselves."""

PARTS = ("**You see:**", "**It means:**", "**Why:**", "**Do:**", "**Not lost")


def known_codes() -> frozenset[str]:
    return error_codes() | hold_codes() | incident_codes() | suspension_codes() | GROUPS


def introduction() -> str:
    return PAGE.read_text(encoding="utf-8").partition("\n## ")[0]


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_codes_are_found_where_they_are_made() -> None:
    assert {"value-without-counterpart", "counterpart-created-twice", "jira-refused"} <= hold_codes() | error_codes()
    assert suspension_codes() == {"jira-access-lost", "add-on-uninstalled", "site-replaced"}
    assert {"internal-error", "not-authenticated", "bad-document"} <= error_codes()


def test_every_code_has_a_heading() -> None:
    assert known_codes() - sections().keys() == frozenset()


def test_every_heading_is_a_code() -> None:
    assert sections().keys() - known_codes() == frozenset()


def test_no_code_has_two_headings() -> None:
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert len(headings) == len(set(headings))


def test_each_section_says_what_it_means_and_what_to_do() -> None:
    told = {code: text for code, text in sections().items() if code not in GENERAL}

    assert [(code, part) for code, text in told.items() for part in PARTS if part not in text] == []


def test_the_table_leads_to_every_code() -> None:
    linked = frozenset(re.findall(r"\]\(#([a-z0-9-]+)\)", introduction()))

    assert linked == known_codes()


def test_incidents_and_suspensions_come_from_known_sources() -> None:
    assert incident_codes() <= error_codes() | hold_codes()
    assert explain_status._SUSPENSIONS.keys() == suspension_codes()
