"""The tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None

SIDE = sa.Enum("first", "second", name="side", native_enum=False, create_constraint=True, length=32)

STAY_AS_PUBLISHED = """
    CREATE FUNCTION configurations_stay_as_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM synchronizations WHERE id = OLD.synchronization_id) THEN
            RETURN OLD;  -- it goes with its synchronization
        END IF;
        RAISE EXCEPTION 'configuration % of synchronization % is published and can''t be changed',
            OLD.number, OLD.synchronization_id USING ERRCODE = 'restrict_violation';
    END $$
"""

STAY_AS_PUBLISHED_TRIGGER = """
    CREATE TRIGGER configurations_stay_as_published BEFORE UPDATE OR DELETE ON configurations
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION configurations_stay_as_published()
"""


def upgrade() -> None:
    _create_tenants()
    _create_synchronizations()
    _create_configurations()
    _create_changes()
    _create_pairs()
    _create_journal()
    _create_conflicts()
    _create_incidents()
    _create_backfills()


def downgrade() -> None:
    """Newest tables first; everything in them is lost."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION configurations_stay_as_published()")


TABLES = (
    "tenants",
    "audit",
    "synchronizations",
    "ends",
    "pair_counts",
    "configurations",
    "deliveries",
    "marks",
    "pairs",
    "pair_contents",
    "plans",
    "operations",
    "conflicts",
    "incidents",
    "backfills",
)


def _create_tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("site_address", sa.Text(), nullable=False),
        sa.Column("display_address", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("app_account_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_index(
        "uq_tenants_active_site_address",
        "tenants",
        ["site_address"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_audit_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_synchronization_id", "audit", ["synchronization_id"])
    op.create_index("ix_audit_tenant_id", "audit", ["tenant_id"])


def _create_synchronizations() -> None:
    op.create_table(
        "synchronizations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "acceptance",
            sa.Enum(
                "not-needed",
                "requested",
                "accepted",
                "declined",
                name="acceptance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("wanted_running", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("suspension", sa.Text(), nullable=True),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_synchronizations"),
        sa.UniqueConstraint("public_id", name="uq_synchronizations_public_id"),
    )
    op.create_table(
        "ends",
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("site_address", sa.Text(), nullable=False),
        sa.Column("project_key", sa.Text(), nullable=False),
        sa.Column("project_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_ends_synchronization_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_ends_tenant_id"),
        sa.PrimaryKeyConstraint("synchronization_id", "side", name="pk_ends"),
    )
    op.create_index("ix_ends_site_address_project_key", "ends", ["site_address", "project_key"])
    op.create_index("ix_ends_tenant_id_project_id", "ends", ["tenant_id", "project_id"])
    op.create_table(
        "pair_counts",
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("pairs", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["synchronization_id"],
            ["synchronizations.id"],
            name="fk_pair_counts_synchronization_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("synchronization_id", "slot", name="pk_pair_counts"),
    )


def _create_configurations() -> None:
    op.create_table(
        "configurations",
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["synchronization_id"],
            ["synchronizations.id"],
            name="fk_configurations_synchronization_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("synchronization_id", "number", name="pk_configurations"),
    )
    op.create_index(
        "uq_configurations_draft",
        "configurations",
        ["synchronization_id"],
        unique=True,
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.execute(STAY_AS_PUBLISHED)
    op.execute(STAY_AS_PUBLISHED_TRIGGER)


def _create_changes() -> None:
    op.create_table(
        "deliveries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_deliveries_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "identifier", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_received_at", "deliveries", ["received_at"])
    op.create_table(
        "marks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("raised", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cleared", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_only_own_creation", sa.Boolean(), nullable=False),
        sa.Column("first_raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_marks_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
        sa.UniqueConstraint("synchronization_id", "side", "issue_id", name="uq_marks_synchronization_id_side_issue_id"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_marks_dirty", "marks", ["synchronization_id", "next_try_at"], postgresql_where=sa.text("raised > cleared")
    )


def _create_pairs() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("first_tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("first_issue_id", sa.Text(), nullable=True),
        sa.Column("first_issue_key", sa.Text(), nullable=True),
        sa.Column("second_tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("second_issue_id", sa.Text(), nullable=True),
        sa.Column("second_issue_key", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_pairs_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pairs"),
        sa.UniqueConstraint("synchronization_id", "first_issue_id", name="uq_pairs_synchronization_id_first_issue_id"),
        sa.UniqueConstraint(
            "synchronization_id", "second_issue_id", name="uq_pairs_synchronization_id_second_issue_id"
        ),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_pairs_first_tenant_id_first_issue_id", "pairs", ["first_tenant_id", "first_issue_id"])
    op.create_index("ix_pairs_second_tenant_id_second_issue_id", "pairs", ["second_tenant_id", "second_issue_id"])
    op.create_table(
        "pair_contents",
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.JSON(), nullable=True),
        sa.Column("second", sa.JSON(), nullable=True),
        sa.Column("base", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_pair_contents_pair_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pair_id", name="pk_pair_contents"),
    )


def _create_journal() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("configuration_number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_plans_pair_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_pair_id", "plans", ["pair_id"])
    op.create_table(
        "operations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("operation_id", sa.Text(), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("configuration_number", sa.Integer(), nullable=False),
        sa.Column("source_snapshot", sa.JSON(), nullable=True),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "open", "written", "abandoned", name="outcome", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("jira_id", sa.Text(), nullable=True),
        sa.Column("jira_key", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_operations_pair_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_operations_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_operations"),
        sa.UniqueConstraint("operation_id", name="uq_operations_operation_id"),
    )
    op.create_index("ix_operations_pair_id", "operations", ["pair_id"])
    op.create_index("ix_operations_synchronization_id_settled_at", "operations", ["synchronization_id", "settled_at"])
    op.create_index(
        "uq_operations_open",
        "operations",
        ["pair_id", "key"],
        unique=True,
        postgresql_where=sa.text("outcome = 'open'"),
    )


def _create_conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.Text(), nullable=True),
        sa.Column("put_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_conflicts_pair_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_conflicts_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
        sa.UniqueConstraint("pair_id", "digest", name="uq_conflicts_pair_id_digest"),
    )
    op.create_index("ix_conflicts_synchronization_id", "conflicts", ["synchronization_id"])


def _create_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=True),
        sa.Column("side", SIDE, nullable=True),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name="fk_incidents_pair_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_incidents_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_pair_id", "incidents", ["pair_id"])
    op.create_index("ix_incidents_synchronization_id", "incidents", ["synchronization_id"])
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["synchronization_id", "side", "issue_id", "code", "place"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )


def _create_backfills() -> None:
    op.create_table(
        "backfills",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("synchronization_id", sa.BigInteger(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "done", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["synchronization_id"], ["synchronizations.id"], name="fk_backfills_synchronization_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_backfills"),
    )
    op.create_index("ix_backfills_synchronization_id_side_id", "backfills", ["synchronization_id", "side", "id"])
    op.create_index(
        "uq_backfills_running",
        "backfills",
        ["synchronization_id", "side"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
