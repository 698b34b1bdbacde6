"""What is stored of a pair: the last snapshot of each side and the base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.engine.base import Base
from app.engine.snapshot import Snapshot
from app.storage.documents import from_document, to_document
from app.storage.tables import PairContentRow, PairRow
from app.sync.records import PairContent


def contents(connection: Connection, pair_ids: Sequence[int]) -> dict[int, PairContent]:
    """One entry for each id, empty where nothing is stored."""
    rows = connection.execute(select(PairContentRow).where(PairContentRow.pair_id.in_(pair_ids)))
    stored = {row.pair_id: _content(row) for row in rows}
    return {pair_id: stored.get(pair_id, PairContent(None, None, Base())) for pair_id in pair_ids}


def save_content(
    connection: Connection, pair_id: int, first: Snapshot | None, second: Snapshot | None, base: Base | None
) -> None:
    parts = {"first": first, "second": second, "base": base}
    given = {name: to_document(part) for name, part in parts.items() if part is not None}
    if not given:
        return
    connection.execute(
        insert(PairContentRow)
        .values(pair_id=pair_id, **given)
        .on_conflict_do_update(index_elements=["pair_id"], set_=given)
    )
    _follow_keys(connection, pair_id, first, second)


def _follow_keys(connection: Connection, pair_id: int, first: Snapshot | None, second: Snapshot | None) -> None:
    """An issue that moved has another key. Nothing is written where the keys are as they were."""
    first_key = func.coalesce(first.issue_key if first else None, PairRow.first_issue_key)
    second_key = func.coalesce(second.issue_key if second else None, PairRow.second_issue_key)
    if first or second:
        connection.execute(
            update(PairRow)
            .where(
                PairRow.id == pair_id,
                or_(
                    PairRow.first_issue_key.is_distinct_from(first_key),
                    PairRow.second_issue_key.is_distinct_from(second_key),
                ),
            )
            .values(first_issue_key=first_key, second_issue_key=second_key)
        )


def _content(row: Row[Any]) -> PairContent:
    return PairContent(
        first=None if row.first is None else from_document(Snapshot, row.first),
        second=None if row.second is None else from_document(Snapshot, row.second),
        base=Base() if row.base is None else from_document(Base, row.base),
    )
