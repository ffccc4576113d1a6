"""Self-checks and what they found; what each duty rests on, and by which edition of the terms it was told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "selfcheck_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("matters", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("editions", tree(), nullable=False),
        sa.Column("counts", tree(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_runs")),
    )
    with op.batch_alter_table("selfcheck_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selfcheck_runs_started_at"), ["started_at"], unique=False)

    op.create_table(
        "selfcheck_differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("pack", sa.String(length=80), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("filing", sa.String(length=60), nullable=False),
        sa.Column("trigger", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("before", tree(), nullable=False),
        sa.Column("after", tree(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_because", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "\"kind\" IN ('add', 'move', 'drop', 'fail')", name=op.f("ck_selfcheck_differences_kind")
        ),
        sa.CheckConstraint(
            "\"reason\" IN ('missing-row', 'extra-row', 'dates', 'standing', 'basis', 'values', 'finding', "
            "'reach', 'underivable')",
            name=op.f("ck_selfcheck_differences_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name=op.f("fk_selfcheck_differences_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_selfcheck_differences_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_selfcheck_differences_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["selfcheck_runs.id"], name=op.f("fk_selfcheck_differences_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_differences")),
        sa.UniqueConstraint("public_id", name=op.f("uq_selfcheck_differences_public_id")),
    )
    with op.batch_alter_table("selfcheck_differences", schema=None) as batch_op:
        for columns in (
            ["closed_at", "organisation_id"],
            ["matter_id", "closed_at"],
            ["organisation_id", "closed_at", "id"],
            ["run_id"],
        ):
            name = batch_op.f(f"ix_selfcheck_differences_{'_'.join(columns)}")
            batch_op.create_index(name, columns, unique=False)

    # What was told before is marked anew when it is next told; "" means: not known.
    op.add_column("matters", sa.Column("edition", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("obligations", sa.Column("basis", sa.String(length=16), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.drop_column("basis")
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.drop_column("edition")
    op.drop_table("selfcheck_differences")
    op.drop_table("selfcheck_runs")
