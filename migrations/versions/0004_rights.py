"""Dates that moved, applications for licences, and how assets that the terms do not name were classified."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "asset_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("asset_key", sa.String(length=16), nullable=False),
        sa.Column("asset", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("decided", sa.String(length=20), nullable=False),
        sa.Column("decided_by_name", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "\"asset\" IN ('model-weights', 'training-recipe', 'dataset', 'synthetic-data')",
            name=op.f("ck_asset_decisions_asset"),
        ),
        sa.CheckConstraint(
            "\"decided\" IN ('undecided', 'program', 'database', 'manual', 'licensed-work', 'other', 'know-how')",
            name=op.f("ck_asset_decisions_decided"),
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_asset_decisions_matter_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_asset_decisions_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_decisions")),
    )
    with op.batch_alter_table("asset_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_asset_decisions_matter_id_asset_key"), ["matter_id", "asset_key"], unique=False
        )

    op.create_table(
        "licence_applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("applicant", sa.String(length=200), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("designator", sa.String(length=200), nullable=True),
        sa.Column("consents", tree(), nullable=False),
        sa.Column("fee_reduction", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("years_reason", sa.LargeBinary(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "\"decision\" IN ('open', 'granted', 'refused')", name=op.f("ck_licence_applications_decision")
        ),
        sa.CheckConstraint("\"kind\" IN ('priority', 'ordinary')", name=op.f("ck_licence_applications_kind")),
        sa.CheckConstraint(
            "\"standing\" IN ('original-owner', 'designee')", name=op.f("ck_licence_applications_standing")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_licence_applications_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_licence_applications_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_licence_applications_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_applications")),
        sa.UniqueConstraint("public_id", name=op.f("uq_licence_applications_public_id")),
    )
    with op.batch_alter_table("licence_applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licence_applications_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "date_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_date_moves_obligation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_date_moves_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_moves")),
    )
    with op.batch_alter_table("date_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_moves_obligation_id"), ["obligation_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_date_moves_organisation_id_id"), ["organisation_id", "id"], unique=False
        )

    op.create_table(
        "date_moves_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date_move_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["date_move_id"], ["date_moves.id"], name=op.f("fk_date_moves_seen_date_move_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_date_moves_seen_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_moves_seen")),
        sa.UniqueConstraint(
            "date_move_id", "person_id", name=op.f("uq_date_moves_seen_date_move_id_person_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("date_moves_seen")
    with op.batch_alter_table("date_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_date_moves_organisation_id_id"))
        batch_op.drop_index(batch_op.f("ix_date_moves_obligation_id"))

    op.drop_table("date_moves")
    with op.batch_alter_table("licence_applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_licence_applications_matter_id"))

    op.drop_table("licence_applications")
    with op.batch_alter_table("asset_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_decisions_matter_id_asset_key"))

    op.drop_table("asset_decisions")
