"""What is exchanged changes while issues are in step, and while writes are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.engine.contract import Side
from app.sync.configure import open_configuration, save
from app.sync.mapping_table import FieldRow, Table
from demo.person import document
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


def lose_a_put_back(shop: Scene, issue_id: str, other_id: str, name: str, seen: object, unseen: object) -> None:
    """An edit that nobody had told us of is overwritten; the call that puts it back is lost, and found open later."""
    shop.person(SECOND).edit(other_id, fields={name: seen})
    shop.deliver()
    shop.emulator.faults.webhooks.drop = 1.0
    shop.person(FIRST).edit(issue_id, fields={name: unseen})
    shop.emulator.faults.webhooks.drop = 0.0
    shop.fault(FIRST, "PUT", f"/issue/{issue_id}$", reset="before", skip=1)
    shop.work_once()
    assert not shop.emulator.faults.requests, "nothing was put back"


def without_description(table: Table) -> Table:
    return replace(table, fields=tuple(field for field in table.fields if field.row.alias != "description"))


def assert_still_in_step(shop: Scene, issue_id: str, other_id: str) -> None:
    assert not shop.incidents()
    shop.person(FIRST).edit(issue_id, fields={"summary": "Edited since"})
    shop.until_quiet()
    assert shop.shown(SECOND, other_id, "summary") == "Edited since"
    assert not shop.incidents()


def test_a_pair_goes_on_when_the_field_of_an_open_put_back_is_not_exchanged_any_more(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was", description=document("One."))
    texts = document("Older, and seen"), document("Newer, and unseen")
    lose_a_put_back(shop, issue_id, other_id, "description", *texts)

    configure(shop, without_description)
    shop.until_quiet()

    assert_still_in_step(shop, issue_id, other_id)


def test_a_pair_goes_on_when_the_value_of_an_open_put_back_has_no_counterpart_any_more(shop: Scene) -> None:
    issue_id, other_id = shop.paired_issue("As it was")
    lose_a_put_back(shop, issue_id, other_id, "priority", {"name": "Low"}, {"name": "Highest"})

    configure(shop, lambda table: priority_of(table, "highest", ""))
    shop.until_quiet()

    assert_still_in_step(shop, issue_id, other_id)
