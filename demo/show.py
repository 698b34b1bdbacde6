"""The demo for a person: what runs where, what to click, and what is being synchronized."""

from __future__ import annotations

from pathlib import Path


def show(data: Path | None) -> int:
    raise SystemExit("soon")
