"""Old rows are removed by walking through a table once, in the order of its ids: no statement takes long, whatever has
piled up, and no index is kept for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, TextClause, text

from app.sync.records import Portion


def removal(table: str, born_at: str, is_over: str) -> TextClause:
    """`born_at` is the column that grows with the id: the walk ends at the first rows that are younger. `is_over` says
    which of the older ones go."""
    return text(
        f"""
        WITH seen AS (
            SELECT id
            FROM (SELECT id, {born_at} FROM {table} WHERE id > :beyond ORDER BY id LIMIT :at_once) AS next_ones
            WHERE {born_at} < :before
        ), removed AS (
            DELETE FROM {table} USING seen WHERE {table}.id = seen.id AND {is_over} RETURNING 1
        )
        SELECT (SELECT count(*) FROM removed) AS removed, (SELECT max(id) FROM seen) AS last_id
        """
    )


def remove_portion(
    connection: Connection, statement: TextClause, before: datetime, beyond: int, at_once: int
) -> Portion:
    row = connection.execute(statement, {"before": before, "beyond": beyond, "at_once": at_once}).one()
    return Portion(row.removed, row.last_id)
