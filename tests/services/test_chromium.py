"""The browser for the browser tests: one that starts, or a sentence."""

from pathlib import Path

import pytest

from tests.chromium import NoBrowser, find_chromium, named_program


def program(path: Path, exit_code: int) -> Path:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def nowhere(name: str) -> None:
    return None


def test_a_placeholder_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    placeholder = program(tmp_path / "placeholder", 1)
    own = program(tmp_path / "own", 0)

    assert find_chromium(own, lambda name: str(placeholder)) == own


def test_the_machines_browser_comes_before_playwrights(tmp_path: Path) -> None:
    machines, own = program(tmp_path / "machines", 0), program(tmp_path / "own", 0)

    assert find_chromium(own, lambda name: str(machines) if name == "google-chrome" else None) == machines


def test_no_browser_is_found_where_there_is_none(tmp_path: Path) -> None:
    assert find_chromium(tmp_path / "absent", nowhere) is None


def test_a_named_browser_that_does_not_start_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match=r"BACKBONE_TEST_BROWSER names .*absent, which does not start"):
        named_program(tmp_path / "absent")
