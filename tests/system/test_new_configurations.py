"""What is exchanged changes while issues are in step, and while writes are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.engine.contract import Side
from app.sync.configure import open_configuration, save
from app.sync.mapping_table import FieldRow, Table
from tests.system.scene import Scene

FIRST, SECOND = Side.FIRST, Side.SECOND


def configure(shop: Scene, change: Callable[[Table], Table]) -> None:
    editing = open_configuration(shop.requester, shop.synchronization().public_id)
    save(shop.requester, editing, change(editing.table), editing.version)


def priority_of(table: Table, alias: str, first_id: str) -> Table:
    """The same table, but for what the first side has for this priority."""
    return replace(table, fields=tuple(with_option(field, alias, first_id) for field in table.fields))


def with_option(field: FieldRow, alias: str, first_id: str) -> FieldRow:
    if field.row.alias != "priority":
        return field
    options = (replace(row, first_id=first_id) if row.alias == alias else row for row in field.options)
    return replace(field, options=tuple(options))


def test_a_held_value_is_carried_as_soon_as_somebody_maps_it(shop: Scene) -> None:
    configure(shop, lambda table: priority_of(table, "highest", ""))
    issue_id, other_id = shop.paired_issue("As it was")
    shop.person(FIRST).edit(issue_id, fields={"priority": {"name": "Highest"}})
    shop.until_quiet()
    assert [incident.code for incident in shop.incidents()] == ["value-without-counterpart"]

    highest_id = shop.shown(FIRST, issue_id, "priority")["id"]
    configure(shop, lambda table: priority_of(table, "highest", highest_id))
    shop.until_quiet()

    assert shop.shown(SECOND, other_id, "priority")["name"] == "Highest"
    assert not shop.incidents()
    shop.assert_equal()
