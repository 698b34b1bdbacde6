"""What the web process writes about requests: a page's address has a token in its query, which belongs in no log."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

PROCFILE = Path(__file__).resolve().parent.parent.parent / "Procfile"
WITH_QUERY = {"r", "q", "f"}
"""Gunicorn's names of the request line, the query and the referer (its documentation, access_log_format)."""


def test_the_access_log_has_no_query() -> None:
    lines = dict(line.split(": ", 1) for line in PROCFILE.read_text().splitlines())
    words = shlex.split(lines["web"])
    written = set(re.findall(r"%\(([^)]*)\)s", words[words.index("--access-logformat") + 1]))

    assert written
    assert not written & WITH_QUERY
