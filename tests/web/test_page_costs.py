"""What each page asks of the database: a few statements, whoever looks at it."""

from __future__ import annotations

import pytest

from tests.stage import Stage
from tests.web.steps import create_here

MOST_STATEMENTS = 10


@pytest.mark.parametrize(
    "path",
    [
        "/synchronizations",
        "/synchronizations/new",
        "/synchronizations/{id}/row",
        "/synchronizations/{id}/start",
        "/synchronizations/{id}/edit",
        "/synchronizations/{id}/delete",
        "/synchronizations/{id}/configuration",
        "/synchronizations/{id}/troubleshoot",
    ],
)
def test_page_takes_few_statements(jiras: Stage, path: str) -> None:
    opened = jiras.open_project("SHOP")
    public_id = create_here(jiras, "SHOP", "OPS")
    jiras.statements.clear()

    answer = opened.call("GET", path.format(id=public_id))

    assert answer.status_code == 200
    assert 0 < len(jiras.statements) <= MOST_STATEMENTS, "\n".join(jiras.statements)


def test_opening_the_page_takes_few_statements(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS")
    jiras.statements.clear()

    assert jiras.open_project("SHOP").answer.status_code == 200

    assert 0 < len(jiras.statements) <= MOST_STATEMENTS
