"""`atlassian-connect.json`: the file at the top of the repository, with this installation's address filled in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from app.connect import guard
from app.connect.state import connect

TEMPLATE = Path(__file__).resolve().parents[2] / "atlassian-connect.json"
PLACEHOLDER = "{{ base_url }}"

descriptor = Blueprint("descriptor", __name__)


@descriptor.get("/atlassian-connect.json")
@guard.anyone
def show() -> Response:
    return jsonify(filled_in(connect().settings.base_url))


@cache
def filled_in(base_url: str) -> dict[str, Any]:
    """The descriptor as JSON. Raises OSError and ValueError when the file is not there or not JSON."""
    text = TEMPLATE.read_text(encoding="utf-8").replace(PLACEHOLDER, base_url)
    document: dict[str, Any] = json.loads(text)
    return document


def addon_key() -> str:
    """Jira knows us by it; it is the issuer of our own tokens."""
    return str(filled_in("")["key"])
