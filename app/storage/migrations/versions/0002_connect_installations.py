"""What Connect has agreed with each site, and the lifecycle tokens that were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_connect_installations"
down_revision = "0001_first_tables"


def upgrade() -> None:
    op.create_table(
        "connect_installations",
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.Text()),
        sa.Column("old_secret", sa.Text()),
        sa.Column("old_secret_until", sa.DateTime(timezone=True)),
        sa.Column("installed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client_key", name="pk_connect_installations"),
        sa.UniqueConstraint("tenant_id", name="uq_connect_installations_tenant_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_connect_installations_tenant_id"),
    )
    op.create_table(
        "connect_used_tokens",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_connect_used_tokens"),
    )
    op.create_index("ix_connect_used_tokens_used_at", "connect_used_tokens", ["used_at"])


def downgrade() -> None:
    """Every site has to be installed again."""
    op.drop_table("connect_used_tokens")
    op.drop_table("connect_installations")
