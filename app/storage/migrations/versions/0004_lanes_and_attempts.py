"""A mark keeps the lane that it waits in, a backfill how often its page has failed, a synchronization when it
was first started."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_lanes_and_attempts"
down_revision = "0003_missing_writes"

LANE = sa.Enum("live", "backfill", "reconcile", name="lane", native_enum=False, create_constraint=True, length=32)
DIRTY = sa.text("raised > cleared")

FIRST_STARTS = """
    UPDATE synchronizations SET first_started_at = coalesce(
        (SELECT min(at) FROM audit WHERE audit.synchronization_id = synchronizations.id AND action LIKE 'start %'),
        CASE WHEN wanted_running THEN created_at END)
"""


def upgrade() -> None:
    op.add_column("marks", sa.Column("lane", LANE, server_default="live", nullable=False))
    op.drop_index("ix_marks_dirty", "marks")
    op.create_index("ix_marks_dirty", "marks", ["synchronization_id", "lane", "next_try_at"], postgresql_where=DIRTY)
    op.add_column("backfills", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("synchronizations", sa.Column("first_started_at", sa.DateTime(timezone=True)))
    op.execute(FIRST_STARTS)


def downgrade() -> None:
    op.drop_column("synchronizations", "first_started_at")
    op.drop_column("backfills", "attempts")
    op.drop_index("ix_marks_dirty", "marks")
    op.create_index("ix_marks_dirty", "marks", ["synchronization_id", "next_try_at"], postgresql_where=DIRTY)
    op.drop_column("marks", "lane")
