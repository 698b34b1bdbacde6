"""Links lead somewhere, and the README's table of settings says what the settings say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.settings import PREFIX, VARIABLES

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SETTING = re.compile(rf"^\| `({PREFIX}\w+)` \|(.*)\|([^|]*)\|$", re.MULTILINE)
REQUIRED = "required"


def pages() -> list[Path]:
    return [README, *sorted((ROOT / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """Without blocks and snippets of code: brackets in them are no links."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def links() -> Iterator[tuple[Path, str]]:
    for page in pages():
        for target in LINK.findall(prose(page)):
            if "://" not in target:
                yield page, target


def anchors(page: Path) -> frozenset[str]:
    """What a link may name behind `#`, by GitHub's rule."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def is_broken(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    named = (page.parent / path).resolve() if path else page
    if not named.exists() or not named.is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(named)


def shown_defaults() -> dict[str, str]:
    rows = SETTING.findall(README.read_text(encoding="utf-8"))
    return {name: default.strip().strip("`") for name, _, default in rows}


def test_links_are_found_at_all() -> None:
    assert (README, "docs/pictures/overview.png") in set(links())
    assert len(list(links())) > 40


def test_every_link_and_picture_leads_somewhere() -> None:
    assert [f"{page.relative_to(ROOT)}: {target}" for page, target in links() if is_broken(page, target)] == []


def test_the_readme_shows_every_setting_with_its_default() -> None:
    assert shown_defaults() == {variable.name: variable.default or REQUIRED for variable in VARIABLES}


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")

    assert [one.name for one in sorted((ROOT / "docs" / "adr").glob("*.md")) if f"adr/{one.name}" not in index] == []
