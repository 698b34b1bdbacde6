"""A Chromium for the browser tests: found on the machine, or installed where that is allowed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable"),
)
MAC_PROGRAMS = tuple(
    Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in ("Google Chrome", "Chromium", "Microsoft Edge")
)
FLAGS = (
    *("--disable-background-networking", "--disable-gpu", "--disable-quic", "--disable-sync"),
    *("--no-first-run", "--no-sandbox"),
)
INSTALL_SECONDS = 900
ADVICE = (
    "No browser for the browser tests was found and none could be installed: install Chromium or Google "
    "Chrome (on Debian: apt-get install chromium), or name one with BACKBONE_TEST_BROWSER=/path/to/chrome."
)


class NoBrowser(Exception):
    """A sentence that says what to install."""


def chromium_program(own_of_playwright: Path) -> Path:
    """A browser's program; installs one when there is none. Raises NoBrowser.

    `own_of_playwright` is where Playwright keeps its browser once it has one.
    """
    named = os.environ.get("BACKBONE_TEST_BROWSER")
    if named:
        return named_program(Path(named))
    for install in (None, install_with_playwright, install_with_apt):
        if install is not None:
            install()
        found = find_chromium(own_of_playwright)
        if found is not None:
            return found
    raise NoBrowser(ADVICE)


def named_program(program: Path) -> Path:
    if not starts(program):
        raise NoBrowser(f"BACKBONE_TEST_BROWSER names {program}, which does not start.")
    return program


def find_chromium(own_of_playwright: Path, which: Callable[[str], str | None] = shutil.which) -> Path | None:
    on_the_path = (Path(program) for program in map(which, NAMES) if program)
    elsewhere = (program for program in (*MAC_PROGRAMS, own_of_playwright) if program.exists())
    return next((program for program in (*on_the_path, *elsewhere) if starts(program)), None)


def starts(program: Path) -> bool:
    """False for the placeholders that some systems install instead of a browser."""
    return attempt([str(program), "--version"])


def install_with_playwright() -> None:
    dependencies = ["--with-deps"] if may_use_apt() else []
    attempt([sys.executable, "-m", "playwright", "install", *dependencies, "chromium"])


def install_with_apt() -> None:
    if may_use_apt():
        attempt(["apt-get", "update"])
        attempt(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def attempt(command: Sequence[str]) -> bool:
    """Whether the command ended well; what it says is of no interest, as another way may follow."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=INSTALL_SECONDS,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
