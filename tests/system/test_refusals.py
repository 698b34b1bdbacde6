"""Jira does not accept what we write: the rest goes on, and a person is told."""

from __future__ import annotations

from typing import Any

from app.engine.contract import Side
from app.errors import JiraRefused
from tests.system.meanwhile import answering
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def test_a_refusal_that_names_a_field_which_is_not_in_the_edit_ends_the_edit(shop: Scene) -> None:
    """Somebody made the description a required field after the issue was created without one."""
    issue_id, _ = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited"})
    shop.deliver()
    tried = []

    def refuse(*_: Any, **__: Any) -> None:
        tried.append("once more")
        assert len(tried) < 10, "it goes on without end"
        raise JiraRefused(call="PUT /issue", field_errors={"description": "Description is required."})

    shop.work_once(answering(shop.ports, "edit_issue", refuse))

    assert len(tried) == 1
    (incident,) = shop.incidents()
    assert (incident.code, incident.place) == ("jira-refused", "description")
