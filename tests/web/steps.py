"""What people do on the pages, in few words."""

from __future__ import annotations

import re
import secrets
from typing import Any

import requests

from tests.stage import Opened, Stage

ROW = re.compile(r'<tr id="sync-([0-9a-f]{16})"')
CARD = re.compile(r'<section class="card card-request" id="sync-([0-9a-f]{16})"')


def rows_of(html: str) -> list[str]:
    """The public ids of the synchronizations in a list."""
    return ROW.findall(html)


def requests_of(html: str) -> list[str]:
    return CARD.findall(html)


def here(jiras: Stage, key: str, **more: Any) -> dict[str, Any]:
    """The wizard's form for a project of the same Jira."""
    form = {"form_key": secrets.token_hex(8), "where": "here", "second_project": str(jiras.project(key)[1].id)}
    return form | {"name": "Some name"} | more


def elsewhere(address: str, key: str, **more: Any) -> dict[str, Any]:
    form = {"form_key": secrets.token_hex(8), "where": "elsewhere", "address": address, "key": key}
    return form | {"name": "Some name"} | more


def create_here(jiras: Stage, first: str, second: str, part: str = "project_admin", **more: Any) -> str:
    answer = jiras.open_project(first, part).call("POST", "/synchronizations", **here(jiras, second, **more))
    assert answer.status_code == 200, answer.text
    return rows_of(answer.text)[0]


def send_request(jiras: Stage, first: str, address: str, key: str, **more: Any) -> str:
    answer = jiras.open_project(first).call("POST", "/synchronizations", **elsewhere(address, key, **more))
    assert answer.status_code == 200, answer.text
    return rows_of(answer.text)[0]


def do(opened: Opened, public_id: str, action: str, **form: Any) -> requests.Response:
    return opened.call("POST", f"/synchronizations/{public_id}/{action}", **form)
