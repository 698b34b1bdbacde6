"""A write that was looked for and not found is told apart from one that did not happen."""

from __future__ import annotations

from alembic import op

revision = "0003_missing_writes"
down_revision = "0002_connect_installations"


def upgrade() -> None:
    allow("open", "written", "missing", "abandoned")


def downgrade() -> None:
    op.execute("UPDATE operations SET outcome = 'abandoned', source_snapshot = NULL WHERE outcome = 'missing'")
    allow("open", "written", "abandoned")


def allow(*outcomes: str) -> None:
    name, words = op.f("ck_operations_outcome"), ", ".join(f"'{outcome}'" for outcome in outcomes)
    op.drop_constraint(name, "operations")
    op.create_check_constraint(name, "operations", f"outcome IN ({words})")
