"""What is old is forgotten, and nothing that is still needed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.engine.contract import Side
from app.sync import purge
from app.sync.purge import purge_history
from tests.system.scene import Scene


def rows(shop: Scene, table: str) -> int:
    with shop.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_pair_with_a_forgotten_past_is_still_kept_in_step(shop: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "AT_ONCE", 2)
    issue_id, other_id = shop.paired_issue("In step")
    for number in range(3):
        shop.person(Side.FIRST).edit(issue_id, fields={"summary": f"Edited {number}"})
        shop.until_quiet()
    assert rows(shop, "plans") >= 4

    shop.clock.advance(100 * 24 * 3600)
    assert purge_history(shop.ports) > 0

    assert rows(shop, "plans") == 0
    assert rows(shop, "operations") == 2, "the creation and the last edit"
    shop.person(Side.FIRST).edit(issue_id, fields={"summary": "Edited much later"})
    shop.until_quiet()
    assert shop.shown(Side.SECOND, other_id, "summary") == "Edited much later"
