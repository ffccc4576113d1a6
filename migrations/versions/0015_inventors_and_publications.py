"""Inventors and co-applicants of a matter with their shares; planned publications and the answers to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inventors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("affiliation", sa.LargeBinary(), nullable=True),
        sa.Column("share_part", sa.Integer(), nullable=True),
        sa.Column("share_whole", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("\"part\" IN ('inventor', 'co-applicant')", name=op.f("ck_inventors_part")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_inventors_ended_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people.id"], name=op.f("fk_inventors_entered_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_inventors_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventors")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inventors_public_id")),
    )
    with op.batch_alter_table("inventors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inventors_matter_id_id"), ["matter_id", "id"])
    op.create_table(
        "publication_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=5), nullable=False),
        sa.Column("said", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.Column("ended", sa.String(length=12), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "\"channel\" IN ('talk', 'paper', 'press', 'upload', 'exhibition', 'other')",
            name=op.f("ck_publication_checks_channel"),
        ),
        sa.CheckConstraint(
            "\"content\" IN ('none', 'filed', 'beyond', 'unsure')",
            name=op.f("ck_publication_checks_content"),
        ),
        sa.CheckConstraint("\"answer\" IN ('yes', 'ask', 'no')", name=op.f("ck_publication_checks_answer")),
        sa.CheckConstraint("\"ended\" IN ('made', 'called-off')", name=op.f("ck_publication_checks_ended")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_publication_checks_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("fk_publication_checks_ended_by_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_publication_checks_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_checks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_checks_public_id")),
        sa.UniqueConstraint(
            "matter_id", "request_key", name=op.f("uq_publication_checks_matter_id_request_key")
        ),
    )
    with op.batch_alter_table("publication_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_checks_matter_id_id"), ["matter_id", "id"])


def downgrade() -> None:
    op.drop_table("publication_checks")
    op.drop_table("inventors")
